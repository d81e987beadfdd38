"""Numbers the moments at which a run touches the disk or its memory, and disturbs the process at one of them.

``install`` wraps the calls of the operating system that the product makes (fsync, rename, replace, unlink, mkdir,
rmdir, the first two writes into each new file) and the transactions of SQLite with their rows; nothing in the product
knows of it. Each call is two points, before and after; a write is two, before and in its middle, with half of the
bytes written; a row is one. The points of all processes of a run are numbered together. What happens at a point is in
the environment, as JSON:

    {"log": FILE}                           write down every point
    {"log": FILE, "keep": FOLDER}           and keep the bytes of every file at the moment when it has been flushed
    {"log": FILE, "at": N, "do": "kill"}    SIGKILL to the process that is there, as the kernel does when memory is out
    {"log": FILE, "at": N, "do": "kill-all"}    likewise to the process that the run began in, if that is another
    {"log": FILE, "at": N, "do": "error", "errno": 28}    from there on every such call fails with that error
"""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import signal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ENV = "RINGKAS_TORTURE"
WRAPPED = ("fsync", "rename", "replace", "unlink", "mkdir", "rmdir")
STATEMENTS = ("BEGIN", "COMMIT", "ROLLBACK", "INSERT", "CREATE", "PRAGMA", "DELETE", "VACUUM")
WRITES = 2  # of a file; what comes behind them is like the second


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
        if self.do == "error" and when in ("before", "half"):
            raise OSError(self.errno, os.strerror(self.errno), paths[0])

    def wrap(self, name: str) -> None:
        """Put points around a function of ``os``."""
        plain: Callable[..., Any] = getattr(os, name)

        def watched(*given: Any, **named: Any) -> Any:
            folder = named.get("dir_fd")  # what removes a whole folder names its files relative to an open one
            paths = tuple(_path(value, folder) for value in given[: 2 if name in ("rename", "replace") else 1])
            if name == "mkdir" and os.path.isdir(paths[0]):  # asked for to be sure; nothing happens
                return plain(*given, **named)
            self.reach(name, "before", paths)
            answer = plain(*given, **named)
            self.reach(name, "after", paths)
            return answer

        setattr(os, name, watched)

    def wrap_open(self) -> None:
        """Put points into the writing of new files, as Python's own code and the libraries in Python open them."""
        plain = io.open

        def opening(file: Any, mode: str = "r", buffering: int = -1, *given: Any, **named: Any) -> Any:
            torn = mode[0] in "wx" and "+" not in mode and buffering == -1 and not named.keys() & {"closefd", "opener"}
            if not torn or len(given) > 3 or isinstance(file, int) or _path(file).startswith(("/dev/", "/proc/")):
                return plain(file, mode, buffering, *given, **named)
            stream = io.BufferedWriter(Torn(self, file, mode[0]))
            if "b" in mode:
                return stream
            text = io.TextIOWrapper(stream, *given, **named)
            text.mode = mode  # type: ignore[misc]
            return text

        io.open = builtins.open = opening


class Torn(io.FileIO):
    """A new file whose first writes are two each, with a point before and one between them."""

    def __init__(self, points: Points, file: Any, mode: str) -> None:
        super().__init__(file, mode)
        self._points, self._path, self._writes = points, (_path(file),), 0

    def write(self, data: Any) -> int:
        self._writes += 1
        if self._writes > WRITES:
            return super().write(data)
        with memoryview(data).cast("B") as view:
            self._points.reach("write", "before", self._path)
            half = super().write(view[: len(view) // 2])
            self._points.reach("write", "half", self._path)
            return half + super().write(view[half:])


def _path(value: Any, folder: int | None = None) -> str:
    if isinstance(value, int):
        return os.readlink(f"/proc/self/fd/{value}")
    return os.path.abspath(os.path.join("" if folder is None else _path(folder), os.fsdecode(value)))


def install() -> None:
    """Watch this process, if the environment asks for it; children find the same environment."""
    if not (asked := os.environ.get(ENV)):
        return
    points = Points(json.loads(asked))
    os.environ[ENV] = json.dumps({**json.loads(asked), "main": points.main})
    for name in WRAPPED:
        points.wrap(name)
    points.wrap_open()
    plain_connect = sqlite3.connect

    def one_by_one(rows: Iterable[Any]) -> Iterator[Any]:
        for row in rows:
            yield row
            points.reach("sqlite row", "after", (str(Path("memory")),))

    class Watched(sqlite3.Connection):
        def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
            return self._at(statement, lambda: super(Watched, self).execute(statement, *given))

        def executemany(self, statement: str, rows: Iterable[Any]) -> sqlite3.Cursor:
            return self._at(statement, lambda: super(Watched, self).executemany(statement, one_by_one(rows)))

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
