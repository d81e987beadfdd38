"""Says who may work in a run folder: one process with all of it, or several with a part of its shards each.

The locks are the system's own (flock), so one of a dead process does not count; on a network file system they hold
between machines where the system supports it there (NFS 4, Lustre with flock).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import StoreError

if TYPE_CHECKING:
    from filelock import BaseFileLock

MAIN = ".lock"
DESK = ".desk"  # is there while the desk runs the folder again
PART = ".part-{}.lock"
log = logging.getLogger("ringkas")


def claim_all(root: Path) -> BaseFileLock:
    """The lock of a whole run folder, held.

    Raises:
        StoreError: another process works in it, or in a part of it.
    """
    from filelock import FileLock

    lock = FileLock(root / MAIN)
    if not _taken(lock, 0):
        whose = "it may be the desk's own run (ringkas serve): " if (root / DESK).exists() else ""
        raise StoreError(f"another process is working in {root}", f"{whose}wait for it, or choose another --out")
    busy = [_name(path) for path in parts(root) if not _free(path)]
    if busy:
        lock.release()
        names = ", ".join(busy)
        raise StoreError(f"other processes are working in {root}, on its parts {names}", "wait for them")
    return lock


@contextmanager
def claimed_part(root: Path, part: int, of: int) -> Iterator[BaseFileLock]:
    """One part of the shards, claimed; what is given is the lock of the whole folder, held until it is released, for
    what only one process may do first.

    Raises:
        StoreError: another process works on this part.
    """
    from filelock import FileLock

    root.mkdir(parents=True, exist_ok=True)
    main, own = FileLock(root / MAIN), FileLock(root / PART.format(f"{part}-of-{of}"))
    if not _taken(main, 0):
        log.info("waiting for another process in %s", root)
        main.acquire()
    try:
        if not _taken(own, 0):
            raise StoreError(f"another process is working on part {part}/{of} of {root}", "wait for it")
        yield main
    finally:
        main.release(force=True)
        own.release(force=True)


def parts(root: Path) -> list[Path]:
    """The locks of parts, held or not."""
    return sorted(root.glob(PART.format("*")))


def parts_begun(root: Path) -> list[tuple[int, int]]:
    """The parts that were ever begun, each as its number and how many there are."""
    numbers = [_name(path).split("/") for path in parts(root)]
    return [(int(number[0]), int(number[1])) for number in numbers]


def _name(path: Path) -> str:
    """The part that a lock is of, such as ``2/3``."""
    return path.name.removeprefix(".part-").removesuffix(".lock").replace("-of-", "/")


def _taken(lock: BaseFileLock, timeout: float) -> bool:
    from filelock import Timeout

    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        return False
    return True


def _free(path: Path) -> bool:
    from filelock import FileLock

    lock = FileLock(path)
    if not _taken(lock, 0):
        return False
    lock.release()
    return True
