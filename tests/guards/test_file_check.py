"""The guards on two files of anybody's: what ``ringkas check`` prints and writes."""

import json
from pathlib import Path

import pytest

from pipeline.cli.check import check
from pipeline.core.errors import UserError
from pipeline.guards.file_check import check_files, check_pairs

SOURCES = ["Ada 36 orang.", "Hujan turun.", ""]
OUTPUTS = ["There are 63 people.", "It rained.", ""]


def test_the_table_and_the_json_say_the_same() -> None:
    report = check_pairs(SOURCES, OUTPUTS)
    assert report.table() == [("1", "number-added, number-lost", "-36; +63")]
    data = json.loads(json.dumps(report.to_json()))
    assert (data["lines"], data["flagged"]) == (3, 1)
    assert data["counts"] == {"number-added": 1, "number-lost": 1}
    assert data["rows"][0]["line"] == 1
    assert 0 <= data["rows"][0]["quality"] <= 1


def test_files_are_read_line_by_line(tmp_path: Path) -> None:
    for name, lines in (("a.id", SOURCES), ("a.en", OUTPUTS)):
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "own.tsv").write_text("hujan\tdrizzle\n", encoding="utf-8")
    assert len(check_files(tmp_path / "a.id", tmp_path / "a.en").flagged) == 1
    report = check_files(tmp_path / "a.id", tmp_path / "a.en", tmp_path / "own.tsv")
    assert report.lines[1].terms == ("hujan",)


def test_files_of_different_length_are_refused() -> None:
    with pytest.raises(UserError, match="3 source lines and 2 translated lines"):
        check_pairs(SOURCES, OUTPUTS[:2])


def test_a_missing_or_binary_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        check_files(tmp_path / "a.id", tmp_path / "a.en")
    (tmp_path / "a.id").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="not UTF-8"):
        check_files(tmp_path / "a.id", tmp_path / "a.id")


def test_the_verb_prints_a_table_or_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, output = tmp_path / "a.id", tmp_path / "a.en"
    source.write_text("Ada 36 [orang].\n", encoding="utf-8")
    output.write_text("There are [b]63[/b] people.\n", encoding="utf-8")
    check(source, output)
    printed = capsys.readouterr().out
    assert "number-added, number-lost" in printed
    assert "1 of 1 lines flagged (100.0 %): number-added 1, number-lost 1" in " ".join(printed.split())
    check(source, output, as_json=True)
    assert json.loads(capsys.readouterr().out)["counts"] == {"number-added": 1, "number-lost": 1}


@pytest.mark.parametrize("inside", ["\f", "\r", "\u2028", "\x0b"])
def test_only_a_newline_ends_a_line(tmp_path: Path, inside: str) -> None:
    (tmp_path / "a.id").write_bytes(f"Harga naik 5 persen.\nWarga{inside}pulang.\nBanjir 2 meter.\n".encode())
    (tmp_path / "a.en").write_bytes(f"Prices rose 5 percent.\nPeople{inside}left.\nFlood of 2 metres.\n".encode())
    report = check_files(tmp_path / "a.id", tmp_path / "a.en")
    assert len(report.lines) == 3
    assert not report.flagged


def test_an_institution_that_the_source_has_nothing_for_is_shown() -> None:
    report = check_pairs(["Penyidik tiba di Gedung Merah Putih."], ["Investigators came to the White House."])
    assert report.table() == [("1", "institution-added", "+White House")]
    assert report.to_json()["rows"][0]["institutions"] == ["White House"]
