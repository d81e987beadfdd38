"""SIGKILL at any point of a run: it continues byte for byte as if nothing had happened, nothing is lost or doubled."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.torture.conftest import Note
from tests.torture.points import ENV, read_log
from tests.torture.program import FULL, Program, contents, differing, leftovers, memory_rows, step

FAKE = ("--config", "tiny", "--set", "run.shard_size=2")
EMBEDDED = ("--set", "run.shard_size=2")


class Killing:
    """A run that is killed at a chosen point, and what one that went well left."""

    def __init__(self, program: Program, sample: Path, folder: Path, options: tuple[str, ...]) -> None:
        self.program, self.sample, self.folder, self.options = program, sample, folder, options
        ended, self.reached = self.attempt("whole", {})
        assert ended.code == 0, ended.err
        self.expected = contents(folder / "whole")
        self.rows = memory_rows(folder / "whole.sqlite")

    def attempt(self, name: str, point: dict[str, Any]) -> tuple[Any, list[list[Any]]]:
        log = self.folder / f"{name}.log"
        memory = f"translate.memory={self.folder / name}.sqlite"
        command: list[str | Path] = ["run", self.sample, *self.options, "--set", memory, "--out", self.folder / name]
        ended = self.program.run(*command, point={"log": str(log), **point})
        return ended, read_log(log)

    def kill_at(self, number: int, do: str = "kill") -> str:
        """Kill at that point and continue; returns what is wrong then."""
        ended, reached = self.attempt("killed", {"at": number, "do": do})
        try:
            if ended.code != -signal.SIGKILL and len(reached) >= number:
                return f"it ended with {ended.code}"
            if (self.folder / "killed" / "run.json").exists():
                again = self.program.run("run", "--out", self.folder / "killed")
            else:  # killed before there was anything to continue: the same command again
                again, _ = self.attempt("killed", {})
            if again.code or again.traceback:
                return f"continuing ended with {again.code}: {again.err}"
            wrong = differing(contents(self.folder / "killed"), self.expected) + leftovers(self.folder / "killed")
            return ", ".join(wrong) or ("" if memory_rows(self.folder / "killed.sqlite") == self.rows else "memory")
        finally:
            shutil.rmtree(self.folder / "killed", ignore_errors=True)
            for left in self.folder.glob("killed*"):
                left.unlink()


@pytest.fixture(scope="module")
def killing(program: Program, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Killing:
    return Killing(program, sample, tmp_path_factory.mktemp("killing"), FAKE)


def chosen(count: int, few: int, usual: int = 1) -> list[int]:
    """Which of so many points: all (every ``usual``-th), or so many spread over them."""
    return (
        list(range(1, count + 1, step(usual)))
        if FULL
        else sorted({1 + n * (count - 1) // (few - 1) for n in range(few)})
    )


def test_killed_anywhere_with_the_fake_model(killing: Killing, note: Note) -> None:
    assert len(killing.reached) >= 60, "the hooks have lost sight of the product"
    assert {call for _, call, *_ in killing.reached} >= {"fsync", "replace", "sqlite COMMIT"}
    numbers = chosen(len(killing.reached), 7)
    wrong = {n: said for n in numbers if (said := killing.kill_at(n))}
    note("SIGKILL at a point, fake model", len(numbers), "continued byte for byte")
    assert wrong == {}, [killing.reached[n - 1] for n in wrong]


@pytest.mark.skipif(not FULL, reason="make torture: the embedded model takes seconds a run")
def test_killed_anywhere_with_the_embedded_model(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    program.warm("run", sample, "--set", "translate.memory=", "--out", tmp_path / "warm")
    killing = Killing(program, sample, tmp_path, EMBEDDED)
    numbers = chosen(len(killing.reached), 9, 8)
    wrong = {n: said for n in numbers if (said := killing.kill_at(n))}
    note("SIGKILL at a point, embedded model", len(numbers), "continued byte for byte")
    assert wrong == {}, [killing.reached[n - 1] for n in wrong]


@pytest.mark.skipif(not FULL, reason="make torture: each try converts the model")
def test_killed_while_the_model_is_converted(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    def once(cache: Path, point: dict[str, Any]) -> Any:
        command = ("run", sample, *EMBEDDED, "--set", "translate.memory=", "--out", tmp_path / "run")
        return program.run(*command, env={"RINGKAS_CACHE": str(cache)}, point=point)

    def conversions(cache: Path) -> dict[str, bytes]:
        files = (p for p in (cache / "ctranslate2").rglob("*") if p.is_file() and p.suffix != ".lock")
        return {p.relative_to(cache).as_posix(): p.read_bytes() for p in files}

    log = tmp_path / "log"
    whole = once(tmp_path / "cache", {"log": str(log), "only": "ctranslate2"})
    assert whole.code == 0, whole.err
    expected, made, count = contents(tmp_path / "run"), conversions(tmp_path / "cache"), len(read_log(log))
    assert count >= 10
    numbers = chosen(count, 10, 5)  # an odd step: before some calls and after others
    for number in numbers:
        shutil.rmtree(tmp_path / "run")
        cache = tmp_path / f"cache{number}"
        point = {"log": str(tmp_path / f"log{number}"), "only": "ctranslate2", "at": number, "do": "kill-all"}
        assert once(cache, point).code == -signal.SIGKILL
        again = once(cache, {"log": str(tmp_path / "again")})
        assert again.code == 0, again.err
        assert differing(contents(tmp_path / "run"), expected) == [], number
        # Of both conversions: one of them only decides which is faster, and no output would tell that it is half made.
        assert differing(conversions(cache), made) == [], number
        assert not [p.name for p in (cache / "ctranslate2").iterdir() if p.name.endswith((".tmp", ".old"))]
        shutil.rmtree(cache)
    note("SIGKILL while the model is converted", len(numbers), "converted again, continued byte for byte")


def test_a_worker_that_dies_costs_no_work(
    killing: Killing, program: Program, sample: Path, tmp_path: Path, note: Note
) -> None:
    point = {"log": str(tmp_path / "log"), "at": 1, "do": "kill", "only": "shards/clean"}
    command = ("run", sample, *FAKE, "--set", "run.workers=2", "--set", "translate.memory=", "--out", tmp_path / "out")
    ended = program.run(*command, point=point)
    assert not ended.traceback, ended.err
    if ended.code:  # it need not be: another process may take the shard over
        assert ended.code == 1
        assert "worker" in ended.err
        assert f"ringkas run --out {tmp_path / 'out'}" in ended.err
    assert program.run("run", "--out", tmp_path / "out", "--set", "run.workers=1").code == 0
    assert differing(contents(tmp_path / "out"), killing.expected) == []
    note("a worker process that dies", 1, "healed, or one error that says how to continue")


@pytest.mark.heavy
def test_a_process_of_its_own_that_is_killed(
    killing: Killing, program: Program, sample: Path, tmp_path: Path, note: Note
) -> None:
    """The same without the prepared process: ``python -m pipeline`` as anybody starts it."""
    point = f'{{"log": "{tmp_path / "real.log"}", "at": {len(killing.reached) // 2}, "do": "kill"}}'
    memory = f"translate.memory={tmp_path / 'real.sqlite'}"
    command = [sys.executable, "-m", "pipeline", "run", str(sample), *FAKE, "--set", memory, "--out"]
    ended = subprocess.run(
        [*command, str(tmp_path / "real")], env=program.environment(**{ENV: point}), check=False, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert program.run("run", "--out", tmp_path / "real").code == 0
    assert differing(contents(tmp_path / "real"), killing.expected) == []
    assert memory_rows(tmp_path / "real.sqlite") == killing.rows
    note("SIGKILL, a process of its own", 1, "continued byte for byte")
