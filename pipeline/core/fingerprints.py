"""What a shard was made from, so that nothing stale is ever taken for fresh.

A fingerprint is a flat dictionary of named parts (stage, version, every option, the model card and its weights,
the inputs' hashes, the code and the library versions that shape the output, the device class) and its digest. The
parts are kept in the shard's lock, so that ``plan`` can say which of them changed. Nothing here imports a model
library: versions come from package metadata, the device from the driver.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.metadata
import json
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

Parts = dict[str, str]
_CHUNK = 1 << 20


def digest(parts: Mapping[str, Any]) -> str:
    """The hash of named parts: canonical JSON, SHA-256, 32 hex digits."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, 64 hex digits."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_CHUNK):
            total.update(block)
    return total.hexdigest()


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
