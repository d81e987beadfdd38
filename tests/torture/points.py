"""Numbers the moments at which a run touches the disk or its memory, and disturbs the process at one of them.

``install`` wraps the calls of the operating system that the product makes (fsync, rename, replace, unlink) and the
transactions of SQLite; nothing in the product knows of it. Each call is two points, before and after. The points of
all processes of a run are numbered together. What happens at a point is in the environment, as JSON:

    {"log": FILE}                           write down every point
    {"log": FILE, "keep": FOLDER}           and keep the bytes of every file at the moment when it has been flushed
    {"log": FILE, "at": N, "do": "kill"}    SIGKILL to the process that is there, as the kernel does when memory is out
    {"log": FILE, "at": N, "do": "kill-all"}    likewise to the process that the run began in, if that is another
    {"log": FILE, "at": N, "do": "error", "errno": 28}    from there on every such call fails with that error
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

ENV = "RINGKAS_TORTURE"
WRAPPED = ("fsync", "rename", "replace", "unlink")
STATEMENTS = ("BEGIN", "COMMIT", "INSERT", "CREATE", "PRAGMA", "DELETE")


class Points:
    """The points of this process, as the environment asks for them."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.at, self.do = int(asked.get("at", 0)), str(asked.get("do", ""))
        self.errno = int(asked.get("errno", errno.EIO))
        self.only = str(asked.get("only", ""))  # of the path; empty: all
        self.main = int(asked.get("main", os.getpid()))  # a process that nobody of the run started is the first of it
        self.keep = str(asked.get("keep", ""))
        self._log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        self._count = os.open(f"{asked['log']}.count", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def reach(self, call: str, when: str, paths: tuple[str, ...]) -> None:
        """Count a point, and do there what was asked for."""
        if self.only and not any(self.only in path for path in paths):
            return
        os.write(self._count, b".")
        number = os.fstat(self._count).st_size
        os.write(self._log, json.dumps([number, call, when, *paths]).encode() + b"\n")
        if self.keep and call == "fsync" and when == "after" and os.path.isfile(paths[0]):
            Path(self.keep, str(number)).write_bytes(Path(paths[0]).read_bytes())
        if not self.at or number < self.at:
            return
        if self.do == "kill-all":
            os.kill(self.main, signal.SIGKILL)
        if self.do.startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.do == "error" and when == "before":
            raise OSError(self.errno, os.strerror(self.errno), paths[0])

    def wrap(self, name: str) -> None:
        """Put points around a function of ``os``."""
        plain: Callable[..., Any] = getattr(os, name)

        def watched(*given: Any, **named: Any) -> Any:
            paths = tuple(_path(value) for value in given[: 2 if name in ("rename", "replace") else 1])
            self.reach(name, "before", paths)
            answer = plain(*given, **named)
            self.reach(name, "after", paths)
            return answer

        setattr(os, name, watched)


def _path(value: Any) -> str:
    return os.readlink(f"/proc/self/fd/{value}") if isinstance(value, int) else os.path.abspath(os.fsdecode(value))


def install() -> None:
    """Watch this process, if the environment asks for it; children find the same environment."""
    if not (asked := os.environ.get(ENV)):
        return
    points = Points(json.loads(asked))
    os.environ[ENV] = json.dumps({**json.loads(asked), "main": points.main})
    for name in WRAPPED:
        points.wrap(name)
    plain_connect = sqlite3.connect

    class Watched(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            return self._at(statement, lambda: super(Watched, self).execute(statement, *given))

        def executemany(self, statement: str, *given: Any) -> sqlite3.Cursor:
            return self._at(statement, lambda: super(Watched, self).executemany(statement, *given))

        def _at(self, statement: str, work: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
            name = statement.split()[0]
            if name not in STATEMENTS:
                return work()
            points.reach(f"sqlite {name}", "before", (str(Path("memory")),))
            answer = work()
            points.reach(f"sqlite {name}", "after", (str(Path("memory")),))
            return answer

    def connect(*given: Any, **named: Any) -> sqlite3.Connection:
        made: sqlite3.Connection = plain_connect(*given, **{"factory": Watched, **named})
        return made

    sqlite3.connect = connect  # type: ignore[assignment]


def read_log(path: Path) -> list[list[Any]]:
    """The points that were reached, in order: number, call, before or after, paths."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
