"""Renders the pages for readers, ``briefs.md`` and ``report.html``, from Jinja2 templates.

A template has a head, a section per article, and a tail. Both pages are deterministic (no clock, no folder names), and
each is a single file that needs no other file and no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.core.records import Brief, Rejected, Removed
from pipeline.core.run_articles import ArticleRecords, brief_flags, brief_style

# What the flags mean to a reader; a flag that is in neither table is shown by its name.
FLAGS = {
    "untranslated": "left in Indonesian",
    "left-over": "Indonesian words are left in it",
    "already-english": "it was in English already",
    "names-only": "names and figures, left as they are",
    "split": "a long sentence was translated in parts",
    "loop": "the translation repeats itself",
    "stutter": "words are said twice",
    "too-short": "much shorter than the source",
    "too-long": "much longer than the source",
    "score-low": "the translator was unsure",
    "term-lost": "a term of the glossary is missing",
    "whole-article": "the article is as short as a brief",
    "shortened": "cut to the number of words asked for",
    "extracted": "taken from the translation as it stands",
    "model-empty": "the summarizer wrote nothing usable",
    "not-all-read": "the article is too long to be read whole",
    "language": "another language",
    "foreign-sentence": "a sentence in another language",
}
# number-lost, translation-number-lost, headline-number-invented-by-summarization, ...
_FACT = re.compile(r"(headline-)?(?:translation-)?([a-z]+)-(lost|added|repaired|invented|misplaced)(?:-by-([a-z]+))?")


def pages_context(
    title: str, counts: dict[str, Any], scores: list[dict[str, Any]], rejected: list[Rejected]
) -> dict[str, Any]:
    """The variables of both templates, apart from the articles."""
    return {"title": title, "counts": counts, "scores": scores, "rejected": rejected}


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: a head, a section per article, a tail.

    A section depends on its article and number alone, so that it can be copied into a later report.

    Attributes:
        template: with the blocks ``head``, ``section`` and ``tail``.
        context: variables of head and tail.
        marks: the text around a section's number, with ``%d`` for the number; no article's text can contain one before
            the template's own.
        every: whether a mark occurs more than once in a section.
    """

    template: Template
    context: dict[str, Any]
    marks: tuple[bytes, ...]
    every: bool

    def head(self) -> str:
        return self._block("head", self.context)

    def section(self, records: ArticleRecords, number: int) -> str:
        """The article's section; empty where the page has none for it."""
        return self._block("section", {"records": records, "number": number})

    def tail(self) -> str:
        return self._block("tail", self.context)

    def renumbered(self, section: bytes, old: int, new: int) -> bytes:
        """A section as it would be rendered under another number."""
        for mark in self.marks if old != new else ():
            section = section.replace(mark % old, mark % new, -1 if self.every else 1)
        return section

    def _block(self, name: str, context: dict[str, Any]) -> str:
        return "".join(self.template.blocks[name](self.template.new_context(context)))


def markdown(context: dict[str, Any]) -> Page:
    """The page ``briefs.md``. A sentence may look like a heading, but its section's own heading comes first."""
    return Page(_environment(html=False).get_template("briefs.md.j2"), context, (b"\n## %d. ",), every=False)


def html(context: dict[str, Any], hidden: int) -> Page:
    """The page ``report.html``; ``hidden`` is the number of articles left out of it. Quotes in texts are escaped."""
    template = _environment(html=True).get_template("report.html.j2")
    return Page(template, {**context, "hidden": hidden}, (b'id="a%d"', b'id="a%ds', b'href="#a%ds'), every=True)


@cache
def _environment(*, html: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.stages.report"),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        words=all_words,
        md=escape_markdown,
        flags=brief_flags,
        struck=struck_lines,
        number=number,
        bulleted=bulleted,
        sources=sources,
        headline_only=headline_only,
    )
    return environment


def escape_markdown(text: str) -> str:
    """Text on one line with Markdown's special characters escaped."""
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", " ".join(text.split()))


def flag_words(flag: str) -> str:
    """A flag in words: ``headline: number invented``, ``language (en)``."""
    if fact := _FACT.fullmatch(flag):
        headline, kind, what, by = fact.groups()
        blamed = " by the summarizer" if by == "summarization" else ""
        return f"{'headline: ' if headline else ''}{kind} {what}{blamed}"
    name, _, detail = flag.partition(":")
    words = FLAGS.get(name) or FLAGS.get(name.removeprefix("translation-"), name)
    return f"{words} ({detail})" if detail else words


def all_words(flags: Iterable[str]) -> list[str]:
    """Flags in words, without repetitions."""
    return list(dict.fromkeys(flag_words(flag) for flag in flags))


def bulleted(brief: Brief) -> bool:
    """Whether the brief was asked for as a list of points."""
    return brief_style(brief) == "bullets"


def headline_only(brief: Brief) -> bool:
    """Whether only a headline was asked for, which is the section's heading already."""
    return brief_style(brief) == "headline"


def sources(records: ArticleRecords) -> dict[int, str]:
    """The article's own sentences by index, shown where a citation is pointed at."""
    return {t.index: t.source for t in records.translated.sentences} if records.translated else {}


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def struck_lines(records: ArticleRecords) -> list[list[tuple[str, str]]]:
    """The lines of the original article as pieces in order, each with the rule that removed it, "" if kept."""
    removed: dict[int, list[Removed]] = {}
    for item in records.clean.removed if records.clean else ():
        removed.setdefault(item.line, []).append(item)
    lines = records.article.text.split("\n")
    return [_pieces(line, removed.get(n, ())) for n, line in enumerate(lines) if line.strip()]


def _pieces(line: str, removed: Sequence[Removed]) -> list[tuple[str, str]]:
    """A line cut at what was removed from it. A removed text that does not stand in the line as it is (white space was
    evened out) comes after what does."""
    found: list[tuple[int, int, str]] = []
    elsewhere: list[tuple[str, str]] = []
    for item in removed:
        words = r"\s+".join(map(re.escape, item.text.split()))
        match = next((m for m in re.finditer(words, line) if words and not _overlaps(m.span(), found)), None)
        if match is None:
            elsewhere.append((item.text, item.rule))
        else:
            found.append((*match.span(), item.rule))
    pieces, at = [], 0
    for start, end, rule in sorted(found):
        pieces += [(line[at:start], ""), (line[start:end], rule)]
        at = end
    pieces.append((line[at:], ""))
    return [(text.strip(), rule) for text, rule in pieces if text.strip()] + elsewhere


def _overlaps(span: tuple[int, int], found: Sequence[tuple[int, int, str]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end, _ in found)
