"""Remembered hashes spare the reading of files, and are never believed against the file."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.core import fingerprints
from pipeline.core.fingerprints import file_hash

LARGE = fingerprints.REMEMBERED


class Reads:
    """Counts the files that were read through."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, path: Path) -> str:
        self.count += 1
        return file_hash(path)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    counter = Reads()
    monkeypatch.setattr(fingerprints, "file_hash", counter)
    return counter


def weights(folder: Path, content: bytes = b"a", age: float = 60.0) -> Path:
    path = folder / "model.safetensors"
    path.write_bytes(content * LARGE)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def asked(path: Path, memo: Path) -> str:
    state = path.stat()
    return fingerprints.remembered_hash(path, state.st_size, state.st_mtime_ns, memo)


def test_a_file_is_read_once_until_it_changes(tmp_path: Path, reads: Reads) -> None:
    memo, path = tmp_path / "cache" / "hashes.json", weights(tmp_path)
    assert asked(path, memo) == asked(path, memo) == file_hash(path)
    assert reads.count == 1
    weights(tmp_path, b"b", age=30.0)
    assert asked(path, memo) == asked(path, memo) == file_hash(path)
    assert reads.count == 2
    assert [p.name for p in memo.parent.iterdir()] == ["hashes.json"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"%s": [1, 2]}',
        b'{"%s": [%d, %d, 7]}',
        b'{"%s": [%d, %d, "0"]}',
    ],
)
def test_a_damaged_memo_is_ignored_and_made_anew(tmp_path: Path, reads: Reads, damage: bytes) -> None:
    memo, path = tmp_path / "hashes.json", weights(tmp_path)
    state = path.stat()
    values = (str(path).encode(), state.st_size, state.st_mtime_ns)[: damage.count(b"%")]
    memo.write_bytes(damage % values if values else damage)
    assert asked(path, memo) == asked(path, memo) == file_hash(path)
    assert reads.count == 1


def test_small_files_and_files_that_have_just_changed_are_not_remembered(tmp_path: Path, reads: Reads) -> None:
    memo, path = tmp_path / "hashes.json", weights(tmp_path, age=0.0)
    small = tmp_path / "config.json"
    small.write_text("{}")
    os.utime(small, (1, 1))
    assert asked(path, memo) == asked(path, memo)
    assert asked(small, memo) == asked(small, memo)
    assert reads.count == 4
    assert not memo.exists()


def test_a_memo_that_cannot_be_written_costs_time_only(tmp_path: Path, reads: Reads) -> None:
    path = weights(tmp_path)
    (tmp_path / "file").touch()
    memo = tmp_path / "file" / "hashes.json"  # its folder cannot be made
    assert asked(path, memo) == asked(path, memo) == file_hash(path)
    assert reads.count == 2
