"""Verifies a checkpoint on this machine: every file by its hash, and the conversions that were made of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.backends import _convert
from pipeline.backends.model_card import Card, cache_dir, checkpoint_files, fetched_record
from pipeline.core.fingerprints import file_hash

State = Literal["ok", "damaged", "missing", "no hash"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A file (or a conversion) and what is known of it; ``why`` is "" when it is as it should be."""

    name: str
    state: State
    why: str = ""


def known_hashes(card: Card) -> tuple[dict[str, str], str]:
    """The SHA-256 of a checkpoint's files as they should be, and who says so: the card, or the note of the fetch."""
    if card.files:
        return dict(card.files), "the card"
    record = fetched_record(card)
    if record.is_file():
        stated = json.loads(record.read_text("utf-8")).get("hashes", {})
        if stated:
            return dict(stated), "the fetch"
    return {}, "nobody"


def verify(card: Card) -> list[Checked]:
    """Every file of a checkpoint, then every conversion of it in the cache; nothing is taken from memory.

    Raises:
        ModelError: the checkpoint is not on this machine.
    """
    if card.server:
        return []
    expected, by = known_hashes(card)
    folder = card.folder()
    checked = [_file(folder / name, sha256, by) for name, sha256 in sorted(expected.items())]
    for path in checkpoint_files(card):
        if path.name not in expected:
            why = f"{by} names no hash of it" if expected else "no hash is known; ringkas models verify --pin notes it"
            checked.append(Checked(path.name, "no hash", why))
    for conversion in conversions(card):
        why = _convert.damage(conversion)
        checked.append(
            Checked(conversion.name, "damaged" if why else "ok", f"{why}; made again when used" if why else "")
        )
    return checked


def _file(path: Path, sha256: str, by: str) -> Checked:
    if not path.is_file():
        return Checked(path.name, "missing", "the file is not there")
    own = file_hash(path)
    if own != sha256:
        return Checked(path.name, "damaged", f"its SHA-256 is {own[:12]}…, {by} says {sha256[:12]}…")
    return Checked(path.name, "ok")


def conversions(card: Card) -> list[Path]:
    """The conversions of a card's checkpoint in the cache, whatever version they are of."""
    found = []
    # Its name, then a fingerprint: the name of another card may begin with this one's.
    named = re.compile(rf"{re.escape(card.name)}-[0-9a-f]{{16}}-")
    for folder in sorted((cache_dir() / "ctranslate2").glob(f"{card.name}-*")):
        if not folder.is_dir() or not named.match(folder.name):
            continue
        try:
            of = json.loads((folder / _convert.MANIFEST).read_text("utf-8")).get("card")
        except (OSError, ValueError, AttributeError):
            of = card.name  # damaged, and by its name this card's
        if of == card.name:
            found.append(folder)
    return found
