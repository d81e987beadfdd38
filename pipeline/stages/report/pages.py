"""Renders the pages for readers, ``briefs.md`` and ``report.html``, from Jinja2 templates.

A template has a head, a section per article, and a tail. Both pages are deterministic (no folder names, no clock; the
element ``times`` of ``report.html``, seconds per stage, is the exception), and each is a single file that needs no
other file and no network. :mod:`.article_data` documents the data in ``report.html``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, Template

from pipeline.core.records import Brief, Rejected
from pipeline.core.run_articles import ArticleRecords, brief_style, rejected_row
from pipeline.core.templates import template_environment
from pipeline.stages.report import article_data, odds
from pipeline.stages.report.plots import scores_by_metric
from pipeline.stages.report.words import check_words, mark_words

# ``require-trusted-types-for`` makes the browser refuse every way of turning a text into markup.
POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def pages_context(
    title: str,
    counts: dict[str, Any],
    scores: list[dict[str, Any]],
    rejected: list[Rejected],
    *,
    events: Sequence[Mapping[str, Any]] = (),
    limit: float = 0.0,
    unusual: Sequence[str] = (),
) -> dict[str, Any]:
    """The variables of both templates, apart from the articles. ``events`` are rows of ``events.jsonl``; ``limit`` is
    the least trust that a sentence of a brief needed; ``unusual`` is what is unlike earlier runs."""
    return {
        "title": title,
        "counts": counts,
        "scores": scores,
        "rejected": rejected,
        "events": [article_data.event(row) for row in events],
        "limit": limit,
        "unusual": unusual,
    }


_SPECIAL = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?[a-zA-Z0-9]+;))")
# "# a", "1. a", "- a", "+ a"; "---" and "===", which make a heading of the line before them.
_BLOCK = re.compile(r"\A(\d{1,9}(?=[.)](?:\s|\Z))|(?=[-+](?:[\s-]|\Z)|=+\Z|#))([-+=#.)])")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to render: a head, a section per article, a tail.

    A section depends on its article and number alone, so that it can be copied into a later report.

    Attributes:
        template: with the blocks ``head``, ``section`` and ``tail``.
        context: variables of head and tail.
        mark: the text around a section's number, with ``%d`` for the number; no article's text can contain one before
            the template's own. Empty when sections have no number.
    """

    template: Template
    context: dict[str, Any]
    mark: bytes = b""

    def head(self) -> str:
        return self._block("head", self.context)

    def section(self, records: ArticleRecords, number: int) -> str:
        """The article's section; empty where the page has none for it."""
        return self._block("section", {"records": records, "number": number})

    def tail(self) -> str:
        return self._block("tail", self.context)

    def renumbered(self, section: bytes, old: int, new: int) -> bytes:
        """A section as it would be rendered under another number."""
        return section.replace(self.mark % old, self.mark % new, 1) if self.mark and old != new else section

    def _block(self, name: str, context: dict[str, Any]) -> str:
        return "".join(self.template.blocks[name](self.template.new_context(context)))


def markdown(context: dict[str, Any]) -> Page:
    """The page ``briefs.md``. A sentence may look like a heading, but its section's own heading comes first."""
    return Page(_environment(html=False).get_template("briefs.md.j2"), context, b"\n## %d. ")


def html(context: dict[str, Any], hidden: int) -> Page:
    """The page ``report.html``; ``hidden`` is the number of articles left out of it."""
    script, style = asset("report.js"), asset("report.css")
    run = {
        "title": context["title"],
        "hidden": hidden,
        "rejected": [rejected_row(row) for row in context["rejected"]],
        "events": context["events"],
        "limit": context["limit"],
        "odds": odds.WORDS,
    }
    variables = {
        **context,
        "hidden": hidden,
        "metrics": scores_by_metric(context["scores"]),
        "script": script,
        "style": style,
        "policy": POLICY.format(script=content_hash(script), style=content_hash(style)),
        "run": run,
        "times": {name: stage["seconds"] for name, stage in context["counts"].items() if "seconds" in stage},
    }
    return Page(_environment(html=True).get_template("report.html.j2"), variables)


@cache
def asset(name: str) -> str:
    """A script or style sheet of the templates, as it stands in a page."""
    environment = _environment(html=False)
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def content_hash(text: str) -> str:
    """The source expression by which a Content-Security-Policy allows this script or style sheet and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _environment(*, html: bool) -> Environment:
    environment = template_environment("pipeline.stages.report", html=html, keep_trailing_newline=True)
    environment.filters.update(
        words=check_words,
        mark_words=mark_words,
        md=escape_markdown,
        address=markdown_address,
        number=number,
        bulleted=bulleted,
        headline_only=headline_only,
        overview=article_data.overview,
        detail=article_data.detail,
        embedded=article_data.embedded,
    )
    return environment


def escape_markdown(text: str) -> str:
    """Text on one line with Markdown's special characters escaped, and what would be a heading, a list or a rule
    where the text begins a line."""
    return _BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(text.split())))


def markdown_address(url: str) -> str:
    """An address as a link where it may be one, else as escaped text."""
    plain = article_data.is_web(url) and not re.search(r"[\s<>\\`]", url)
    return f"<{url}>" if plain else escape_markdown(url)


def bulleted(brief: Brief) -> bool:
    """Whether the brief was asked for as a list of points."""
    return brief_style(brief) == "bullets"


def headline_only(brief: Brief) -> bool:
    """Whether only a headline was asked for, which is the section's heading already."""
    return brief_style(brief) == "headline"


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
