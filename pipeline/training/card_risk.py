"""Writes the card's section on risk: how the share of wrong sentences falls when only the surest are kept.

The figures are those of ``pipeline/guards/risk.toml``, which ``eval/benchmarks/risk.py --write`` measures; it puts the
section into the card as well, so that the two agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.guards import risk
from pipeline.guards.risk import Measured

HEADING = "## Coverage against risk"
_TEXT = """{heading}

Of {sentences:,} translated news sentences that were read one by one, {wrong:,} have an error that misleads a reader.
Each sentence of a run carries an estimate of that (`risk`). How many of the sentences are wrong when only the surest
are kept, the risk of each estimated by a model fitted without it (`python -m eval.benchmarks.risk`; 95% intervals of
the share found):

| kept, the surest first | risk, at most | wrong, as estimated | wrong, as found |
|---|---|---|---|
{rows}"""
_ROW = "| {0.share:.0%} | {0.risk:.2f} | {0.expected:.1%} | {0.wrong:.1%} ({0.low:.1%} to {0.high:.1%}) |"


def risk_of(engine: str) -> Iterator[str]:
    """The section of a model by the name of its card; nothing where no sentences of it were labelled."""
    if risk.knows(engine):
        yield coverage(risk.measured())


def coverage(found: Measured) -> str:
    """The section: a row for each share of the labelled sentences, the surest first."""
    rows = "\n".join(_ROW.format(row) for row in found.coverage)
    return _TEXT.format(heading=HEADING, sentences=found.sentences, wrong=found.wrong, rows=rows)


def replaced(card: str, section: str) -> str:
    """A card with this section in the place of its own, or behind the scores where it has none."""
    own = re.compile(rf"^{HEADING}\n.*?(?=^## |\Z)", re.M | re.S)
    if own.search(card):
        return own.sub(lambda _: f"{section}\n\n", card, count=1)
    scores = re.compile(r"^## Scores\n.*?(?=^## |\Z)", re.M | re.S)
    return scores.sub(lambda match: f"{match[0].rstrip()}\n\n{section}\n\n", card, count=1)
