"""Keeps who changed what, when, and what was there before: ``edits.jsonl`` in the run folder, only ever appended to.

``ringkas run`` never touches the file, so that it survives every rerun. What it says takes effect in two ways: accepted
translations and terms are in the translation memory and the glossary, which the next run reads; edits of a brief's own
wording are put over the run's brief wherever it is shown or exported here, as long as the run still has the text that
was edited. After a rerun that wrote another text the edit is shown beside it as out of date, and not applied.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
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


def edited_row(brief: Brief, edits: dict[tuple[str, int], Edit]) -> dict[str, Any]:
    """A line of ``briefs.jsonl`` with the edits put over it; ``edits`` in it lists them, those out of date too."""
    row = brief_row(brief)
    told: list[dict[str, Any]] = []
    for place, edit in _of(brief, edits):
        applied = part_of(brief, place) == edit.was and edit.action == "accept"
        if applied and place == HEADLINE:
            row["headline"] = edit.text
        elif applied:
            row["sentences"][place]["text"] = edit.text
        told.append(
            {"index": place, "by": edit.by, "at": edit.at, "was": edit.was, "text": edit.text, "applied": applied}
        )
    texts = [sentence["text"] for sentence in row["sentences"]]
    row["brief"] = "\n".join(f"- {text}" for text in texts) if row["style"] == "bullets" else " ".join(texts)
    return {**row, "edits": told}


def _of(brief: Brief, edits: dict[tuple[str, int], Edit]) -> Iterator[tuple[int, Edit]]:
    for (article, place), edit in sorted(edits.items()):
        if article == brief.id and edit.action != "withdraw":
            yield place, edit
