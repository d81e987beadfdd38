"""The verb ``collect``: the second one that uses the network, beside ``models fetch``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import AsJson, Quiet, Verbose
from pipeline.cli.output import print_json
from pipeline.core.errors import GateError, PipelineError, UserError

if TYPE_CHECKING:
    from pipeline.collection.request import Summary

INSTALL = "pip install '.[collect]'   (in a checkout)"
NO_CONTACT = "sites cannot tell who asks: --contact ADDRESS (or RINGKAS_CONTACT) puts a mail address into every request"


def collect(
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Feeds, sitemaps and pages.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="The folder for the pages.", show_default=False)
    ],
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="How many pages this call fetches at most; 0: all.", min=0)
    ] = 0,
    since: Annotated[
        str, typer.Option("--since", metavar="DAY", help="Leave out older pages: 2026-03-01, or 7d for a week.")
    ] = "",
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match",
            metavar="PATTERN",
            help="Fetch only pages with this in their address; * and ? stand for any letters.",
            show_default=False,
        ),
    ] = None,
    delay: Annotated[
        float,
        typer.Option("--delay", metavar="SECONDS", help="How long to wait between two requests to a host.", min=0.0),
    ] = 2.0,
    contact: Annotated[
        str,
        typer.Option(
            "--contact",
            metavar="ADDRESS",
            envvar="RINGKAS_CONTACT",
            help="Your address, which sites are told (User-Agent).",
        ),
    ] = "",
    allow_private: Annotated[
        list[str] | None,
        typer.Option(
            "--allow-private", metavar="HOST", help="Allow a host or a part of your own network.", show_default=False
        ),
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="Ask again for pages that are here or were given up.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say which pages would be fetched; write nothing.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when anything failed.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Collect pages of news sites into a folder that `ringkas run` works on offline; politely, and never twice."""
    try:
        from pipeline.collection.collect import collect as collect_pages
        from pipeline.collection.request import CollectRequest, since_of
    except ModuleNotFoundError as error:
        raise UserError(f"ringkas collect needs the package {error.name}", INSTALL) from error
    import datetime as dt

    logs.start(-1 if quiet else int(verbose))
    request = CollectRequest(
        addresses=tuple(addresses),
        folder=out,
        limit=limit,
        since=since_of(since, dt.datetime.now(dt.UTC).date()),
        match=tuple(match or ()),
        delay=delay,
        dry_run=dry_run,
        refresh=refresh,
        private=tuple(allow_private or ()),
        contact=contact,
    )
    if not contact and not quiet:
        print(f"note: {NO_CONTACT}", file=sys.stderr)
    summary = collect_pages(request)
    print_json(summary.as_row()) if as_json else _write(summary, out, dry_run=dry_run)
    if summary.in_vain:
        reasons = "; ".join(dict.fromkeys(reason for _, reason in [*summary.failed, *summary.forbidden][:3]))
        raise PipelineError(f"nothing was collected: {reasons}")
    if strict and summary.failed:
        raise GateError(f"{len(summary.failed)} addresses failed (--strict)")


def _write(summary: Summary, out: Path, *, dry_run: bool) -> None:
    """Print what became of the call."""
    for url in summary.planned:
        print(f"would fetch  {url}")
    for url, reason in summary.forbidden:
        print(f"refused      {url}: {reason}")
    for url, reason in summary.failed:
        print(f"failed       {url}: {reason}")
    counted = {
        "feeds and sitemaps": summary.documents,
        "would be fetched": len(summary.planned),
        "fetched": summary.fetched,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "here already": summary.known,
        "the same page as another": summary.same,
        "given up earlier": summary.given_up,
        "older or not matching": summary.filtered,
        "left for the next call": summary.left,
        "of unknown date": summary.undated,
        "refused by robots.txt": len(summary.forbidden),
        "failed": len(summary.failed),
    }
    begins = ("would be fetched",) if dry_run else ("fetched", "unchanged")
    always = (*begins, "refused by robots.txt", "failed")
    print("; ".join(f"{name}: {number}" for name, number in counted.items() if number or name in always))
    if not dry_run and (summary.fetched or summary.updated):
        print(f"ringkas run {out}   makes briefs of them")
