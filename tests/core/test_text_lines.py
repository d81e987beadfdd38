"""Files with a segment a line: only a newline ends a line, whatever else a segment holds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.core.text_lines import read_lines, read_segments


@pytest.mark.parametrize("inside", ["\r", "\f", "\v", "\x1c", "\x85", "\u2028", "\u2029", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_a_newline_ends_a_line(tmp_path: Path, inside: str, end: str) -> None:
    path = tmp_path / "a.en"
    path.write_bytes(end.join([f"one{inside}two", "", "three", ""]).encode())
    assert read_lines(path) == (f"one{inside}two", "", "three")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.en"
    path.write_bytes("Kafé\nb".encode(encoding))
    assert read_lines(path) == ("Kafé", "b")


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "is empty"), (b"\n", "is empty"), (b"Kaf\xe9 tutup\n", "is not UTF-8: .* at byte 3")]
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "a.en"
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        read_lines(path)


def test_missing_files_and_folders_say_what_to_give(tmp_path: Path) -> None:
    for path, said in ((tmp_path / "gone", "does not exist"), (tmp_path, "is a folder")):
        with pytest.raises(UserError, match=said) as caught:
            read_lines(path, "give a run folder")
        assert caught.value.hint == "give a run folder"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"id": 1, "hyp": "Two dogs  ran home."}\n\n{"id": 2}\n', r"holds JSON lines \(keys: id, hyp\)"),
        ("id\ttext\n1\tTwo dogs ran home.\n2\tRain.\n", "holds columns with tabs"),
    ],
)
def test_rows_are_not_taken_for_segments(tmp_path: Path, content: str, said: str) -> None:
    """What would be scored as text, braces and all, is refused, and the command that is told takes the text out."""
    path = tmp_path / "my output.rows"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match=said) as caught:
        read_segments(path)
    command = caught.value.hint.split(": ", 1)[1]
    subprocess.run(command, shell=True, check=True)
    assert "Two dogs ran home." in path.with_suffix(".txt").read_text("utf-8").split("\n")


def test_segments_with_a_brace_or_a_tab_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.en"
    path.write_text('{"a": 1} is JSON.\nA\ttab.\n{not json}\n', "utf-8")
    assert read_segments(path) == ('{"a": 1} is JSON.', "A\ttab.", "{not json}")
