"""Runs the command line in a child process and compares what runs leave behind."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.torture import points

ROOT = Path(__file__).parents[2]
SITE = Path(__file__).parent / "site"
FULL = os.environ.get("TORTURE") == "full"


def step(usual: int) -> int:
    """Every so manieth point, or part of the damages, is tried of all: ``TORTURE_STEP`` or what is usual."""
    return int(os.environ.get("TORTURE_STEP", usual))


PUBLIC = (
    "briefs.jsonl", "translations.jsonl", "clean.jsonl", "rejected.jsonl", "events.jsonl", "entities.jsonl",
    "briefs.md", "scores.json",
)  # fmt: skip
_MEMORY = "SELECT fingerprint, source, text, record FROM translations ORDER BY fingerprint, source"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command line ended: its exit code (negative: the signal), what it said, the processor time it took, and
    its largest size in memory."""

    code: int
    out: str
    err: str
    seconds: float = 0.0
    megabytes: int = 0

    @property
    def traceback(self) -> bool:
        return "Traceback (most recent call last)" in self.err


class Program:
    """The command line, called in children of one prepared process (:mod:`tests.torture.zygote`).

    Args:
        folder: for the output of the children.
        cache: what ``RINGKAS_CACHE`` names.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder, self.cache = folder, cache
        command = [sys.executable, "-m", "tests.torture.zygote"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=self.environment()
        )
        self._pid = 0

    def environment(self, **more: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("RINGKAS_", "HF_", "PYTEST_"))}
        path = os.pathsep.join([str(SITE), str(ROOT)])
        return {**kept, "PYTHONPATH": path, "RINGKAS_CACHE": str(self.cache), **more}

    def warm(self, *arguments: str | Path) -> None:
        """Import once and for all what this call imports."""
        names = self.folder / "modules.json"
        ended = self.run(*arguments, modules=str(names))
        assert ended.code == 0, ended.err
        self._ask({"import": [n for n in json.loads(names.read_text("utf-8")) if "__m" not in n]})
        assert "imported" in self._answer()

    def run(self, *arguments: str | Path, **options: Any) -> Ended:
        """Call the command line and wait for its end. Options: see :meth:`start`."""
        self.start(*arguments, **options)
        return self.wait()

    def start(
        self,
        *arguments: str | Path,
        env: Mapping[str, str | None] | None = None,
        point: Mapping[str, Any] | None = None,
        limits: Mapping[str, int] | None = None,
        modules: str = "",
        module: str = "pipeline.cli.app",
    ) -> int:
        """Start the command line; returns the number of its process.

        Args:
            arguments: of ``ringkas``.
            env: more variables; None takes one away.
            point: what happens at which point (:mod:`tests.torture.points`).
            limits: of the process, by their names in ``resource``.
            modules: a file to write the names of the imported modules to.
            module: whose ``main`` is called.
        """
        wanted = {**self.environment(), **(env or {})}
        if point is not None:
            wanted[points.ENV] = json.dumps(dict(point))
        self._ask(
            {
                "arguments": [str(a) for a in arguments],
                "env": {k: v for k, v in wanted.items() if v is not None},
                "cwd": str(ROOT),
                "limits": dict(limits or {}),
                "out": str(self.folder / "stdout"),
                "err": str(self.folder / "stderr"),
                "modules": modules,
                "module": module,
            }
        )
        self._pid = int(self._answer()["pid"])
        return self._pid

    def wait(self) -> Ended:
        ended = self._answer()
        out, err = ((self.folder / name).read_text("utf-8", "replace") for name in ("stdout", "stderr"))
        return Ended(int(ended["code"]), out, err, float(ended["seconds"]), int(ended["megabytes"]))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, question: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"the prepared process has ended with {self._process.wait(30)}"
        answer: dict[str, Any] = json.loads(line)
        return answer


def contents(run: Path) -> dict[str, bytes]:
    """All of a run that must not depend on the clock or on how it came about; that nothing else is there, too."""
    found = {name: (run / name).read_bytes() for name in PUBLIC if (run / name).exists()}
    for path in sorted((run / "shards").rglob("*")):
        if path.suffix == ".parquet":
            found[path.relative_to(run).as_posix()] = path.read_bytes()
        elif path.name.endswith(".lock.json"):
            lock = json.loads(path.read_text("utf-8"))
            told = {
                k: v
                for k, v in lock.items()
                if k not in ("check", "seconds", "replayed", "asked", "parts", "fingerprint")
            }
            found[path.relative_to(run).as_posix()] = json.dumps(told, sort_keys=True).encode()
        elif path.is_file():
            found[path.relative_to(run).as_posix()] = b""
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    vary = ("seconds", "replayed", "asked")  # how long it took, and what the memory answered this time
    counts = {name: {k: v for k, v in s.items() if k not in vary} for name, s in manifest["stages"].items()}
    found["manifest.json"] = json.dumps(counts, sort_keys=True).encode()
    return found


def differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """The names whose bytes are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def memory_rows(path: Path) -> list[tuple[str, ...]]:
    """What a translation memory holds, without the time of each row."""
    db = sqlite3.connect(path)
    try:
        return db.execute(_MEMORY).fetchall()
    finally:
        db.close()


def leftovers(run: Path) -> list[str]:
    """Temporary files that nobody took away."""
    return sorted(p.relative_to(run).as_posix() for p in run.rglob("*") if p.suffix in (".tmp", ".part", ".old"))
