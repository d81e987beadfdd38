"""Scores other systems' stored outputs of a test set and compares them with ours (the step *evaluate*)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.comparison import analysis
from pipeline.comparison.results import Comparison
from pipeline.comparison.texts import load_texts
from pipeline.training.parallel_text import Pair

METRICS = ("bleu", "chrf")


def compare_with_systems(
    name: str, outputs: Sequence[str], pairs: Sequence[Pair], others: Mapping[str, Path], samples: int
) -> dict[str, Any]:
    """Scores of the other systems and their differences to ours.

    Args:
        name: of our checkpoint.
        outputs: our outputs, one for each pair.
        pairs: the test set.
        others: names of systems and the files of their outputs, a line for each pair; HTML escapes are undone.
        samples: resamples.

    Returns:
        ``scores``: by system, the metrics with their intervals; ``differences``: other minus ours, paired, with the
        p-value of approximate randomization (Holm-corrected over all pairs of systems).

    Raises:
        UserError: a file is missing or has another number of lines.
    """
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.txt", "reference": Path(folder) / "reference.txt"}
        files[name].write_text("".join(f"{' '.join(t.split())}\n" for t in outputs), encoding="utf-8")
        files["reference"].write_text("".join(f"{p.target}\n" for p in pairs), encoding="utf-8")
        systems = load_texts([files[name], *others.values()], [files["reference"]], unescape=True)
    names = dict(zip(systems.names, (name, *others), strict=True))
    comparison = analysis.compare(systems, METRICS, samples=samples)
    return card_rows(comparison, names, name)


def card_rows(comparison: Comparison, names: Mapping[str, str], ours: str) -> dict[str, Any]:
    """The scores of a comparison and the others' differences to ours, as plain values for the card.

    Args:
        comparison: the comparison, ours the first of its systems.
        names: what the card calls each system.
        ours: what it calls ours.
    """
    scores = [{**asdict(s), "system": names[s.system]} for s in comparison.scores]
    return {
        "scores": [{k: v for k, v in row.items() if k != "items"} for row in scores],
        "differences": [
            {
                "system": names[d.right],
                "metric": d.metric,
                "delta": d.delta,
                "low": d.low,
                "high": d.high,
                "p": d.p_holm,
                "finding": d.finding,
            }
            for d in comparison.differences
            if names[d.left] == ours
        ],
    }
