"""Keeps a run at an address such as ``s3://bucket/run``: a folder here to work in, and the same files there.

The stages work in a folder of this machine's cache, as in any run folder. What is there comes first: another machine's
shards are copied here before the run begins. While it goes on, every finished shard is copied there, its file before
its lock, so that a run that is killed, or whose machine is lost, goes on elsewhere from what it had finished. At the
end both hold the same files. A claim at the address holds a second machine off (``mirror_claim.py``).
"""

from __future__ import annotations

import hashlib
import logging
import os
import platform
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.backends.model_card import cache_dir
from pipeline.core.errors import PipelineError, StoreError, UserError
from pipeline.core.remote import LOCK, Place, address_in, bring, locks_last
from pipeline.core.run_folder import ShardLock, Store
from pipeline.core.sealed_json import DamagedFileError, read_sealed, write_sealed
from pipeline.execution.mirror_claim import Claim, LostError
from pipeline.execution.shard_reuse import ASIDE
from pipeline.execution.shard_work import Execute, Task
from pipeline.stages.base import Tick

EVERY = 10.0  # seconds between two looks for finished shards
PATIENCE = 120.0  # seconds that a store may refuse everything before the run stops
STATE = ".mirror.json"
log = logging.getLogger("ringkas")
State = tuple[int, int]  # a file's size and time of change


