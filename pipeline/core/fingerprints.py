"""Computes fingerprints: the named parts that an output depends on, and the hash of them.

The parts are the stage, every option, the model card and its weights, the inputs' hashes, the code and the library
versions that shape the output, and the device class. They are kept in the shard's lock, so that ``plan`` can say which
of them changed. Nothing here imports a model library: versions come from package metadata, the device from the driver.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.metadata
import json
import platform
import re
import time
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.files import write_json

Parts = dict[str, str]
_CHUNK = 1 << 20
REMEMBERED = 1 << 20  # bytes: a smaller file is hashed sooner than looked up
SETTLED = 2.0  # seconds: a file changed since then may change again within one tick of the file system's clock


def digest(parts: Mapping[str, Any]) -> str:
    """The hash of named parts: canonical JSON, SHA-256, 32 hex digits."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]  # of file names that are not UTF-8


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            total.update(block)
    return total.hexdigest()


def remembered_hash(path: Path, size: int, mtime_ns: int, cache: Path) -> str:
    """A file's SHA-256, from a cache file where the file's size and time of change are those it was hashed at.

    Hashing a checkpoint takes longer than everything else that ``ringkas plan`` does. Whatever is wrong with the cache
    means hashing again and never an error.

    Args:
        path: the file.
        size: its size in bytes.
        mtime_ns: its time of change in nanoseconds.
        cache: a JSON file of path -> size, time of change, hash; made when it is not there.

    Raises:
        OSError: the file itself cannot be read.
    """
    if size < REMEMBERED:
        return file_hash(path)
    key, state = str(path.resolve()), [size, mtime_ns]
    known = _read_cache(cache).get(key, [])
    if known[:2] == state:
        return str(known[2])
    sha256 = file_hash(path)
    now = path.stat()
    if [now.st_size, now.st_mtime_ns] == state and time.time() - mtime_ns / 1e9 > SETTLED:
        with contextlib.suppress(OSError):  # a cache that cannot be written costs time and nothing else
            write_json(cache, {**_read_cache(cache), key: [*state, sha256]})
    return sha256


def _read_cache(cache: Path) -> dict[str, list[int | str]]:
    """The valid entries of a cache of hashes; none when it is missing or damaged."""
    try:
        rows = json.loads(cache.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {key: row for key, row in rows.items() if _is_entry(row)} if isinstance(rows, dict) else {}


def _is_entry(row: object) -> bool:
    return (
        isinstance(row, list)
        and [type(value) for value in row] == [int, int, str]
        and len(row[2]) == 64
        and set(row[2]) <= set("0123456789abcdef")
    )


def flatten(values: Mapping[str, Any], prefix: str) -> Parts:
    """Nested options as dotted names and JSON values."""
    flat: Parts = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat.update(flatten(value, f"{prefix}.{key}"))
        else:
            flat[f"{prefix}.{key}"] = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return flat


@cache
def library_version(name: str) -> str:
    """A library's version from its metadata (nothing is imported); ``absent`` when it is not installed."""
    try:
        metadata = importlib.metadata.distribution(name).read_text("METADATA") or ""
    except importlib.metadata.PackageNotFoundError:
        return "absent"
    # metadata.version() parses the whole file as an e-mail, long description and all; one line of it is wanted.
    found = re.search(r"^Version: *(.+?) *$", metadata, re.MULTILINE)
    return found.group(1) if found else "unknown"


def libraries(names: Iterable[str]) -> Parts:
    return {f"library.{name}": library_version(name) for name in names}


@cache
def cuda_devices() -> int:
    """How many CUDA devices the driver offers (0 without one); asks the driver itself, so torch stays unimported."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return 0
    count = ctypes.c_int(0)
    if driver.cuInit(0) != 0 or driver.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return 0
    return count.value


def device_class(device: str) -> str:
    """The kind of device that shapes rounding: ``cuda`` or ``cpu`` with its architecture.

    Args:
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
    """
    cuda = device.startswith("cuda") or (device == "auto" and cuda_devices() > 0)
    return "cuda" if cuda else f"cpu-{platform.machine()}"


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What differs between two fingerprints' parts, in words: ``translate.beam_size 4 -> 1``."""
    found: list[str] = []
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, "none"), new.get(key, "none")
        if before == after:
            continue
        kind = key.partition(".")[0]
        if kind in ("input", "card", "code", "file"):
            found.append(f"{key.replace('.', ' ', 1)} changed")
        elif kind == "library":
            found.append(f"{key.partition('.')[2]} {before} -> {after}")
        else:
            found.append(f"{key} {before} -> {after}")
    return found
