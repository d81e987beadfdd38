"""The verb ``export``: a run's briefs in a format that editors use."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import AcceptLicence, RunFolder
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.core.run_folder import Store
    from pipeline.stages.report.exports.base import Item

MOST_NAMED = 5  # sentences in a note
TABLES = ("csv", "parquet")  # formats that models are trained on; the others are for readers


def export(
    run_folder: RunFolder,
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help="md, html, csv, parquet, docx or atom; or as --out ends.")
    ] = "",
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="- for stdout. Default: RUN/exports, of s3:// ./exports.",
            show_default=False,
        ),
    ] = "",
    events: Annotated[bool, typer.Option("--events/--articles", help="Briefs of events, or of articles.")] = False,
    only_clean: Annotated[
        bool, typer.Option("--only-clean", help="Leave out briefs with a critical or major flag.")
    ] = False,
    with_source: Annotated[bool, typer.Option("--with-source", help="The Indonesian sentences beside.")] = False,
    as_made: Annotated[
        bool, typer.Option("--as-made", help="Briefs as the run made them, without what editors worded at the desk.")
    ] = False,
    accept_licence: AcceptLicence = None,
) -> None:
    """Write the briefs of a run as Markdown, a page, a table, a Word document with footnotes, or a feed."""
    from pipeline.core.edits import latest, read
    from pipeline.core.files import atomic_write
    from pipeline.core.run_folder import Store
    from pipeline.execution.mirror import here
    from pipeline.stages.report.exports import FORMATS, format_name
    from pipeline.stages.report.exports._items import article_items, event_items
    from pipeline.stages.report.exports.base import Export

    run_folder = here(run_folder)
    store = Store(run_folder)
    state = store.read_run()
    name = format_name(to, out)
    form = FORMATS.load(name)
    _say_terms(state.get("config", {}), accept_licence or (), as_data=name in TABLES)
    every = [] if as_made else read(store)
    edits = latest(every, "brief")
    chosen = _Chosen(event_items(store) if events else article_items(store, edits, every), only_clean=only_clean)
    title = str(state.get("config", {}).get("report", {}).get("title", "")) or run_folder.name
    wanted = Export(title, _finished(store), iter(chosen), events=events, with_source=with_source)
    if out == "-":
        form.write(wanted, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    else:
        path = _path(run_folder, out, f"{'events' if events else 'articles'}.{name}")
        with atomic_write(path) as file:
            form.write(wanted, file)
            if not chosen.written and not chosen.left_out:
                raise _nothing(store, events=events)
        left = f"; left out: {chosen.left_out} with flags" if only_clean else ""
        print(f"{path}: {chosen.written} {'events' if events else 'briefs'}{left}")
    _say_edits(chosen, of_events=events and any(edit.action == "accept" for edit in edits.values()))


def _say_terms(config: dict[str, Any], accepted: Sequence[str], *, as_data: bool) -> None:
    """Say what the licences of a run's models ask of an export.

    Raises:
        UserError: one forbids it, and nobody accepted it.
    """
    from pipeline.backends._licences import check_outputs

    models = [str(config[stage]["model"]) for stage in ("translate", "summarize") if config.get(stage, {}).get("model")]
    at_the_run = config.get("run", {}).get("accept_licences", ())
    for said in check_outputs(models, accepted, at_the_run=at_the_run, as_data=as_data):
        print(f"note: {said}", file=sys.stderr)


def _say_edits(chosen: _Chosen, *, of_events: bool) -> None:
    """Say how many briefs are as editors worded them, and where their wordings are not."""
    notes = []
    if chosen.edited:
        are = "brief is" if chosen.edited == 1 else "briefs are"
        notes.append(f"{chosen.edited} {are} as edited at the desk (--as-made: as the run made them)")
    if chosen.outdated:
        of = "1 edit is" if chosen.outdated == 1 else f"{chosen.outdated} edits are"
        notes.append(f"{of} left out: the run has another text now; the desk shows both")
    if chosen.gone:
        few, more = chosen.gone[:MOST_NAMED], len(chosen.gone) - MOST_NAMED
        named = "; ".join(few) + (f"; and {more} more" if more > 0 else "")
        notes.append(f"accepted at the desk, and no longer in its brief: {named}; the desk shows the texts")
    if of_events:
        notes.append("edits of the desk are of articles' briefs; those of events are as the run made them")
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


class _Chosen:
    """The items that are wanted, counted while they are read."""

    def __init__(self, items: Iterator[Item], *, only_clean: bool) -> None:
        self._items = items
        self._only_clean = only_clean
        self.written = self.left_out = self.edited = self.outdated = 0
        self.gone: list[str] = []

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            if self._only_clean and item.flagged:
                self.left_out += 1
            else:
                self.written += 1
                self.edited += bool(item.edited)
                self.outdated += item.outdated
                self.gone += [f"{name} of {item.sources[0].input}" for name in item.gone]
                yield item


def _nothing(store: Store, *, events: bool) -> UserError:
    """Why there is nothing to export: all was rejected, or the run is not done."""
    run_folder = store.root
    shards = range(store.shard_count("ingest"))
    done = all(store.has_lock("summarize", shard) for shard in shards)
    rejected = run_folder / "rejected.jsonl"
    if done and rejected.is_file() and (count := rejected.read_bytes().count(b"\n")):
        said = "its only input was" if count == 1 else f"all {count} inputs were"
        return UserError(f"{run_folder} is finished and has no briefs: {said} rejected", f"{rejected} has the reasons")
    if events:
        return UserError(f"{run_folder} has no events", f"ringkas run --out {run_folder} groups its articles")
    return UserError(f"{run_folder} has no briefs yet", f"ringkas run --out {run_folder} goes on")


def _path(run_folder: Path, out: str, name: str) -> Path:
    """The file to write; none of the run's own.

    Raises:
        UserError: it would take the place of a file of the run.
    """
    from pipeline.execution.mirror import address_of

    default = Path() if address_of(run_folder) else run_folder  # nobody looks into the copy of a run at an address
    path = Path(out) if out else default / "exports" / name
    path = path / name if path.is_dir() else path
    if path.resolve().parent == run_folder.resolve() or run_folder.resolve() / "shards" in path.resolve().parents:
        raise UserError(f"{path} is among the run's own files", "choose another --out, or leave it away")
    return path


def _finished(store: Store) -> str:
    """When the run finished; of an unfinished one, when it was last written to."""
    import datetime as dt

    try:
        moment = str(json.loads((store.root / "manifest.json").read_text("utf-8"))["times"]["finished"])
        return dt.datetime.fromisoformat(moment).isoformat(timespec="seconds")
    except (OSError, ValueError, KeyError, TypeError):
        changed = dt.datetime.fromtimestamp(store.run_file.stat().st_mtime, dt.UTC)
        return changed.isoformat(timespec="seconds")
