"""Faults of the machine and damage to files: each ends healed, or in one error that names the file and what to type."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.backends._batching import Batch, run_batches
from pipeline.core.errors import ModelError
from tests.torture.conftest import Note
from tests.torture.points import read_log
from tests.torture.program import FULL, Ended, Program, contents, differing, step

FAKE = ("--config", "tiny", "--set", "run.shard_size=2")


@pytest.fixture(scope="module")
def whole(program: Program, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that went well, with its memory beside it."""
    folder = tmp_path_factory.mktemp("whole")
    memory = f"translate.memory={folder / 'memory.sqlite'}"
    ended = program.run("run", sample, *FAKE, "--set", memory, "--out", folder / "run")
    assert ended.code == 0, ended.err
    return folder


def explained(ended: Ended, *expected: str) -> None:
    """The run ended with one error that says what was expected of it, and with what to do."""
    assert ended.code in (1, 2), ended
    assert not ended.traceback, ended.err
    said = ended.err[ended.err.rindex("error: ") :]
    assert "\n  " in said, f"nothing to do is named: {said}"
    assert all(word in said for word in expected), said


# -- the machine


def test_a_disk_that_fills_up(program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note) -> None:
    """From some point on every write fails; with room again, the run goes on."""
    log = tmp_path / "log"
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out")
    assert program.run(*command, tmp_path / "counted", point={"log": str(log)}).code == 0
    before = [number for number, _, when, *_ in read_log(log) if when in ("before", "half")]
    numbers = before[:: step(1) if FULL else len(before) // 2]
    for number in numbers:
        out = tmp_path / f"out{number}"
        point = {"log": str(tmp_path / f"log{number}"), "at": number, "do": "error", "errno": errno.ENOSPC}
        ended = program.run(*command, out, point=point)
        room = "TMPDIR" if "temporary directory" in ended.err else "No space left on device"
        explained(ended, room, "make room")
        assert program.run(*command, out).code == 0
        assert differing(contents(out), contents(whole / "run")) == []
        shutil.rmtree(out)
    note("the disk is full from a point on", len(numbers), "one error, then continued byte for byte")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 80 KiB less than what a run asks to find free."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=70m", "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


@pytest.mark.heavy
def test_a_real_disk_that_is_full(program: Program, sample: Path, whole: Path, small_disk: Path, note: Note) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (68 << 20))
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out", small_disk / "run")
    explained(program.run(*command), "MiB are free on its disk", "make room")
    filler.unlink()
    assert program.run(*command).code == 0
    assert differing(contents(small_disk / "run"), contents(whole / "run")) == []
    note("a small file system that is full", 1, "one error before any work, then the run")


@pytest.mark.heavy
def test_a_limit_on_the_size_of_files(program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note) -> None:
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out", tmp_path / "out")
    explained(program.run(*command, limits={"RLIMIT_FSIZE": 4096}), "File too large")
    assert program.run(*command).code == 0
    assert differing(contents(tmp_path / "out"), contents(whole / "run")) == []
    note("a limit on the size of files", 1, "one error, then continued byte for byte")


def test_a_limit_on_open_files(program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note) -> None:
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out", tmp_path / "out")
    tried = (8, 10, 12, 14, 16, 20) if FULL else (10,)
    for limit in tried:
        ended = program.run(*command, limits={"RLIMIT_NOFILE": limit})
        if ended.code:
            explained(ended, "Too many open files")
    assert program.run(*command).code == 0
    assert differing(contents(tmp_path / "out"), contents(whole / "run")) == []
    note("a limit on open files", len(tried), "one error, then continued byte for byte")


