"""SIGKILL at any point of a run: it continues byte for byte as if nothing had happened, nothing is lost or doubled."""

from __future__ import annotations

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.torture.conftest import TEXT, TOWNS, Note
from tests.torture.points import ENV, read_log
from tests.torture.program import FULL, Program, contents, differing, leftovers, memory_rows, step

FAKE = ("--config", "tiny", "--set", "run.shard_size=2")
MEMORY_FILES = (".sqlite", ".sqlite.engines.json")
EMBEDDED = ("--set", "run.shard_size=2")


class Killing:
    """A run that is killed at a chosen point, and what one that went well left.

    Args:
        program: the command line.
        sample: the inputs.
        folder: where the runs and their memories are made.
        options: of every run.
        before: a run folder, its memory beside it, that each run begins from; None: from nothing.
    """

    def __init__(
        self, program: Program, sample: Path, folder: Path, options: tuple[str, ...], before: Path | None = None
    ) -> None:
        self.program, self.sample, self.folder, self.options, self.before = program, sample, folder, options, before
        folder.mkdir(exist_ok=True)
        ended, self.reached = self.attempt("whole", {})
        assert ended.code == 0, ended.err
        self.expected = contents(folder / "whole")
        self.rows = memory_rows(folder / "whole.sqlite")

    def attempt(self, name: str, point: dict[str, Any]) -> tuple[Any, list[list[Any]]]:
        log = self.folder / f"{name}.log"
        if self.before is not None:
            shutil.copytree(self.before, self.folder / name)
            for suffix in MEMORY_FILES:
                shutil.copyfile(f"{self.before}{suffix}", self.folder / f"{name}{suffix}")
        ended = self.program.run(*self.command(name), point={"log": str(log), **point})
        return ended, read_log(log)

    def command(self, name: str) -> list[str | Path]:
        memory = f"translate.memory={self.folder / name}.sqlite"
        return ["run", self.sample, *self.options, "--set", memory, "--out", self.folder / name]

    def kill_at(self, number: int, do: str = "kill") -> str:
        """Kill at that point and continue; returns what is wrong then."""
        ended, reached = self.attempt("killed", {"at": number, "do": do})
        try:
            if ended.code != -signal.SIGKILL and len(reached) >= number:
                return f"it ended with {ended.code}"
            if self.before is not None:  # what continues alone may not know yet what was asked for this time
                again = self.program.run(*self.command("killed"))
            elif (self.folder / "killed" / "run.json").exists():
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


def distinct(reached: list[list[Any]]) -> int:
    """How many of the points are not the same call on the same file, before or after it."""
    random_part = re.compile(r"\.[a-z0-9_]{8}\.tmp$")
    return len({(call, when, *(random_part.sub(".tmp", p) for p in paths)) for _, call, when, *paths in reached})


def test_killed_anywhere_with_the_fake_model(killing: Killing, note: Note) -> None:
    assert distinct(killing.reached) >= 250, "the hooks have lost sight of the product"
    assert {call for _, call, *_ in killing.reached} >= {"write", "fsync", "replace", "sqlite row", "sqlite COMMIT"}
    assert {f"{when} {Path(p).name}" for _, call, when, *_, p in killing.reached if call == "replace"} >= {
        f"{when} {name}" for when in ("before", "after") for name in ("run.json", "report.html", "manifest.json")
    }
    numbers = chosen(len(killing.reached), 7)
    wrong = {n: said for n in numbers if (said := killing.kill_at(n))}
    tried = distinct([killing.reached[n - 1] for n in numbers])
    note("SIGKILL at a point, fake model", len(numbers), f"{tried} distinct; continued byte for byte")
    assert wrong == {}, [killing.reached[n - 1] for n in wrong]


def test_killed_while_a_run_is_brought_up_to_date(program: Program, tmp_path: Path, note: Note) -> None:
    """An article is new at the front, one has changed, one is gone: shards move, and parts of the report are kept."""
    news = tmp_path / "news"
    news.mkdir()
    for n, town in enumerate(TOWNS[:5]):
        (news / f"{n}.txt").write_text(TEXT.format(n=n + 3, town=town), "utf-8")
    before = Killing(program, news, tmp_path / "before", FAKE)
    (news / "0-.txt").write_text(TEXT.format(n=12, town=TOWNS[5]), "utf-8")
    (news / "1.txt").write_text(TEXT.format(n=13, town=TOWNS[6]), "utf-8")
    (news / "4.txt").unlink()
    killing = Killing(program, news, tmp_path / "after", (*FAKE, "--drop-missing"), before.folder / "whole")
    fresh = Killing(program, news, tmp_path / "fresh", FAKE)
    assert differing(killing.expected, fresh.expected) == [], "an update is not what a new run writes"
    numbers = chosen(len(killing.reached), 3, 3)
    wrong = {n: said for n in numbers if (said := killing.kill_at(n))}
    tried = distinct([killing.reached[n - 1] for n in numbers])
    note("SIGKILL while a run is brought up to date", len(numbers), f"{tried} distinct; as a new run, byte for byte")
    assert wrong == {}, [killing.reached[n - 1] for n in wrong]


