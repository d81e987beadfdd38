"""The verb ``compare``: prints whether one system is better than another, as Markdown or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.options import AsJson, Samples, Seed
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError


def compare(
    systems: Annotated[
        list[Path],
        typer.Argument(
            metavar="RUN...", help="Run folders, s3://..., or text files with --reference.", show_default=False
        ),
    ],
    reference: Annotated[
        list[Path] | None,
        typer.Option(
            "--reference",
            metavar="FILE",
            help="References of text files, a segment a line; repeat it for several.",
            show_default=False,
        ),
    ] = None,
    source: Annotated[Path | None, typer.Option("--source", help="The Indonesian that text files translate.")] = None,
    metric: Annotated[
        list[str] | None,
        typer.Option(
            "--metric",
            metavar="METRIC",
            help="A metric in place of the usual ones, such as chrf; repeatable.",
            show_default=False,
        ),
    ] = None,
    samples: Samples = 1000,
    seed: Seed = 1234,
    fail_if_worse: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-if-worse",
            metavar="METRIC:POINTS",
            help="Exit 1 when worse by more than so many points; repeatable.",
            show_default=False,
        ),
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the comparison as a page.")] = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", help="Write it as Markdown.")] = None,
    tsv: Annotated[Path | None, typer.Option("--tsv", help="Write scores and differences as TSV.")] = None,
    latex: Annotated[Path | None, typer.Option("--latex", help="Write the scores as a LaTeX table.")] = None,
    details: Annotated[
        bool, typer.Option("--details", help="Print differences, cost, largest differences and signatures, too.")
    ] = False,
    votes: Annotated[
        Path | None, typer.Option("--votes", metavar="FILE", help="People's votes on the runs, as ringkas serve keeps.")
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option("--scores", metavar="FILE", help="Scores made elsewhere (COMET, MetricX), an item a row."),
    ] = None,
    decides: Annotated[
        str,
        typer.Option("--decides", metavar="METRIC", help="The verdict's metric. Default: chrF, of briefs ROUGE-Lsum."),
    ] = "",
    pair: Annotated[
        list[str] | None,
        typer.Option("--pair", metavar="A,B", help="A verdict on these two as well; repeatable.", show_default=False),
    ] = None,
    unescape: Annotated[
        bool, typer.Option("--unescape/--as-is", help="Undo HTML escapes in text files before scoring.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Say whether one run, or one system's output, is better than another, with statistics."""
    from pipeline.comparison import export, render, verdict
    from pipeline.comparison.compare import compare as compared
    from pipeline.execution.mirror import here

    rules = list(fail_if_worse or ())
    for rule in rules:
        verdict.parse_rule(rule)
    result = compared(
        [here(system) for system in systems],
        reference or (),
        source,
        metric or (),
        samples=samples,
        seed=seed,
        unescape=unescape,
        votes=votes,
        scores=scores,
        decides=decides,
        pairs=[_two(given) for given in pair or ()],
    )
    if as_json:
        print_json(render.as_json(result))
    else:
        print(render.markdown(result, details), end="")
    if html:
        _write(html, render.html(result))
    if markdown:
        _write(markdown, render.markdown(result))
    if tsv:
        _write(tsv, export.tsv(result))
    if latex:
        _write(latex, export.latex(result))
    for line in verdict.gate(result.differences, result.better, result.systems[0], rules):
        print(f"holds: {line}", file=sys.stderr)


def _two(given: str) -> tuple[str, str]:
    left, comma, right = given.partition(",")
    if not comma or not left.strip() or not right.strip():
        raise UserError(f"--pair {given}: two systems with a comma between them are needed", "for example --pair A,B")
    return left.strip(), right.strip()


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}", "choose another file") from error
