"""Compares two or more runs, or text files, over the same suite (the verb ``ringkas compare``).

    ringkas compare RUN_A RUN_B                                       the first one is the baseline
    ringkas compare --reference ref.en --source src.id A.en B.en

The computation is in the other modules of :mod:`pipeline.comparison`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.comparison.results import Comparison


def compare_cli(
    systems: Sequence[Path],
    *,
    reference: Sequence[Path] = (),
    source: Path | None = None,
    metric: Sequence[str] = (),
    samples: int = 1000,
    seed: int = 1234,
    as_json: bool = False,
    fail_if_worse: Sequence[str] = (),
    html: Path | None = None,
    markdown: Path | None = None,
    unescape: bool = False,
) -> None:
    """Compare, print the result to stdout (Markdown, or JSON), and write the files asked for.

    Args:
        systems: run folders, or text files when ``reference`` is given; the first one is the baseline.
        reference: text files with the references of plain outputs, a segment a line.
        source: what the systems of plain outputs were given, in Indonesian; with it facts are compared too.
        metric: names such as ``chrf`` or ``brief.rouge2``; empty for the usual ones.
        samples: resamples.
        seed: of the resampling.
        as_json: print JSON.
        fail_if_worse: rules such as ``chrf:0.5``.
        html: write the page there.
        markdown: write the Markdown there.
        unescape: undo HTML escapes in plain outputs before scoring.

    Raises:
        UserError: what was given cannot be compared; the message says what differs.
        GateError: a rule of ``fail_if_worse`` does not hold; everything has been printed and written before.
    """
    from pipeline.comparison import render, verdict

    rules = [str(rule) for rule in fail_if_worse]
    for rule in rules:
        verdict.parse_rule(rule)
    result = compare(systems, reference, source, metric, samples=samples, seed=seed, unescape=unescape)
    if as_json:
        text = json.dumps(render.as_json(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    else:
        text = render.markdown(result)
    sys.stdout.write(text)
    if html:
        _write(html, render.html(result))
    if markdown:
        _write(markdown, render.markdown(result))
    for line in verdict.gate(result.differences, result.better, result.systems[0], rules):
        print(f"holds: {line}", file=sys.stderr)


def compare(
    systems: Sequence[Path],
    reference: Sequence[Path] = (),
    source: Path | None = None,
    metric: Sequence[str] = (),
    *,
    samples: int = 1000,
    seed: int = 1234,
    unescape: bool = False,
) -> Comparison:
    """The comparison itself; arguments and errors as in :func:`compare_cli`."""
    from pipeline.comparison import analysis
    from pipeline.comparison.runs import load_runs
    from pipeline.comparison.texts import load_texts

    if len(systems) < 2:
        raise UserError(f"compare needs two systems or more, given {len(systems)}", "ringkas compare RUN_A RUN_B")
    if samples < 1:
        raise UserError(f"--samples {samples}: at least 1 is needed", "1000 is usual")
    if reference:
        loaded = load_texts(systems, reference, source, unescape=unescape)
    else:
        files = [str(path) for path in systems if path.is_file()]
        if files:
            raise UserError(f"{files[0]} is a file, and no --reference was given", "--reference ref.en A.en B.en")
        if source or unescape:
            raise UserError("--source and --unescape go with text files and --reference", "runs bring their sources")
        loaded = load_runs(systems)
    return analysis.compare(loaded, metric, samples=samples, seed=seed)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", "choose another file") from error
