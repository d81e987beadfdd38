"""Cuts the lines of an article, as it came, at what cleaning removed from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.core.records import Removed
from pipeline.core.run_articles import ArticleRecords

LONGEST_REJECTED = 200_000  # characters shown of an article that was rejected: it may have been so for its size


def struck_lines(records: ArticleRecords) -> list[list[tuple[str, str]]]:
    """The lines of the original article as pieces in order, each with the rule that removed it, "" if kept; of one that
    was rejected and is longer than ``LONGEST_REJECTED`` the beginning, and a line that says so."""
    text = records.article.text
    if records.clean is None and len(text) > LONGEST_REJECTED:
        left = f"[{len(text) - LONGEST_REJECTED:,} more characters are not shown: the article was rejected]"
        return [*_struck(text[:LONGEST_REJECTED], {}), [(left, "")]]
    removed: dict[int, list[Removed]] = {}
    for item in records.clean.removed if records.clean else ():
        removed.setdefault(item.line, []).append(item)
    return _struck(text, removed)


def _struck(text: str, removed: Mapping[int, Sequence[Removed]]) -> list[list[tuple[str, str]]]:
    lines = text.split("\n")
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


def referring_lines(records: ArticleRecords) -> list[list[Any]]:
    """The same lines for a page that has the article's sentences already: a piece that was kept and consists of whole
    sentences is the first and the last of their places, ``[2, 4]``; any other piece is ``[text, rule]``."""
    sources = [_even(t.source) for t in records.translated.sentences] if records.translated else []
    lines: list[list[Any]] = []
    at = 0
    for pieces in struck_lines(records):
        line: list[Any] = []
        for text, rule in pieces:
            begin, end = (at, at) if rule else _sentences_of(_even(text), sources, at)
            line.append([begin, end - 1] if end > begin else [text, rule])
            at = max(at, end)
        lines.append(line)
    return lines


def _sentences_of(text: str, sources: Sequence[str], at: int) -> tuple[int, int]:
    """The places, first and behind the last, of the sentences that the text consists of, looked for from ``at``; twice
    ``at`` when it is not made of sentences."""
    for begin in range(at, len(sources)):
        if text.startswith(sources[begin]):
            break
    else:
        return at, at
    end, left = begin, text
    while left and end < len(sources) and left.startswith(sources[end]) and sources[end]:
        left = left[len(sources[end]) :].lstrip()
        end += 1
    return (at, at) if left else (begin, end)


def _even(text: str) -> str:
    return " ".join(text.split())
