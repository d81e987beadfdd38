"""Compares two or more runs, or text files, over the same suite (the verb ``ringkas compare``).

    ringkas compare RUN_A RUN_B                                       the first one is the baseline
    ringkas compare --reference ref.en --source src.id A.en B.en

The computation is in the other modules of :mod:`pipeline.comparison`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.comparison.results import Comparison


def compare(
    systems: Sequence[Path],
    reference: Sequence[Path] = (),
    source: Path | None = None,
    metric: Sequence[str] = (),
    *,
    samples: int = 1000,
    seed: int = 1234,
    unescape: bool = True,
    votes: Path | None = None,
    scores: Path | None = None,
    decides: str = "",
    pairs: Sequence[tuple[str, str]] = (),
) -> Comparison:
    """Compare systems item by item, with intervals and paired tests.

    Args:
        systems: run folders, or text files when ``reference`` is given; the first one is the baseline.
        reference: text files with the references of plain outputs, a segment a line.
        source: what the systems of plain outputs were given, in Indonesian; with it facts are compared too.
        metric: names such as ``chrf`` or ``brief.rouge2``; empty for the usual ones.
        samples: resamples.
        seed: of the resampling.
        unescape: undo HTML escapes in plain outputs before scoring, and say so.
        scores: a file of scores that were computed elsewhere; see :mod:`pipeline.comparison.external_scores`.
        votes: a file of people's votes on runs; see :mod:`pipeline.comparison.votes`.
        decides: the metric on which verdicts rest; empty for chrF of translations, or else ROUGE-Lsum of briefs.
        pairs: systems whose verdict is wanted beside those on the first system.

    Raises:
        UserError: what was given cannot be compared; the message says what differs.
    """
    from pipeline.comparison import analysis, external_scores
    from pipeline.comparison.runs import load_runs
    from pipeline.comparison.texts import load_texts

    if len(systems) < 2:
        example = f"--reference {reference[0]} A.en B.en" if reference else "RUN_A RUN_B"
        alone = "; one alone has score() of the Python package" if reference else ""
        raise UserError(f"compare needs two systems or more, given {len(systems)}", f"ringkas compare {example}{alone}")
    if samples < 1:
        raise UserError(f"--samples {samples}: at least 1 is needed", "1000 is usual")
    if votes is not None and reference:
        raise UserError(
            "--votes goes with runs, which are what people judged", "ringkas compare RUN_A RUN_B --votes FILE"
        )
    _check_kinds(systems, reference, source)
    if reference:
        loaded = load_texts(systems, reference, source, unescape=unescape)
    else:
        if source or not unescape:
            raise UserError("--source and --as-is go with text files and --reference", "runs bring their sources")
        loaded = load_runs(systems)
    external = external_scores.read(scores, loaded.sides) if scores else ()
    result = analysis.compare(
        loaded, metric, samples=samples, seed=seed, external=external, decides=decides, pairs=pairs
    )
    if votes is None:
        return result
    from dataclasses import replace

    from pipeline.comparison import people

    runs = dict(zip(loaded.names, systems, strict=True))
    said = people.report(votes, runs, loaded.sides, result.scores, result.better, samples=samples, seed=seed)
    return replace(result, people=said)


TEXTS = "text files, a segment a line: ringkas compare --reference ref.en A.en B.en"
RUNS = "run folders, which bring their references: ringkas compare RUN_A RUN_B"


def _check_kinds(systems: Sequence[Path], reference: Sequence[Path], source: Path | None) -> None:
    """Find what is not there, and what cannot be compared with the rest.

    Raises:
        UserError: naming it, what is allowed and what to type.
    """
    roles = [*((path, "") for path in systems), *((path, "--reference ") for path in reference)]
    roles += [(source, "--source ")] if source is not None else []
    missing = next(((path, role) for path, role in roles if not path.exists()), None)
    if missing is not None:
        path, role = missing
        wanted = "a text file, line n of which belongs to line n of each system" if role else f"{RUNS}; or {TEXTS}"
        raise UserError(f"{role}{path} does not exist", f"give {wanted}")
    folders, files = ([p for p in systems if p.is_dir() == kind] for kind in (True, False))
    if folders and files:
        said = f"{folders[0]} is a folder and {files[0]} a file: a run is not compared with a text file"
        raise UserError(said, f"give {RUNS}; or {TEXTS}")
    if folders and reference:
        raise UserError(f"{folders[0]} is a folder, and --reference goes with text files", f"give {RUNS}; or {TEXTS}")
    if files and not reference:
        raise UserError(f"{files[0]} is a file, and no --reference was given", f"give {TEXTS}; or {RUNS}")
    inside = next(((path, role) for path, role in roles[len(systems) :] if path.is_dir()), None)
    if inside is not None:
        raise UserError(f"{inside[1]}{inside[0]} is a folder, not a text file", f"give {TEXTS}")
