"""Files with a segment a line: only a newline ends a line, whatever else a segment holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.core.text_lines import read_lines


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
