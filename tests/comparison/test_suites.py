"""Suites: what ships is here, what is absent says so, and a content hash tells two versions apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli.suites import suites as suites_verb
from pipeline.comparison import suites
from pipeline.core.errors import UserError


def test_every_suite_is_described() -> None:
    names = suites.suite_names()
    assert {"starter", "flores-devtest", "ntrex", "crosssum-id-en", "xlsum-id", "liputan6", "indosum"} <= set(names)
    for name in names:
        suite = suites.load_suite(name)
        assert suite.licence
        assert suite.training
        assert suite.origin


def test_the_starter_suite_is_here_and_has_references() -> None:
    found = suites.locate(suites.load_suite("starter"))
    rows = list(suites.rows(found))
    assert len(rows) == 12
    assert all({"id", "text", "reference_translation", "reference_summary"} <= set(row) for row in rows)


def test_an_absent_suite_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv(suites.VARIABLE, str(tmp_path))
    with pytest.raises(UserError, match=r"'liputan6' is not on this machine") as absent:
        suites.locate(suites.load_suite("liputan6"))
    assert "fajri91/sum_liputan6" in absent.value.hint
    assert "RINGKAS_DATA" in absent.value.hint
    with pytest.raises(UserError, match="there is no suite 'flores'"):
        suites.load_suite("flores")


def test_a_parallel_suite_is_read_line_by_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(suites.VARIABLE, str(tmp_path))
    lines = [f"kalimat {n}" for n in range(1012)]
    (tmp_path / "flores-devtest.id").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "flores-devtest.en").write_text("\n".join(f"sentence {n}" for n in range(1012)) + "\n", "utf-8")
    suite = suites.load_suite("flores-devtest")
    found = suites.locate(suite)
    first = next(suites.rows(found))
    assert first == {"id": "flores-devtest-00001", "text": "kalimat 0", "reference_translation": "sentence 0"}
    assert suites.write_rows(found, tmp_path / "out" / "rows.jsonl") == 1012
    (tmp_path / "flores-devtest.id").write_text("\n".join(["lain", *lines[1:]]) + "\n", "utf-8")
    assert suites.locate(suite).content != found.content
    (tmp_path / "flores-devtest.id").write_text("\n".join(lines[1:]) + "\n", "utf-8")
    with pytest.raises(UserError, match="another number of lines"):
        suites.locate(suite)


def test_columns_are_mapped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(suites.VARIABLE, str(tmp_path))
    row = {"article": "Teks.", "id": "x1", "summary": "Ringkas.", "url": None}
    (tmp_path / "indosum.dev.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    assert list(suites.rows(suites.locate(suites.load_suite("indosum")))) == [{"id": "x1", "text": "Teks."}]
    (tmp_path / "indosum.dev.jsonl").write_text(json.dumps({"id": "x1"}) + "\n", "utf-8")
    with pytest.raises(UserError, match="row 0: no text"):
        list(suites.rows(suites.locate(suites.load_suite("indosum"))))


def test_the_verb_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    suites_verb(as_json=True)
    listed = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert listed["starter"]["here"] is True
    assert listed["starter"]["content"]
    suites_verb()
    assert "starter          here" in capsys.readouterr().out
