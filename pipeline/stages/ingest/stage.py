"""First stage: raw rows become articles with stable ids; whatever cannot become one is rejected with the reason.

An article's id is the input's own, or made from its content, so that the same article has the same id in every run.
An article that occurs twice goes through once; an id that two different articles claim is told apart by a suffix.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.core import words
from pipeline.core.config import IngestTable
from pipeline.core.records import Article, Rejected
from pipeline.stages.base import ROWS, Inputs, Output, Tick
from pipeline.stages.ingest import columns
from pipeline.stages.ingest.list_columns import paragraphs
from pipeline.stages.ingest.markup import inline, is_page, plain
from pipeline.stages.ingest.moments import published
from pipeline.stages.ingest.readers import Unit, read
from pipeline.stages.ingest.sources import Source

NAME = "ingest"
RUNNING = 80  # characters that make a line running text


class Near:
    """Which articles are nearly the same as an earlier one.

    Args:
        drop: whether only the first of each group goes on.
    """

    def __init__(self, *, drop: bool) -> None:
        from pipeline.stages.ingest.near_duplicates import Stories

        self.drop = drop
        self._stories = Stories()
        self._groups: dict[str, list[str]] = {}

    def sketch(self, article: Article) -> bytes:
        """What is compared of an article."""
        return self._stories.sketch(running_text(article.text))

    def first_of(self, ident: str, sketch: bytes) -> str:
        """The id of the first article of the group that this one belongs to: its own, or an earlier one's."""
        first = self._stories.place(ident, sketch)
        if first != ident:
            group = self._groups.setdefault(first, [first])
            group += [ident] if ident not in group else []
        return first

    def groups(self) -> list[list[str]]:
        """The ids of each group, the first one first."""
        return list(self._groups.values())


def running_text(text: str) -> str:
    """The lines of an article that are long enough to be its paragraphs: what two sites have in common of a wire
    story, without the links and labels that each puts around it. The whole text when it has none."""
    return "\n".join(line for line in text.split("\n") if len(line) > RUNNING) or text


@dataclass(frozen=True, slots=True)
class IdDecision:
    """The id decision on one article: the id requested, the digest of its content, its input, and the outcome: the id
    it got, or the reason of its rejection."""

    requested: str
    content: str
    input: str
    outcome: str


@dataclass(slots=True)
class Seen:
    """Ids and texts met so far, over all inputs; ``near`` looks for near-duplicates where they are asked for."""

    ids: dict[str, str] = field(default_factory=dict)  # id -> content digest
    inputs: dict[str, str] = field(default_factory=dict)  # id -> input that claimed it
    renamed: int = 0
    near: Near | None = None
    sketches: dict[str, bytes] = field(default_factory=dict)  # of the articles of the shard at hand
    decisions: list[IdDecision] = field(default_factory=list)  # of the shard at hand

    def begin_shard(self) -> None:
        self.sketches.clear()
        self.decisions.clear()

    def admit(self, article: Article) -> Article | Rejected:
        """The article, under a new id when its own is taken by another text; a Rejected when it was seen before, or
        when it is nearly the same as another and such are dropped."""
        content = content_id(article)
        wanted = article.id or content
        ident = self._answer(wanted, content, article.input)
        outcome = ident.reason if isinstance(ident, Rejected) else ident
        self.decisions.append(IdDecision(wanted, content, article.input, outcome))
        if isinstance(ident, Rejected):
            return ident
        admitted = Article(**{**_fields(article), "id": ident})
        sketch = self.near.sketch(admitted) if self.near is not None else b""
        first = self.near.first_of(ident, sketch) if self.near is not None else ident
        if self.near is not None and self.near.drop and first != ident:
            self.inputs.setdefault(ident, article.input)  # the groups are told by their inputs
            return Rejected(article.input, NAME, f"nearly the same as {self.inputs[first]} (article {first})")
        self.renamed += ident != wanted
        self.sketches[ident] = sketch
        self.remember(ident, content, article.input)
        return admitted

    def _answer(self, wanted: str, content: str, given: str) -> str | Rejected:
        """The id that an article gets, in the light of those that came before it."""
        ident, number = wanted, 1
        while ident in self.ids:
            if self.ids[ident] == content:
                return Rejected(given, NAME, f"the same article as {self.inputs[ident]}")
            number += 1
            ident = f"{wanted}-{number}"
        return ident

    def admit_again(self, decisions: Iterable[IdDecision]) -> bool:
        """Let a shard's articles in once more without reading them; False, and nothing is changed, when what comes
        before them is no longer what it was in a way that one of them would notice."""
        added: list[str] = []
        for decision in decisions:
            answer = self._answer(decision.requested, decision.content, decision.input)
            if decision.outcome != (answer.reason if isinstance(answer, Rejected) else answer):
                for ident in added:
                    del self.ids[ident], self.inputs[ident]
                return False
            if isinstance(answer, str):
                self.remember(answer, decision.content, decision.input)
                added.append(answer)
        return True

    def remember(self, ident: str, content: str, given: str) -> None:
        self.ids[ident] = content
        self.inputs[ident] = given


