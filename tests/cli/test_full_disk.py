"""A disk that fills up in the middle of a run is named, with what is kept and how to go on."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import full_disk
from pipeline.core import files
from pipeline.core.errors import StoreError

Articles = Callable[[int], Path]
Cli = Callable[..., Any]


def full() -> OSError:
    """What writing and flushing raise: they name no file."""
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("parts", [(), ("--shards", "1/1")])
def test_the_file_is_named_and_the_run_goes_on(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: tuple[str, ...]
) -> None:
    flush = files._flush

    def filling(file: Path) -> None:
        if "translate" in file.parts:
            raise full()
        flush(file)

    monkeypatch.setattr(files, "_flush", filling)
    out = tmp_path / "out"
    stopped = cli("run", articles(2), "--config", "tiny", "--out", out, *parts)
    assert stopped.code == 1
    said = stopped.err[stopped.err.index("error: ") :].splitlines()
    shard = out / "shards" / "translate" / "00000.parquet"
    assert said[0] == f"error: {shard}: No space left on device; {out} keeps what was finished"
    assert said[1].startswith("  make room there, and the same command again goes on")
    monkeypatch.setattr(files, "_flush", flush)
    assert "clean: up to date" in cli("run", "--out", out).err


def test_folders_are_named_where_the_file_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/scratch")
    every = rf"{tmp_path}/run or the cache {tmp_path}/cache or TMPDIR /scratch: No space"
    with pytest.raises(StoreError, match=every), full_disk.named(tmp_path / "run"):
        raise full()
    monkeypatch.setattr(full_disk, "_free", lambda folder: 0 if folder == Path("/scratch") else 1 << 30)
    with pytest.raises(StoreError, match=r"^TMPDIR /scratch: No space"), full_disk.named(tmp_path / "run"):
        raise full()


def test_other_errors_stay_what_they_are(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), full_disk.named(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied", "a")
