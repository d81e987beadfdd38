"""Files and folders are complete or not there; an error or a kill in between leaves the old ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core import files


def test_a_file_replaces_the_old_one_and_has_usual_permissions(tmp_path: Path) -> None:
    path = tmp_path / "made" / "a.json"
    files.write_json(path, {"b": "é", "a": [1]})
    files.write_json(path, {"b": "é", "a": [2]}, sort_keys=True)
    assert path.read_text("utf-8") == '{\n  "a": [\n    2\n  ],\n  "b": "é"\n}\n'
    plain = tmp_path / "plain"
    plain.touch()
    assert path.stat().st_mode == plain.stat().st_mode
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_line_ends_are_written_as_given(tmp_path: Path) -> None:
    files.write_text(tmp_path / "a", "one\r\ntwo\n")
    assert (tmp_path / "a").read_bytes() == b"one\r\ntwo\n"


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    files.write_text(path, "old")
    with pytest.raises(RuntimeError), files.atomic_path(path) as temporary:  # noqa: PT012
        temporary.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_a_folder_replaces_the_old_one(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    for content in ("old", "new"):
        with files.atomic_folder(folder) as made:
            (made / "sub").mkdir()
            (made / "sub" / "a").write_text(content)
    assert (folder / "sub" / "a").read_text() == "new"
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_an_error_leaves_the_old_folder(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with files.atomic_folder(folder) as made:
        (made / "a").write_text("old")
    with pytest.raises(RuntimeError), files.atomic_folder(folder) as made:  # noqa: PT012
        (made / "a").write_text("half")
        raise RuntimeError
    assert (folder / "a").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


def test_after_a_kill_between_the_renames_the_old_folder_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with files.atomic_folder(folder) as made:
        (made / "a").write_text("old")
    folder.rename(tmp_path / "model.old")
    (tmp_path / ".model.tmp").mkdir()
    with pytest.raises(RuntimeError), files.atomic_folder(folder):
        raise RuntimeError
    assert (files.restore_folder(folder) / "a").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["model"]
