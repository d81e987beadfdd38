"""What the user pointed at becomes a flat, sorted list of sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.stages.ingest.sources import Source, find, fingerprints


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"isi {name}", "utf-8")


def test_a_folder_is_opened_sorted_and_hidden_files_stay_hidden(tmp_path: Path) -> None:
    make(tmp_path, "b.txt", "a/z.html", "a/y.md", ".DS_Store", ".git/config.txt", "pic.jpg")
    found = find([str(tmp_path)])
    assert [(s.name, s.kind) for s in found] == [
        ("a/y.md", "markdown"),
        ("a/z.html", "html"),
        ("b.txt", "text"),
        ("pic.jpg", "unsupported"),
    ]


def test_files_with_the_same_name_are_told_apart(tmp_path: Path) -> None:
    make(tmp_path, "one/a.txt", "two/a.txt", "two/b.txt")
    names = [s.name for s in find(["one/a.txt", "two"], base=tmp_path)]
    assert names == ["one/a.txt", "two/a.txt", "b.txt"]


def test_relative_inputs_start_from_the_base(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    assert find(["a.txt"], base=tmp_path)[0].path.read_text() == "isi a.txt"


@pytest.mark.parametrize("given", ["nowhere.txt", "no/such/folder"])
def test_a_missing_path_is_the_users_mistake(tmp_path: Path, given: str) -> None:
    with pytest.raises(UserError, match="does not exist"):
        find([given], base=tmp_path)


def test_a_missing_path_that_looks_like_a_hub_name_says_how_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="hf:csebuetnlp/xlsum"):
        find(["csebuetnlp/xlsum"], base=tmp_path)
    assert find(["hf:csebuetnlp/xlsum"]) == [Source("csebuetnlp/xlsum", "hub")]


def test_an_empty_folder_is_a_source_so_that_it_is_reported(tmp_path: Path) -> None:
    assert [s.kind for s in find([str(tmp_path)])] == ["nothing"]


def test_fingerprints_follow_the_bytes_not_the_clock(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    first = fingerprints(find([str(tmp_path)]))
    (tmp_path / "a.txt").touch()
    assert fingerprints(find([str(tmp_path)])) == first
    (tmp_path / "a.txt").write_text("lain")
    assert fingerprints(find([str(tmp_path)])) != first


def test_stdin_is_kept(tmp_path: Path) -> None:
    (tmp_path / "stdin").write_bytes(b"Halo.")
    source = find(["-"], stdin=tmp_path / "stdin")[0]
    with source.open() as file:
        assert (source.kind, file.read()) == ("stdin", b"Halo.")


def test_links_are_followed_once_and_run_folders_left_out(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "else/b.txt", "in/runs/x/run.json", "in/runs/x/briefs.md", "in/runs/x/shards/y.txt")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "else")
    (tmp_path / "in" / "circle").symlink_to(tmp_path / "in")
    assert [s.name for s in find([str(tmp_path / "in")])] == ["a.txt", "link/b.txt"]