def test_killed_while_a_memory_is_filled_and_emptied(
    killing: Killing, program: Program, tmp_path: Path, note: Note
) -> None:
    """``memory import`` and ``memory purge``, killed at every point and called again."""
    units = "".join(
        f'<tu><tuv xml:lang="id"><seg>Kalimat {n}.</seg></tuv><tuv xml:lang="en"><seg>No. {n}.</seg></tuv></tu>'
        for n in range(5)
    )
    (tmp_path / "a.tmx").write_text(f'<tmx version="1.4"><body>{units}</body></tmx>', "utf-8")
    given = killing.folder / "whole.sqlite"
    tried = 0
    for verb in (("import", tmp_path / "a.tmx"), ("purge", "--yes")):

        def call(name: str, point: dict[str, Any], verb: tuple[str | Path, ...] = verb) -> Any:
            return program.run("memory", *verb, "--memory", tmp_path / f"{name}.sqlite", point=point)

        shutil.copyfile(given, tmp_path / "whole.sqlite")
        assert call("whole", {"log": str(tmp_path / f"{verb[0]}.log")}).code == 0
        reached, expected = read_log(tmp_path / f"{verb[0]}.log"), memory_rows(tmp_path / "whole.sqlite")
        assert distinct(reached) >= 10
        assert expected != killing.rows
        for number in chosen(len(reached), 3):
            shutil.copyfile(given, tmp_path / "killed.sqlite")
            log = tmp_path / f"{verb[0]}{number}.log"
            assert call("killed", {"log": str(log), "at": number, "do": "kill"}).code == -signal.SIGKILL
            with closing(sqlite3.connect(tmp_path / "killed.sqlite")) as db:
                assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert memory_rows(tmp_path / "killed.sqlite") in (killing.rows, expected), "half of it"
            assert call("killed", {"log": str(tmp_path / "again.log")}).code == 0
            assert memory_rows(tmp_path / "killed.sqlite") == expected, reached[number - 1]
            for left in tmp_path.glob("killed.sqlite*"):
                left.unlink()
            tried += 1
    note("SIGKILL while a memory is filled or emptied", tried, "all or nothing; called again, all")


@pytest.mark.skipif(not FULL, reason="make torture: the embedded model takes seconds a run")
def test_killed_anywhere_with_the_embedded_model(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    program.warm("run", sample, "--set", "translate.memory=", "--out", tmp_path / "warm")
    killing = Killing(program, sample, tmp_path, EMBEDDED)
    numbers = chosen(len(killing.reached), 9, 11)
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
    numbers = chosen(count, 10, 15)  # an odd step: before some calls and after others
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


@pytest.mark.parametrize("stage", ["ingest", "clean", "translate", "summarize", "profile"] if FULL else ["clean"])
def test_a_worker_that_dies_costs_no_work(
    killing: Killing, program: Program, sample: Path, tmp_path: Path, stage: str, note: Note
) -> None:
    """One of the processes of a run dies, or all but the others of its workers, which then work on for nobody."""
    command = ("run", sample, *FAKE, "--set", "run.workers=2", "--set", "translate.memory=", "--out", tmp_path / "out")
    tried = [(at, do) for at in (1, 4, 9) for do in ("kill", "kill-all")] if FULL else [(1, "kill")]
    for at, do in tried:
        log = tmp_path / f"log{at}{do}"
        ended = program.run(*command, point={"log": str(log), "at": at, "do": do, "only": f"shards/{stage}"})
        assert not ended.traceback, ended.err
        if do == "kill-all":
            assert ended.code == -signal.SIGKILL
        elif ended.code == 1:  # it need not be: another process may take the shard over
            assert "worker" in ended.err
            assert f"ringkas run --out {tmp_path / 'out'}" in ended.err
        else:  # ingest works in the first process
            assert ended.code == (-signal.SIGKILL if stage == "ingest" else 0)
        again = program.run("run", "--out", tmp_path / "out", "--set", "run.workers=1")
        assert again.code == 0, again.err
        assert differing(contents(tmp_path / "out"), killing.expected) == [], (at, do)
        assert leftovers(tmp_path / "out") == [], (at, do)
        shutil.rmtree(tmp_path / "out")
    note(f"SIGKILL to a process of several, in {stage}", len(tried), "healed, or one error that says how to continue")


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