class Mirror:
    """A run folder here and its copy at an address.

    Args:
        address: of the copy.
        folder: the run folder.

    Raises:
        UserError: there is no such kind of address.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self.place, self.folder = Place(address), folder
        self._state = folder.with_name(folder.name + STATE)
        self._tags: dict[str, str] = {}  # of the files there that are the same here
        self._sent: dict[str, State] = {}  # the files here that are the same there
        self._stop = threading.Event()
        self._failure: tuple[float, PipelineError] | None = None  # since when nothing could be copied, and why
        self._claim = Claim(self.place, hashlib.sha256(str(folder).encode() + _machine()).hexdigest()[:16], EVERY)
        try:
            kept = read_sealed(self._state)
            self._tags = dict(kept["tags"])
            self._sent = {name: (size, time) for name, (size, time) in kept["sent"].items()}
        except (OSError, DamagedFileError, KeyError, TypeError, ValueError):
            pass  # then everything is compared anew

    def pull(self) -> None:
        """Copy here what is there and not here; what was finished here and is not there yet stays.

        Raises:
            UserError: the address holds other files.
            StoreError: it cannot be read.
        """
        if "run.json" not in (there := self.place.listing()) and there:
            raise UserError(f"{self.place.address} is not empty and not a run folder", "choose another --out")
        before = dict(self._tags)
        try:
            bring(self.place, self.folder, self._tags)
        finally:
            for name, tag in self._tags.items():
                if before.get(name) != tag:
                    self._sent[name] = _state(self.folder / name)
            self._sent = {name: state for name, state in self._sent.items() if name in self._tags}
            self._save()

    def push(self, *, last: bool = False) -> None:
        """Copy there what is finished here and not there.

        Args:
            last: whether nobody works in the folder any more: then what is gone here is deleted there.

        Raises:
            StoreError: it cannot be written.
        """
        here = self._files()
        changed = [name for name, state in here.items() if self._sent.get(name) != state]
        try:
            for name in sorted(changed, key=_order):
                self._send(name)
            for name in sorted(self._tags.keys() - here.keys(), reverse=True) if last else ():
                self.place.remove(name)
                self._tags.pop(name, None)
                self._sent.pop(name, None)
        finally:
            if changed or last:
                self._save()

    def _files(self) -> dict[str, State]:
        """The files to copy, those under way left out."""
        found: dict[str, State] = {}
        for here, folders, files in os.walk(self.folder):
            folders[:] = [name for name in folders if name != ASIDE and not name.startswith(".")]
            for name in files:
                path = Path(here, name)
                if not name.startswith("."):
                    found[path.relative_to(self.folder).as_posix()] = _state(path)
        return {name: state for name, state in found.items() if state != GONE}

    def _send(self, name: str) -> None:
        """Copy one file; a lock only while the file that it speaks of is there as it is here."""
        path = self.folder / name
        state = _state(path)
        shard = name.removesuffix(LOCK) + ".parquet" if name.endswith(LOCK) else ""
        try:
            content: Path | bytes = path.read_bytes() if shard else path
            if state == GONE or (shard and self._sent.get(shard) != _state(self.folder / shard)):
                return  # it is being made again, and its turn comes when it is finished
            lock = name.removesuffix(".parquet") + LOCK
            if name.endswith(".parquet") and lock in self._tags:
                self.place.remove(lock)
                del self._tags[lock], self._sent[lock]
            self._tags[name] = self.place.send(name, content)
        except (FileNotFoundError, StoreError):
            if path.exists():
                raise
            return  # it was moved meanwhile
        self._sent[name] = state

    def _save(self) -> None:
        write_sealed(self._state, {"address": self.place.address, "tags": self._tags, "sent": self._sent})

    def check(self) -> None:
        """Stop the run when its store is gone for good.

        Raises:
            StoreError: for as long as ``PATIENCE`` nothing could be copied, or another machine has taken the run.
        """
        if self._failure is not None and isinstance(self._failure[1], LostError):
            raise self._failure[1]
        if self._failure is not None and time.monotonic() - self._failure[0] >= PATIENCE:
            raise self._failure[1]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Copy finished shards for as long as the block lasts, and the rest at its end.

        Raises:
            StoreError: another machine works on the run, or the store cannot be written; the folder here has it all.
        """
        self._claim.take()
        thread = threading.Thread(target=self._work, name="mirror", daemon=True)
        thread.start()
        try:
            yield
        except BaseException as ended:
            self._end(thread)
            try:
                if not isinstance(ended, LostError):
                    self.push()
            except PipelineError as error:
                log.warning("%s; what was finished is in %s", error.message, self.folder)
            self._claim.release()
            raise
        self._end(thread)
        try:
            self._claim.beat()
            self.push(last=True)
        except StoreError as error:
            raise StoreError(f"{error.message}; nothing is lost: all of it is in {self.folder}", error.hint) from error
        finally:
            self._claim.release()

    def _end(self, thread: threading.Thread) -> None:
        self._stop.set()
        thread.join()

    def _work(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self._claim.beat()
                self.push()
                self._failure = None
            except LostError as error:
                self._failure = (time.monotonic(), error)
                return
            except PipelineError as error:
                if self._failure is None:
                    log.warning("%s; trying again", error.message)
                self._failure = (self._failure[0] if self._failure else time.monotonic(), error)


def _machine() -> bytes:
    """What tells this machine from others; containers of one image may share it, but not the folder."""
    return uuid.getnode().to_bytes(8, "big") + platform.node().encode()


GONE: State = (-1, -1)


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except FileNotFoundError:
        return GONE
    return found.st_size, found.st_mtime_ns


def _order(name: str) -> tuple[bool, bool, str]:
    """``run.json`` first, which says that this is a run; locks last."""
    return (name != "run.json", *locks_last(name))


def folder_of(address: str) -> Path:
    """The folder here of a run at an address; its name is the run's, because comparisons and exports say it."""
    plain = address.rstrip("/")
    return cache_dir() / "runs" / hashlib.sha256(plain.encode()).hexdigest()[:16] / (plain.rpartition("/")[2] or "run")


def here(place: Path) -> Path:
    """The folder to read a run in: the path itself, or of an address a copy here that is brought up to date.

    Raises:
        UserError: there is no such kind of address, or no run is there.
        StoreError: it cannot be read, or another process works on this run.
    """
    address = address_in(place)
    if not address:
        return place
    if Place(address).read("run.json") is None:  # no listing for it: the copying below makes one
        raise UserError(f"{address}: no run is there", "give what --out of ringkas run was given")
    return opened(address).root


def opened(address: str) -> Store:
    """The run folder here of a run at an address, with what is there.

    Raises:
        UserError: there is no such kind of address, or it holds other files.
        StoreError: it cannot be read, or another process works on this run.
    """
    folder = folder_of(address)
    store = Store(folder)
    mirror = Mirror(address, folder)
    with store.claim():
        mirror.pull()
    return store


def address_of(folder: Path) -> str:
    """The address that a run folder is a copy of; empty for an ordinary one."""
    try:
        return str(read_sealed(folder.with_name(folder.name + STATE))["address"])
    except (OSError, DamagedFileError, KeyError, ValueError):  # a name such as "." has no neighbour
        return ""


@contextmanager
def kept_up(store: Store) -> Iterator[Callable[[], None]]:
    """Keep the copy of a run up to date, if it has one, for as long as the block lasts; gives what to call now and then
    to stop when that cannot be done."""
    address = address_of(store.root)
    if not address:
        yield lambda: None
        return
    mirror = Mirror(address, store.root)
    with mirror.at_work():
        yield mirror.check


def watched(execute: Execute, check: Callable[[], None]) -> Execute:
    """An engine's function that looks after each shard whether the run may go on."""

    def within(tasks: Sequence[Task], tick: Tick) -> Iterator[ShardLock]:
        for lock in execute(tasks, tick):
            yield lock
            check()

    return within