@pytest.fixture
def read_only(tmp_path: Path, whole: Path) -> Iterator[Path]:
    """A finished run on a file system that nobody may write to, not even root."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(folder)], check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copytree(whole / "run", folder / "run")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield folder / "run"
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def test_a_run_folder_that_may_not_be_written(program: Program, read_only: Path, note: Note) -> None:
    explained(program.run("run", "--out", read_only), str(read_only), "may not be written by you")
    assert program.run("show", read_only).code == 0, "looking at it needs no writing"
    note("a run folder that may not be written", 1, "one error; it can be looked at")


@pytest.mark.heavy
@pytest.mark.parametrize("home", [None, "/nonexistent", "/proc"])
def test_no_home_and_no_cache(program: Program, sample: Path, tmp_path: Path, home: str | None, note: Note) -> None:
    """Without a home, or with one that cannot be written, a run says which variable to set; with a cache it runs."""
    env = {"HOME": home, "XDG_CACHE_HOME": None, "RINGKAS_CACHE": None}
    ended = program.run("run", sample, *FAKE, "--set", "translate.memory=auto", "--out", tmp_path / "out", env=env)
    if ended.code:
        explained(ended)
    assert not ended.traceback, ended.err
    assert program.run("run", sample, *FAKE, "--out", tmp_path / "out").code == 0
    note(f"HOME={home}, no cache", 1, "one error, or the run")


@pytest.mark.heavy
def test_permission_lost_in_the_middle(program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note) -> None:
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out", tmp_path / "out")
    point = {"log": str(tmp_path / "log"), "at": 1, "do": "error", "errno": errno.EACCES, "only": "shards/summarize"}
    explained(program.run(*command, point=point), "shards/summarize", "Permission denied")
    assert program.run(*command).code == 0
    assert differing(contents(tmp_path / "out"), contents(whole / "run")) == []
    note("permission lost in the middle", 1, "one error that names the file, then continued byte for byte")


@pytest.mark.heavy
def test_a_clock_that_jumps(program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note) -> None:
    """Years back and forth while the run goes on: what a run writes does not depend on the clock."""
    command = ("run", sample, *FAKE, "--set", "translate.memory=", "--out", tmp_path / "out")
    ended = program.run(*command, module="tests.torture.odd_clock")
    assert ended.code == 0, ended.err
    assert differing(contents(tmp_path / "out"), contents(whole / "run")) == []
    for path in (tmp_path / "out").rglob("*.parquet"):
        os.utime(path, (0, 0) if path.stem == "00000" else (4e9, 4e9))
    again = program.run("run", "--out", tmp_path / "out")
    assert "report: up to date" in again.err, again.err
    note("a clock that jumps by years", 2, "nothing changed")


def test_out_of_memory_in_a_batch_halves_it(note: Note) -> None:
    """A batch of more than two texts does not fit: every text is still answered, once; one alone is named."""
    asked: list[int] = []

    def submit(batch: Batch) -> Callable[[], list[str]]:
        asked.append(len(batch.items))
        if len(batch.items) > 2:
            raise RuntimeError("CUDA out of memory")
        return lambda: [f"text {i}" for i in batch.items]

    made = run_batches([Batch(8, tuple(range(16)))], submit)
    assert made == {i: f"text {i}" for i in range(16)}
    assert asked[0] == 16
    assert asked.count(2) == 8
    with pytest.raises(ModelError, match="even alone"):
        run_batches([Batch(8, (0, 1))], lambda batch: (_ for _ in ()).throw(MemoryError()))
    note("out of memory in a batch", 2, "halved and tried again; one text alone is named")


# -- damage


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))] if data else data


def flipped(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def emptied(data: bytes, dice: random.Random) -> bytes:
    return b""


def zeroed(data: bytes, dice: random.Random) -> bytes:
    """Blocks of zeros: what some file systems leave after a loss of power."""
    return bytes(len(data))


HARMS = (cut, flipped, emptied, zeroed)


def damaged_ways(path: Path, few: int) -> Iterator[tuple[str, bytes]]:
    """Damaged contents of a file: many flips, some cuts."""
    data = path.read_bytes()
    dice = random.Random(path.name)
    for number in range(few):
        harm = HARMS[number] if number < len(HARMS) else flipped
        if (made := harm(data, dice)) != data:
            yield f"{path.name} {harm.__name__} {number}", made


def test_no_damage_in_a_run_folder_changes_anything_in_silence(
    program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note
) -> None:
    """Every file of a run, cut, emptied and with single bits flipped: healed, or named."""
    expected = contents(whole / "run")
    manifest = (whole / "run" / "manifest.json").read_bytes()
    files = [p for p in sorted((whole / "run").rglob("*")) if p.is_file() and p.name != ".lock"]
    if not FULL:
        wanted = ("run.json", "index.json", "manifest.json", "shards/clean/00000.lock.json")
        files = [p for p in files if p.as_posix().endswith(wanted)]
    healed = named = 0
    silent: list[str] = []
    for file in files:
        place = file.relative_to(whole / "run")
        for what, data in damaged_ways(file, max(len(HARMS), 12 // step(1)) if FULL else 2):
            out = tmp_path / "run"
            shutil.copytree(whole / "run", out)
            (out / place).write_bytes(data)
            ended = program.run("run", "--out", out)
            if ended.code:
                explained(ended, place.name)
                named += 1
            elif wrong := differing(contents(out), expected):
                silent.append(f"{place}: {what}: {wrong}")
            elif place.name == "manifest.json" and (out / place).read_bytes() == data != manifest:
                silent.append(f"{place}: {what}: it stayed as it was")
            else:
                healed += 1
            shutil.rmtree(out)
    note("a damaged file of a run folder", healed + named + len(silent), f"{healed} healed, {named} named")
    assert silent == []


@pytest.mark.heavy
def test_a_damaged_memory_is_set_aside(program: Program, sample: Path, whole: Path, tmp_path: Path, note: Note) -> None:
    expected = contents(whole / "run")
    ways = list(damaged_ways(whole / "memory.sqlite", 40 if FULL else 4))
    for what, data in ways:
        memory = tmp_path / "memory.sqlite"
        memory.write_bytes(data)
        command = ("run", sample, *FAKE, "--set", f"translate.memory={memory}", "--out", tmp_path / "out")
        ended = program.run(*command)
        assert ended.code == 0, (what, ended.err)
        assert differing(contents(tmp_path / "out"), expected) == [], what
        shutil.rmtree(tmp_path / "out")
        for left in tmp_path.glob("memory.sqlite*"):
            left.unlink()
    note("a damaged translation memory", len(ways), "set aside or not believed; the run is the same")
