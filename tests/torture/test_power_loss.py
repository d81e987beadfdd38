"""Loss of power: what the disk may hold then, for every order that a file system may choose, is continued from.

A model of the disk is kept along with a real run. A file's bytes are safe once it was flushed; a name in a folder is
safe once the folder was flushed. At the moment of the loss everything that is not safe may be lost or may be there:
the model builds the state in which all of it is lost, and the one in which the names are there and the bytes are not.
SQLite's own file is left out: its journal is SQLite's promise.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.torture.conftest import Note
from tests.torture.points import read_log
from tests.torture.program import FULL, Program, contents, differing, step

FAKE = ("--config", "tiny", "--set", "run.shard_size=2", "--set", "translate.memory=")
KNOWN = ("fsync", "replace", "rename", "unlink")  # folders are there when a file in them is


@dataclass
class Disk:
    """What is safe and what is only in the system's memory. A name is a path relative to the run folder; a file is
    known by the number it got when it was first seen."""

    flushed: dict[int, bytes] = field(default_factory=dict)  # of flushed files
    names: dict[str, int] = field(default_factory=dict)  # as a program sees them
    safe: dict[str, int] = field(default_factory=dict)  # as they are on the disk
    made: int = 0

    def number(self, name: str) -> int:
        if name not in self.names:
            self.made += 1
            self.names[name] = self.made
        return self.names[name]

    def step(self, call: str, names: list[str], content: bytes) -> None:
        """A call that has returned."""
        if call == "fsync" and names[0] in self.folders():
            here = names[0]
            self.safe = {n: f for n, f in self.safe.items() if os.path.dirname(n) != here}
            self.safe |= {n: f for n, f in self.names.items() if os.path.dirname(n) == here}
        elif call == "fsync":
            self.flushed[self.number(names[0])] = content
        elif call in ("replace", "rename"):
            moved = self.number(names[0])
            del self.names[names[0]]
            self.names[names[1]] = moved
        elif call == "unlink":
            self.names.pop(names[0], None)

    def folders(self) -> set[str]:
        return {os.path.dirname(name) for name in (*self.names, *self.safe)} | {""}

    def states(self) -> list[dict[str, bytes]]:
        """What may be found after a loss of power now: nothing but what is safe; all names, and bytes only if safe."""
        return [{name: self.flushed.get(file, b"") for name, file in kept.items()} for kept in (self.safe, self.names)]


def replayed(log: list[list[Any]], root: Path, flushed: dict[int, bytes]) -> list[list[dict[str, bytes]]]:
    """The possible states after each call of a recorded run."""
    disk, found = Disk(), []
    for number, call, when, *paths in log:
        if when != "after" or call not in KNOWN or not all(Path(p).is_relative_to(root) for p in paths):
            continue
        names = ["" if Path(p) == root else Path(p).relative_to(root).as_posix() for p in paths]
        disk.step(call, names, flushed.get(number, b""))
        found.append(disk.states())
    return found


def test_after_a_loss_of_power_a_run_goes_on(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    root, log = tmp_path / "run", tmp_path / "log"
    kept = tmp_path / "kept"
    kept.mkdir()
    command = ("run", sample, *FAKE, "--out", root)
    assert program.run(*command, point={"log": str(log), "keep": str(kept)}).code == 0
    expected = contents(root)
    flushed = {int(p.name): p.read_bytes() for p in kept.iterdir()}
    states = replayed(read_log(log), root, flushed)
    assert len(states) > 50
    last = states[-1][0]
    lost = [
        n
        for n in expected
        if n in last and n != "manifest.json" and "lock" not in n and last[n] != (root / n).read_bytes()
    ]
    assert lost == [], "what a finished run has is not safe"
    tried = 0
    wrong: list[str] = []
    for number in range(0, len(states), step(3) if FULL else len(states) // 2):
        for kind, state in zip(("nothing but what is safe", "all names"), states[number], strict=True):
            shutil.rmtree(root)
            for name, data in state.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(data)
            ended = program.run(*command)
            tried += 1
            if ended.code or (differ := differing(contents(root), expected)):
                wrong.append(f"call {number}, {kind}: {ended.err if ended.code else differ}")
    note("a loss of power after a call", tried, "continued byte for byte")
    assert wrong == []


@pytest.mark.parametrize("forget", ["file", "folder"])
def test_the_model_of_the_disk_would_notice(forget: str) -> None:
    """A lock whose shard was not flushed, or whose folder was not, is found out."""
    disk = Disk()
    if forget != "file":
        disk.step("fsync", ["s/.a.tmp"], b"shard")
    disk.step("replace", ["s/.a.tmp", "s/a"], b"")
    if forget != "folder":
        disk.step("fsync", ["s"], b"")
    disk.step("fsync", ["s/.l.tmp"], b"lock")
    disk.step("replace", ["s/.l.tmp", "s/l"], b"")
    safe, names = disk.states()
    assert names["s/l"] == b"lock"
    assert (names["s/a"] == b"shard") == (forget != "file")
    assert ("s/a" in safe) == (forget != "folder")
