"""Copies inputs from addresses such as ``s3://bucket/news`` into the cache, where they are read as files.

A copy is brought up to date by each run: what changed at the address is copied again, what is gone there is deleted.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.backends.model_card import cache_dir
from pipeline.core.errors import UserError
from pipeline.core.remote import Place, bring
from pipeline.core.sealed_json import DamagedFileError, read_sealed, write_sealed


def fetched(address: str) -> Path:
    """The copy here of a file or folder at an address.

    Raises:
        UserError: there is nothing, or no such kind of address.
        StoreError: it cannot be read.
    """
    from filelock import FileLock

    place = Place(address)
    name = place.address.rpartition("/")[2]
    folder = cache_dir() / "inputs" / hashlib.sha256(place.address.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / ".lock"):
        state = folder / ".tags.json"
        tags = _tags(state)
        try:
            if place.is_file():
                _bring_file(place, folder / name, tags)
            else:
                bring(place, folder / name, tags)
        finally:
            write_sealed(state, tags)
    if not tags:
        raise UserError(f"input {address} does not exist", "check the address; an empty folder has none")
    return folder / name


def _bring_file(place: Place, path: Path, tags: dict[str, str]) -> None:
    tag = place.tag()
    if tags != {"": tag} or not path.is_file():
        place.fetch("", path)
        tags.clear()
        tags[""] = tag


def _tags(state: Path) -> dict[str, str]:
    """The tags of the files that were copied; none where that is not known."""
    try:
        return {str(name): str(tag) for name, tag in read_sealed(state).items()}
    except (OSError, DamagedFileError):
        return {}
