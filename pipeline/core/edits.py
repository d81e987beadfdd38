"""Keeps who changed what, when, and what was there before: ``edits.jsonl`` in the run folder, only ever appended to.

``ringkas run`` never touches the file, so that it survives every rerun. What it says takes effect in two ways: accepted
translations and terms are in the translation memory and the glossary, which the next run reads; edits of a brief's own
wording are put over the run's brief at the desk and in exports, as long as the run still has the text that was edited.
After a rerun that wrote another text the edit is shown beside it as out of date, and not applied. What was accepted for
a sentence of a brief stays in it where the brief has room; where it stands in it no more, that is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.core.errors import StoreError
from pipeline.core.files import append_row
from pipeline.core.records import Brief
from pipeline.core.run_articles import brief_row
from pipeline.core.run_folder import Store

FILE = "edits.jsonl"
HEADLINE = -1  # the place of a brief's headline; its sentences count from 0
TITLE = -1  # the index of an article's title among its sentences


class Edit(BaseModel):
    """A decision of an editor.

    Attributes:
        at: when, in UTC.
        by: the editor's name.
        kind: ``translation`` of a sentence, ``brief`` (its wording), or ``term`` of the glossary.
        action: what was done; ``withdraw`` takes back what was accepted.
        article: the article's id; empty for a term.
        index: the sentence of the article, or the place in the brief.
        source: the Indonesian text, or the term.
        was: the English before.
        text: the English after; empty for a rejection.
        before: what people had put into the memory for the same text before, and what a withdrawal brings back.
        before_in_brief: the articles whose briefs were to hold that.
        in_brief: of an accepted sentence, whether the brief rested on it then; of a title, whether it was the headline.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    at: str
    by: str = Field(min_length=1, max_length=100)
    kind: Literal["translation", "brief", "term"]
    action: Literal["accept", "reject", "withdraw"]
    article: str = ""
    index: int = 0
    source: str = ""
    was: str = ""
    text: str = ""
    before: str | None = None
    before_in_brief: tuple[str, ...] | None = None
    in_brief: bool | None = None


def now() -> str:
    """The present moment as edits and votes write it."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def append(store: Store, edit: Edit) -> None:
    """Write an edit down."""
    append_row(store.root / FILE, edit.model_dump(exclude_none=True))


def read(store: Store) -> list[Edit]:
    """All edits of a run, in order.

    Raises:
        StoreError: the file is damaged.
    """
    path = store.root / FILE
    if not path.is_file():
        return []
    edits: list[Edit] = []
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if line.strip():
            try:
                edits.append(Edit.model_validate_json(line))
            except ValidationError as error:
                message = f"{path}, line {number}: {error.errors(include_url=False)[0]['msg']}"
                raise StoreError(message, "put the line right, or remove it") from error
    return edits


def latest(edits: Iterable[Edit], kind: str) -> dict[tuple[str, int], Edit]:
    """The last edit of one kind for each article and place."""
    return {(edit.article, edit.index): edit for edit in edits if edit.kind == kind}


def pairs(edits: Iterable[Edit]) -> list[tuple[str, str]]:
    """The accepted translations as training pairs, source and English, each source once, the last English winning."""
    kept: dict[str, str] = {}
    for edit in edits:
        if edit.kind == "translation":
            kept.pop(edit.source, None)
            if edit.action == "accept":
                kept[edit.source] = edit.text
    return [(_one_line(source), _one_line(text)) for source, text in kept.items()]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def part_of(brief: Brief, index: int) -> str | None:
    """The text at a place of a brief; None when it has no such place."""
    if index == HEADLINE:
        return brief.headline or ""
    return brief.sentences[index].text if 0 <= index < len(brief.sentences) else None


def edited_row(brief: Brief, edits: Mapping[tuple[str, int], Edit]) -> dict[str, Any]:
    """A line of ``briefs.jsonl`` with the edits put over it; ``edits`` in it lists them, those out of date too."""
    applied = standing(brief, edits)
    told = [
        {"index": n, "by": e.by, "at": e.at, "was": e.was, "text": e.text, "applied": n in applied}
        for n, e in of_brief(brief, edits)
    ]
    return {**brief_row(worded(brief, applied)), "edits": told}


def standing(brief: Brief, edits: Mapping[tuple[str, int], Edit]) -> dict[int, Edit]:
    """The edits that are to be put over a brief, by their places: those of a text that it still has."""
    return {n: e for n, e in of_brief(brief, edits) if e.action == "accept" and part_of(brief, n) == e.was}


def worded(brief: Brief, edits: Mapping[int, Edit]) -> Brief:
    """A brief with the texts of edits at their places; what its sentences cite and their flags stay. The risk is that
    of a machine's text, so what a person wrote has none."""
    sentences = [replace(s, text=edits[n].text, risk=None) if n in edits else s for n, s in enumerate(brief.sentences)]
    headline = edits[HEADLINE].text if HEADLINE in edits else brief.headline
    return replace(brief, headline=headline, sentences=tuple(sentences))


def of_brief(brief: Brief, edits: Mapping[tuple[str, int], Edit]) -> Iterator[tuple[int, Edit]]:
    """The edits of a brief with their places, those that were taken back left out."""
    for (article, place), edit in sorted(edits.items()):
        if article == brief.id and edit.action != "withdraw":
            yield place, edit


def rests_on(brief: Brief, index: int, text: str) -> bool:
    """Whether a brief was made from a sentence of its article; of the title, whether this text is its headline."""
    if index == TITLE:
        return brief.headline == text
    return any(c.sentence == index for s in brief.sentences for c in s.citations)


def leads(brief: Brief, index: int) -> bool:
    """Whether a sentence of a brief says what this sentence of its article says, and does not only borrow from it."""
    return any(s.citations[0].sentence == index for s in brief.sentences if s.citations)


def no_longer_in(brief: Brief, edits: Iterable[Edit]) -> list[Edit]:
    """The accepted texts of sentences that the brief rested on when they were accepted and rests on no more, by place.

    Args:
        brief: as the run has it now.
        edits: of the run, in order.
    """
    first: dict[int, Edit] = {}
    last: dict[int, Edit] = {}
    for edit in edits:
        if edit.kind != "translation" or edit.article != brief.id:
            continue
        if edit.action != "accept":
            first.pop(edit.index, None)
            last.pop(edit.index, None)
        elif edit.in_brief or edit.index in first:
            first.setdefault(edit.index, edit)
            last[edit.index] = edit
    return [
        edit
        for n, edit in sorted(last.items())
        if not any(rests_on(brief, n, text) for text in (edit.text, edit.was, first[n].was))
    ]
