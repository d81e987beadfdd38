"""The verb ``show``: one article at every stage, for a person; without an article, the list of a run's articles.

The article as it came has its removed lines struck through, its sentences stand beside their translations, and each
sentence of the brief has the numbers of those that it rests on.
"""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from pipeline.cli.options import AsJson, RunFolder
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from pipeline.core.run_articles import ArticleRecords
    from pipeline.core.run_folder import Store


def show(
    run_folder: RunFolder,
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Number, id or input name; none lists them.", show_default=False)
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show one article at every stage: as it came, cleaned, translated, in brief. Without one, list the articles with
    their flags, and what was rejected and why."""
    from pipeline.core.run_folder import Store
    from pipeline.execution.mirror import here

    store = Store(here(run_folder))
    store.read_run()
    if not article:
        listed = list_articles(store)
        print_json(listed) if as_json else write_list(listed, store)
        return
    records = find(store, article)
    if as_json:
        print_json(as_row(records))
        return
    write(records, sys.stdout, still_missing(store, records))


def list_articles(store: Store) -> dict[str, Any]:
    """A row for each article, with its flags and the riskiest sentence of its brief, and for each input that was
    rejected, with the reason; under ``coverage``, what share of the translated sentences is expected to be wrong when
    only the surest are kept. An article that no stage has rejected and none has cleaned is ``waiting``; ``finished``
    says whether the run has come to its end."""
    from pipeline.core import edits
    from pipeline.core.run_articles import articles_of_run, brief_flags, rejected_row
    from pipeline.execution.runner import rejected_rows
    from pipeline.execution.stage_table import ALL
    from pipeline.stages.report import MANIFEST
    from pipeline.stages.report.odds import riskiest, surest
    from pipeline.stages.report.words import check_words

    rows, risks = [], []
    decided = edits.latest(edits.read(store), "brief")
    for number, records in enumerate(articles_of_run(store), start=1):
        brief, title = records.brief, records.article.title
        risks += [t.risk for t in records.translated.sentences if t.risk is not None] if records.translated else []
        rows.append(
            {
                "number": number,
                "article_id": records.id,
                "input": records.article.input,
                "headline": (brief.headline if brief else None) or title or "",
                "reached": records.reached,
                "flags": brief_flags(brief) if brief else [],
                "words": check_words(records),
                "riskiest": riskiest(edits.worded(brief, edits.standing(brief, decided)) if brief else None),
            }
        )
    finished = (store.root / MANIFEST).is_file() and not any(row["reached"] == "waiting" for row in rows)
    rejected = [rejected_row(row) for row in rejected_rows(store, [stage.name for stage in ALL])]
    return {"articles": rows, "rejected": rejected, "coverage": surest(risks), "finished": finished}


def still_missing(store: Store, records: ArticleRecords) -> str:
    """Why an article has no brief: which stage rejected it and the reason, or how the run goes on; empty if it has."""
    if records.brief is not None:
        return ""
    if records.rejected is not None:
        return f"rejected by {records.rejected.stage}: {records.rejected.reason}"
    done = {"clean": "cleaned", "waiting": "read"}.get(records.reached, records.reached)
    return f"{done}, and waiting for the rest of the run: {_going_on(store)} goes on"


def _going_on(store: Store) -> str:
    from pipeline.execution.mirror import address_of

    return f"ringkas run --out {shlex.quote(address_of(store.root) or str(store.root))}"


def write_list(listed: dict[str, Any], store: Store) -> None:
    """Print the list: an article a line, what is to be checked below it, then the inputs that were rejected."""
    from pipeline.core.progress import counted
    from pipeline.stages.report.odds import WORTH_READING, in_words

    width = max((len(str(row["number"])) for row in listed["articles"]), default=1)
    rejected = {row["input"] for row in listed["rejected"]}
    lost = [row for row in listed["articles"] if row["reached"] == "rejected" and row["input"] in rejected]
    numbers = {row["input"]: row["number"] for row in lost}
    for row in listed["articles"]:
        if row["input"] in numbers:  # it stands below, with the reason
            continue
        state = "" if row["reached"] == "brief" else f"  [{row['reached']}]"
        print(f"{row['number']:>{width}}  {row['headline'] or row['input']}  ({row['input']}){state}")
        if row["flags"]:
            print(f"{'':>{width}}  ! {'; '.join(row['words'])}")
        worst = row["riskiest"]
        if worst and worst["risk"] >= WORTH_READING:
            print(f"{'':>{width}}  ? read sentence {worst['sentence']} first: {in_words(worst['risk'])}")
    for row in listed["rejected"]:
        print(f"{numbers.get(row['input'], '-'):>{width}}  {row['input']}: rejected by {row['stage']}: {row['reason']}")
    if kept := {row["share"]: row for row in listed["coverage"]}:
        print(
            f"{kept[1.0]['expected']:.0%} of {kept[1.0]['sentences']:,} translated sentences are expected to mislead "
            f"a reader, {kept[0.5]['expected']:.0%} of the surest half"
        )
    flagged = sum(bool(row["flags"]) for row in listed["articles"])
    through = len(listed["articles"]) - len(lost)
    refused = counted(len(listed["rejected"]), "input")
    print(
        f"{counted(through, 'article')}, {flagged} with flags, {refused} rejected; "
        f"ringkas show {store.root} NUMBER shows one"
    )
    if not listed.get("finished", True):
        left = sum(row["reached"] != "brief" and row["input"] not in rejected for row in listed["articles"])
        those = f", and {counted(left, 'article')} {'has' if left == 1 else 'have'} no brief yet" if left else ""
        print(f"the run is not finished{those}: {_going_on(store)} goes on")


def find(store: Store, wanted: str) -> ArticleRecords:
    """The article of that number (from 1), id, input name, or beginning of an id.

    Raises:
        UserError: no article, or several, answer to it.
    """
    from pipeline.core.run_articles import articles_of_run

    number = 0
    known: list[str] = []
    near: list[ArticleRecords] = []
    for number, records in enumerate(articles_of_run(store), start=1):
        article = records.article
        if wanted in (article.id, article.input, str(number)):
            return records
        if article.id.startswith(wanted):
            near.append(records)
        known += [article.id, article.input]
    if len(near) == 1:
        return near[0]
    if near:
        raise UserError(f"{len(near)} articles of {store.root} begin with {wanted!r}", "give more of the id")
    numbers = f"articles: {'1 to ' if number > 1 else ''}{number}, or an id or the name of an input"
    if not number:
        numbers = "it has no articles yet"
    elif not wanted.isdigit() and (like := did_you_mean(wanted, known[:2000], "")).startswith("did you mean"):
        numbers = like
    raise UserError(f"no article {wanted!r} in {store.root}", numbers)


def as_row(records: ArticleRecords) -> dict[str, Any]:
    """The article at every stage as plain values."""
    from pipeline.core.records import to_row

    return {
        "article": to_row(records.article),
        "clean": to_row(records.clean),
        "translated": to_row(records.translated),
        "brief": to_row(records.brief),
    }


def write(records: ArticleRecords, file: TextIO, missing: str = "") -> None:
    """Write the article to a terminal or a file; without colours a struck line stands between ``~~``. At the end of
    one that has no brief stands ``missing``, the reason."""
    from rich.console import Console
    from rich.text import Text

    from pipeline.stages.report.lines import struck_lines
    from pipeline.stages.report.pages import bulleted
    from pipeline.stages.report.words import institutions

    console = Console(file=file, highlight=False, markup=False, soft_wrap=not file.isatty())
    article = records.article
    console.print(Text(f"{article.title or article.input}  ({article.id}, {article.input})", style="bold"))
    _heading(console, "as it came")
    for pieces in struck_lines(records):
        parts: list[str | tuple[str, str]] = []
        for text, rule in pieces:
            struck = text if console.is_terminal else f"~~{text}~~"
            parts += [(struck, "strike dim"), (f" [{rule}] ", "yellow")] if rule else [f"{text} "]
        console.print(Text.assemble(*parts))
    if records.clean is not None:
        _heading(console, "sentences and translations")
        _translations(console, records)
    if records.brief is None:
        console.print(Text(missing, style="yellow"))
        return
    _heading(console, f"brief ({records.brief.model})")
    if records.brief.headline:
        console.print(Text(records.brief.headline, style="bold"))
    point = "- " if bulleted(records.brief) else ""
    for sentence in records.brief.sentences:
        cited = "".join(f" [{c.sentence}]" for c in sentence.citations)
        beside = f" ({sentence.source})" if sentence.source else ""
        added = institutions(records, sentence.text, sentence.flags, sentence)
        told = (_flags(sentence.flags, added), _odds(sentence.risk))
        console.print(Text.assemble(point, sentence.text, (cited, "cyan"), (beside, "italic"), *told))
    said = {flag for sentence in records.brief.sentences for flag in sentence.flags}
    if flags := [flag for flag in records.brief.flags if flag not in said]:
        console.print(_flags(flags, institutions(records, records.brief.headline or "", flags)))


def _translations(console: Console, records: ArticleRecords) -> None:
    from rich.text import Text

    from pipeline.guards.checks.reverse_terms import unsupported
    from pipeline.stages.report.words import all_words

    translations = {t.index: t for t in records.translated.sentences} if records.translated else {}
    for sentence in records.clean.sentences if records.clean else ():
        console.print(Text.assemble((f"{sentence.index:>3} ", "cyan"), sentence.text))
        translation = translations.get(sentence.index)
        if translation is None:
            continue
        added = unsupported(sentence.text, translation.text) if "institution-added" in translation.flags else ()
        told = (_flags(translation.flags, added), _odds(translation.risk))
        console.print(Text.assemble("    ", (translation.text, "green"), *told))
        for attempt in translation.attempts:
            if attempt.failures:
                refused = f"{attempt.how}: {attempt.text}  ({'; '.join(all_words(attempt.failures))})"
                console.print(Text(f"      {refused}", style="dim"))


def _heading(console: Console, title: str) -> None:
    from rich.text import Text

    console.print()
    console.print(Text(f"-- {title} --", style="bold cyan"))


def _odds(risk: float | None) -> Text:
    from rich.text import Text

    from pipeline.stages.report.odds import in_words

    words = in_words(risk)
    return Text(f"  ({words})" if words else "", style="dim")


def _flags(flags: Iterable[str], added: Iterable[str] = ()) -> Text:
    from rich.text import Text

    from pipeline.stages.report.words import all_words

    return Text("".join(f"  ! {words}" for words in all_words(flags, added)), style="yellow")
