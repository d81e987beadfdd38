"""Cuts the raw rows into the groups that become shards of articles, and hashes them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pipeline.core.fingerprints import digest
from pipeline.stages.ingest.readers import Unit
from pipeline.stages.ingest.sidecars import NOTHING

LONG_VALUE = 1 << 16  # characters: a longer value of a row stands in the hash of its row by its own hash
HEAVY = 16 << 20  # characters: a group of so many is full, however few its rows are


def chunks(every: Iterable[Unit], size: int) -> Iterator[list[Unit]]:
    """Raw rows in groups of about ``size``; each becomes a shard.

    The rows themselves say where a group ends (content-defined chunking, as in Muthitacharoen et al. 2001), so that a
    row put in before them changes its own group and perhaps the next one, not all that follow. Groups hold from half
    of ``size`` to one and a half; below four there is nothing to choose, and each holds ``size`` rows. A group of
    ``HEAVY`` characters ends in any case, because it is in memory as a whole.
    """
    least, most = (-(-size // 2), size + size // 2) if size >= 4 else (size, size)
    group: list[Unit] = []
    weight = 0
    for unit in every:
        group.append(unit)
        weight += sum(len(value) for value in unit.row.values() if isinstance(value, str))
        full = len(group) == most or weight >= HEAVY
        if full or (len(group) >= least and _ends(unit, size - least + 1)):
            yield group
            group, weight = [], 0
    if group:
        yield group


def _ends(unit: Unit, odds: int) -> bool:
    """Whether a row is one of those that a group may end with: one in ``odds``, by its content alone."""
    return int(digest({"row": _written(unit)})[:8], 16) % odds == 0


def _written(unit: Unit) -> str:
    """A row as text to be hashed."""
    values = {
        key: hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()
        if isinstance(value, str) and len(value) > LONG_VALUE
        else value
        for key, value in unit.row.items()
    }
    return repr(sorted(values.items(), key=str))


def chunk_hash(group: Iterable[Unit]) -> str:
    """The hash of raw rows: what a shard of articles is made from."""
    rows = {str(n): [u.input, u.form, u.problem, _written(u)] for n, u in enumerate(group)}
    known = {f"{n} known": repr(u.known) for n, u in enumerate(group) if u.known != NOTHING}
    return digest({**rows, **known})
