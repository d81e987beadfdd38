"""Keeps translations so that what was translated once is not translated again.

A SQLite file in WAL mode, keyed by the fingerprint of everything that shapes a translation (engine, decoding, guards,
glossary) and the sentence. Several processes may use it at once. A damaged file is detected when it is opened or
read (every row carries a checksum: SQLite itself has none), named in the log, set aside and begun anew: a memory is a
cache, never the only copy of anything.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from pipeline.backends.model_card import cache_dir
from pipeline.core.errors import StoreError, UserError
from pipeline.language.idioms import plain_words
from pipeline.language.normalize import normalize
from pipeline.stages.translate.memory_rows import DamagedError, held_by, opened, records, sealed

T = TypeVar("T")
SCHEMA = """
CREATE TABLE IF NOT EXISTS translations (
    fingerprint TEXT NOT NULL, source TEXT NOT NULL, text TEXT NOT NULL, record TEXT NOT NULL, made REAL NOT NULL,
    PRIMARY KEY (fingerprint, source)
) WITHOUT ROWID
"""
IMPORTED = "imported"  # the fingerprint of translations that people brought; they answer for every engine
_MAGIC = b"SQLite format 3\x00"  # what a database begins with
_ENDINGS = ("", ".db", ".sqlite", ".sqlite3")
_LOOKED_AT = 512  # bytes
_BULLET = re.compile(r"^[-–—•*·▪]\s+")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stats:
    """What a memory holds; ``engines`` counts translations per fingerprint."""

    path: Path
    translations: int
    bytes: int
    engines: dict[str, int]


def default_path() -> Path:
    """Where ``memory = "auto"`` keeps it."""
    return cache_dir() / "memory" / "translations.sqlite"


class TranslationMemory:
    """Translations on disk.

    Args:
        path: the database's file; made when it is not there.

    Raises:
        StoreError: the file cannot be made or opened for another reason than damage.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._connection: sqlite3.Connection | None = None
        self._inode = 0  # of the file as it was opened
        self._turn = threading.RLock()  # one connection, one transaction at a time
        self._safely(lambda db: None)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> TranslationMemory:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get_many(self, fingerprint: str, texts: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The records kept for these texts, by text; texts that are not known are left out.

        An imported translation is used for every engine, before the engine's own. It is found by its letters: quotes,
        white space and capitals may differ from those of the text.
        """
        wanted = list(dict.fromkeys(texts))
        keys = {text: match_key(text) for text in wanted}

        def read(db: sqlite3.Connection) -> dict[str, dict[str, Any]]:
            found = records(db, fingerprint, wanted)
            imported = records(db, IMPORTED, list(dict.fromkeys((*wanted, *keys.values()))))
            for text, key in keys.items():
                record = imported.get(key) or imported.get(text)
                if record is not None:
                    kept = {name: value for name, value in record.items() if name not in ("source", "in_brief")}
                    found[text] = kept | ({"in_brief": held} if (held := held_by(record)) else {})
            return found

        return self._safely(read)

    def engine_texts(self, fingerprint: str, texts: Sequence[str]) -> dict[str, str]:
        """What an engine itself made of these texts, as far as it is kept."""
        return {
            source: str(record["text"])
            for source, record in self._safely(lambda db: records(db, fingerprint, list(texts))).items()
        }

    def import_many(self, texts: Mapping[str, str], *, in_brief: Sequence[str] | None = None) -> tuple[int, int, int]:
        """Keep translations that people brought, by source text; one kept before for the same source is replaced.

        Args:
            texts: English by source.
            in_brief: the articles whose briefs are to hold them; None leaves that as it was.

        Returns:
            How many are new, how many replaced another, and how many were there already. Blank ones are none of these.
        """
        given = {match_key(source): (source.strip(), text.strip()) for source, text in texts.items()}
        given = {key: pair for key, pair in given.items() if key and pair[1]}

        def write(db: sqlite3.Connection) -> tuple[int, int, int]:
            before = records(db, IMPORTED, list(given))
            same = sum(key in before and before[key]["text"] == text for key, (_, text) in given.items())
            made: dict[str, dict[str, Any]] = {key: {"text": t, "source": source} for key, (source, t) in given.items()}
            for key, record in made.items():
                if held := held_by(before.get(key, {})) if in_brief is None else sorted(set(in_brief)):
                    record["in_brief"] = held
            rows = [(IMPORTED, key, r["text"], sealed(key, r), time.time()) for key, r in made.items()]
            db.executemany("INSERT OR REPLACE INTO translations VALUES (?, ?, ?, ?, ?)", rows)
            return len(given) - len(before), len(before) - same, same

        return self._safely(write)

    def imported(self, text: str) -> str | None:
        """The translation that people brought for a text; None when there is none."""
        keys = list(dict.fromkeys((match_key(text), text)))
        found = self._safely(lambda db: records(db, IMPORTED, keys))
        return next((str(found[key]["text"]) for key in keys if key in found), None)

    def in_briefs_of(self, text: str) -> tuple[str, ...]:
        """The articles whose briefs are to hold the translation that people brought for a text."""
        found = self._safely(lambda db: records(db, IMPORTED, [match_key(text)]))
        return tuple(article for record in found.values() for article in held_by(record))

    def in_briefs(self) -> list[list[str]]:
        """Of imported translations that briefs are to hold: each source, sorted, with the articles."""
        query = "SELECT source, record FROM translations WHERE fingerprint = ? ORDER BY source"

        def read(db: sqlite3.Connection) -> list[list[str]]:
            rows = db.execute(query, (IMPORTED,)).fetchall()
            return [[source, *held] for source, kept in rows if (held := held_by(opened(source, kept)))]

        return self._safely(read)

    def forget_imported(self, text: str) -> bool:
        """Forget the translation that people brought for a text; returns whether there was one."""
        query = "DELETE FROM translations WHERE fingerprint = ? AND source IN (?, ?)"
        gone = self._safely(lambda db: db.execute(query, (IMPORTED, match_key(text), text)).rowcount)
        return gone > 0

    def put_many(self, fingerprint: str, records: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep records by source text; each holds at least ``text``. The first one kept stays."""
        rows = [(fingerprint, s, str(r["text"]), sealed(s, r), time.time()) for s, r in records.items()]
        self._safely(lambda db: db.executemany("INSERT OR IGNORE INTO translations VALUES (?, ?, ?, ?, ?)", rows))

    def stats(self) -> Stats:
        """How many translations there are, and of which engines."""
        query = "SELECT fingerprint, COUNT(*) FROM translations GROUP BY fingerprint ORDER BY fingerprint"
        engines: dict[str, int] = self._safely(lambda db: dict(db.execute(query).fetchall()))
        size = sum(p.stat().st_size for p in self.path.parent.glob(f"{self.path.name}*") if ".damaged" not in p.name)
        return Stats(self.path, sum(engines.values()), size, engines)

    def pairs(self, fingerprint: str | None = None) -> Iterator[tuple[str, str, str]]:
        """(fingerprint, source, translation), sorted, of one engine or of all."""
        where, values = ("WHERE fingerprint = ?", (fingerprint,)) if fingerprint else ("", ())
        query = f"SELECT fingerprint, source, record FROM translations {where} ORDER BY fingerprint, source"

        def read(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
            rows = db.execute(query, values).fetchall()
            kept = [(engine, source, opened(source, content)) for engine, source, content in rows]
            return [(engine, str(record.get("source", source)), str(record["text"])) for engine, source, record in kept]

        return iter(self._safely(read))

    def purge(self, fingerprint: str | None = None, *, keep: Sequence[str] = ()) -> int:
        """Forget one engine's translations, or all but those of the engines in ``keep``.

        Returns:
            How many were forgotten.
        """

        def forget(db: sqlite3.Connection) -> int:
            if fingerprint is not None:
                return db.execute("DELETE FROM translations WHERE fingerprint = ?", (fingerprint,)).rowcount
            marks = ",".join("?" * len(keep))
            return db.execute(f"DELETE FROM translations WHERE fingerprint NOT IN ({marks})", tuple(keep)).rowcount

        gone = self._safely(forget)
        self._safely(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
        self._open().execute("VACUUM")
        return gone

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                db = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
            except OSError as error:
                raise self._unusable(f"its folder cannot be made: {error.strerror or error}") from error
            except sqlite3.OperationalError as error:
                raise self._unusable(error) from error
            try:
                self._inode = self.path.stat().st_ino
                # Two processes that turn a new file into WAL at once collide, whatever the timeout; one at a time.
                with self._lock():
                    db.execute("PRAGMA journal_mode=WAL")
                    db.execute("PRAGMA synchronous=NORMAL")
                    db.execute(SCHEMA)
            except sqlite3.Error:
                db.close()
                raise
            except OSError as error:
                db.close()
                raise self._unusable(error) from error
            self._connection = db
        return self._connection

    def _safely(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work in a transaction; on damage set the file aside, begin anew, and run it once more."""
        with self._turn:
            return self._mended(work)

    def _mended(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with self._transaction() as db:
                return work(db)
        except sqlite3.OperationalError as error:
            if not self._is_damage(error):
                raise self._unusable(error) from error
            self._set_aside(error)
        except (sqlite3.DatabaseError, json.JSONDecodeError, UnicodeDecodeError, DamagedError) as error:
            self._set_aside(error)
        with self._transaction() as db:
            return work(db)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        db = self._open()
        db.execute("BEGIN")
        try:
            yield db
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def _is_damage(self, error: sqlite3.OperationalError) -> bool:
        """Whether the file is at fault: our statements are sound, and so are the permissions."""
        why = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)  # text that is not UTF-8 has no code
        return why == sqlite3.SQLITE_ERROR or (why == sqlite3.SQLITE_READONLY and os.access(self.path, os.W_OK))

    def _unusable(self, error: Exception | str) -> StoreError:
        room = "make room there, and the same command goes on; or " if "disk is full" in str(error) else ""
        hint = f"{room}set translate.memory to a file that can be written, or to nothing (--set translate.memory=)"
        return StoreError(f"translation memory {self.path}: {error}", hint)

    def _lock(self) -> FileLock:
        return FileLock(self.path.with_name(f"{self.path.name}.lock"))

    def _is_foreign(self) -> bool:
        """Whether the file never was a database, as far as can be told: it has another ending, or holds plain text.

        Somebody's list of terms, named by mistake, must not be taken for a damaged memory and moved away.
        """
        try:
            with self.path.open("rb") as file:
                begin = file.read(_LOOKED_AT)
        except OSError:
            return False
        if not begin or begin.startswith(_MAGIC):
            return False
        text = begin.decode("utf-8", "replace")
        legible = 10 * text.count("\ufffd") < len(text) and all(c.isprintable() or c.isspace() for c in text)
        return legible or self.path.suffix.lower() not in _ENDINGS

    def _set_aside(self, error: Exception) -> None:
        """Move the damaged file away, unless another process that saw the damage too has done so already."""
        self.close()
        if self._is_foreign():
            raise UserError(
                f"{self.path} is no translation memory, and nothing was changed in it",
                "name a file that is one, or a new one: --set translate.memory=FILE.sqlite, of memory: --memory FILE",
            )
        damaged = self.path.with_name(f"{self.path.name}.damaged")
        with self._lock():
            if not self.path.exists() or self.path.stat().st_ino != self._inode:
                return
            log.warning(
                "translation memory %s is damaged (%s); set aside as %s and begun anew", self.path, error, damaged
            )
            for suffix in ("", "-wal", "-shm"):
                old = self.path.with_name(self.path.name + suffix)
                if old.exists():
                    old.replace(damaged.with_name(damaged.name + suffix))


def match_key(text: str) -> str:
    """What an imported translation is found by: the text as translators get it, without capitals and list mark."""
    return _BULLET.sub("", " ".join(plain_words(normalize(text)).split())).casefold()
