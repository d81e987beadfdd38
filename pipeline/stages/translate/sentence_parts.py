"""Puts the translated parts of a sentence that was too long for the engine back together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.records import Translation

SPLIT = "split"


def joined(source: str, parts: Sequence[Translation]) -> Translation:
    """The parts of a sentence as one translation, flagged ``split``; a sentence of one part is that part.

    The score is the parts' mean by length, the quality that of the worst, the risk that of any part being wrong.
    """
    if len(parts) == 1:
        return replace(parts[0], source=source)
    from pipeline.guards.risk import of_parts

    weights = [(p.score, len(p.text)) for p in parts if p.score is not None and p.text]
    total = sum(n for _, n in weights)
    qualities = [p.quality for p in parts if p.quality is not None]
    return Translation(
        0,
        source,
        " ".join(p.text for p in parts if p.text),
        round(sum(s * n for s, n in weights) / total, 5) if total else None,
        min(qualities, default=None),
        tuple(sorted({SPLIT, *(f for p in parts for f in p.flags)})),
        tuple(replace(a, given="") for p in parts for a in p.attempts),  # what was given is a part alone
        of_parts(p.risk for p in parts),
    )