class Intake:
    """The stage's worker: raw rows in, articles out; it remembers the ids of all shards it has seen.

    Args:
        options: the ``[ingest]`` table.
    """

    def __init__(self, options: IngestTable) -> None:
        self.options = options
        wanted = options.duplicates
        self.seen = Seen(near=Near(drop=wanted == "drop") if wanted != "off" else None)

    def __call__(self, inputs: Inputs, tick: Tick) -> Output:
        articles, rejected = ingest_chunk(inputs[ROWS], self.options, self.seen)
        tick(len(inputs[ROWS]))
        return Output(articles, rejected)


def units(sources: Iterable[Source], options: IngestTable) -> Iterator[Unit]:
    """The raw rows of all sources, in order, up to the limit."""
    every = itertools.chain.from_iterable(read(source, options) for source in sources)
    return itertools.islice(every, options.limit or None)


def ingest_chunk(group: Iterable[Unit], options: IngestTable, seen: Seen) -> tuple[list[Article], list[Rejected]]:
    """The articles of a group of raw rows, and what was rejected of it."""
    articles: list[Article] = []
    rejected: list[Rejected] = []
    for unit in group:
        outcome = to_article(unit, options)
        if isinstance(outcome, Article):
            outcome = seen.admit(outcome)
        if isinstance(outcome, Article):
            articles.append(outcome)
        else:
            rejected.append(outcome)
    return articles, rejected


def to_article(unit: Unit, options: IngestTable) -> Article | Rejected:
    """The article a raw row describes; its id is empty when the input gives none."""
    if unit.problem:
        return Rejected(unit.input, NAME, unit.problem)
    text_column = columns.of_field("text", unit.row, options)
    if text_column not in unit.row:
        listed = ", ".join(str(k) for k in list(unit.row)[:20]) or "none"
        reason = f"no {text_column!r} in the row; it has: {listed}; map one with --column text=NAME"
        return Rejected(unit.input, NAME, reason)
    text = unit.row[text_column]
    if (parts := paragraphs(text)) is not None:
        text = "\n".join(parts)
    if not isinstance(text, str):
        return Rejected(unit.input, NAME, f"{text_column!r} is {_kind(text)}, not text")
    found = _from_form(_encodable(text), unit)
    if isinstance(found, Rejected):
        return found
    values = {name: _string(unit.row.get(columns.of_field(name, unit.row, options))) for name in _OPTIONAL}
    merged = {name: values.get(name) or found.get(name) for name in (*_OPTIONAL, "title")}
    merged["title"] = inline(merged["title"]) or None if merged["title"] else None
    moment = unit.row.get(columns.of_field("published", unit.row, options))
    merged["published"] = published(moment) or published(found.get("published"))
    body = (found["text"] or "").replace("\r\n", "\n").replace("\r", "\n")
    if not body.strip():
        return Rejected(unit.input, NAME, "the text is empty")
    ident = _string(unit.row.get(columns.of_field("id", unit.row, options))) or found.get("id") or ""
    return Article(id=ident, input=unit.input, text=body, **merged)


_OPTIONAL = ("title", "source", "url", "published", "language", "reference_summary", "reference_translation")


def content_id(article: Article) -> str:
    """16 hex digits made from the title and the text, white space aside."""
    content = hashlib.sha256()
    title, text = words.single_spaced(article.title or ""), words.single_spaced(article.text)
    for piece in itertools.chain(title, "\n", text):
        content.update(piece.encode("utf-8"))
    return content.hexdigest()[:16]


def _fields(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in Article.__slots__}


def _from_form(text: str, unit: Unit) -> dict[str, str | None] | Rejected:
    if unit.form == "html" or is_page(text):
        return _from_page(text, unit)
    if unit.form == "markdown":
        from pipeline.stages.ingest.markdown import read as read_markdown

        return read_markdown(text)
    return {"text": plain(text)}


def _from_page(page: str, unit: Unit) -> dict[str, str | None] | Rejected:
    from pipeline.stages.ingest.html import MOST_TAGS, extract

    known = unit.known
    if (tags := page.count("<")) > MOST_TAGS:
        many = f"not an article: a page of {tags:,} tags, at most {MOST_TAGS:,} are read"
        return Rejected(unit.input, NAME, f"{many}; save its article as text")
    extracted = extract(page, known.url or None)
    if not extracted.text.strip():
        return Rejected(unit.input, NAME, "no article text was found in the page")
    return {
        "text": extracted.text,
        "title": extracted.title or known.title,
        "published": extracted.published or known.published,
        "url": known.url or extracted.url,  # a page may state another's address, such as its section's
    }


def _kind(value: Any) -> str:
    names = {type(None): "null", list: "a list", dict: "an object", bool: "true or false"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)


def _string(value: Any) -> str | None:
    """An optional field as text; lists become lines, moments ISO 8601, missing values None."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "\n".join(str(v) for v in value) or None
    if isinstance(value, Mapping):
        return _string(value["$oid"]) if "$oid" in value else None  # an id as MongoDB exports it
    return _encodable(str(value)).strip() or None


def _encodable(text: str) -> str:
    """Text without lone surrogates, which JSON can spell but UTF-8 cannot."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text  # and not a copy of it
