"""Removes what was downloaded for a card and what was made of it; folders of the user's own are never touched."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipeline.backends._verification import conversions
from pipeline.backends.model_card import Card, cache_dir, fetched_record, own_cards_dir


@dataclass(frozen=True, slots=True)
class Removable:
    """A file or folder that can go, what it is, and its size."""

    path: Path
    what: str
    bytes: int
    commit: str = ""  # of a download, which lies in the hub's cache


def removable(card: Card, *, with_card: bool = False) -> list[Removable]:
    """What can be removed of a card: conversions, rewritten weights, the download, and, if asked for, a card of the
    user's own."""
    found = [Removable(folder, "conversion", _size(folder)) for folder in conversions(card)]
    if card.hub_id:
        rewritten = sorted((cache_dir() / "checkpoints").glob(f"{card.name}-*"))
        found += [Removable(p, "weights rewritten as safetensors", _size(p)) for p in rewritten if p.is_dir()]
        found += _download(card)
        record = fetched_record(card)
        if record.is_file():
            found.append(Removable(record, "note of the fetch", record.stat().st_size))
    if with_card and card.file.parent == own_cards_dir().resolve():
        found.append(Removable(card.file, "card", card.file.stat().st_size))
    return found


def remove(items: list[Removable]) -> int:
    """Remove them; returns the bytes that this freed."""
    from huggingface_hub import scan_cache_dir

    for item in items:
        if item.commit:  # the cache shares files between revisions, so that the hub's library takes them out
            scan_cache_dir().delete_revisions(item.commit).execute()
            continue
        shutil.rmtree(item.path) if item.path.is_dir() else item.path.unlink(missing_ok=True)
        item.path.with_name(f"{item.path.name}.lock").unlink(missing_ok=True)
    return sum(item.bytes for item in items)


def _download(card: Card) -> list[Removable]:
    """The card's revision in the hub's cache."""
    from huggingface_hub.constants import HF_HUB_CACHE

    record = fetched_record(card)
    commit = json.loads(record.read_text("utf-8")).get("commit", "") if record.is_file() else card.revision
    folder = Path(HF_HUB_CACHE) / f"models--{card.hub_id.replace('/', '--')}" / "snapshots" / (commit or "none")
    return [Removable(folder, "download", _size(folder), commit)] if folder.is_dir() else []


def _size(path: Path) -> int:
    """Bytes on the disk below a path; a file that several names lead to counts once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for file in [path, *path.rglob("*")] if path.is_dir() else [path]:
        if file.is_file():
            state = file.stat()
            if (state.st_dev, state.st_ino) not in seen:
                seen.add((state.st_dev, state.st_ino))
                total += state.st_size
    return total
