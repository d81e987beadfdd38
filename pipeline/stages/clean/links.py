"""Finds links to other stories inside a line, and tells them from sentences that only open like one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language import rules
from pipeline.stages.clean import headlines
from pipeline.stages.clean import page_context as context
from pipeline.stages.clean.lines import Line

FILE = "boilerplate"
SHORTEST_LINK = 3  # words of a headline behind "Tonton:" or "Simak:", which open sentences too
SHORTEST_SENTENCE = 4  # words
LONGEST_SENTENCE = 420  # characters looked at to tell a sentence from furniture
STEP_LINES = 12  # lines behind a step in which its sentences stand; this bounds the cost of a page full of steps
_OPENING_QUOTE = re.compile(r"(?:^|[\s(\[:,])[\"'“‘„]\s?$")
_SPOKEN = re.compile(r"(?i:tonton|simak)\s*:")
_NEXT = re.compile(r"(?i:selanjutnya|sebelumnya)\s*:")
_LINK = re.compile(r"\(\s*$")


def cuts(text: str, vocabulary: headlines.Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Spans of a line to cut out, in order and without overlap, with the rule's name."""
    events = sorted(
        (match.start(), match.end(), rule.name, where == "link")
        for where in ("inline", "link")
        for rule in rules.load(FILE, where)
        if rule.may_match(text)
        for match in rule.pattern.finditer(text)
    )
    position = 0
    for index, (start, stop, rule, is_link) in enumerate(events):
        if start < position:
            continue
        if is_link:
            border = events[index + 1][0] if index + 1 < len(events) else len(text)
            begins, marker = start, stop
            start, stop = _link_span(text, start, stop, max(stop, border), vocabulary)
            if _said(text, begins, marker, stop):
                continue
        yield start, stop, rule
        position = stop


def _said(text: str, start: int, marker: int, stop: int) -> bool:
    """Whether a link's marker at ``text[start:marker]`` is part of a sentence: it opens a quotation, or it is one that
    people say ("Simak: ...") and no headline in title case stands between it and ``stop``."""
    if _OPENING_QUOTE.search(text[max(0, start - 4) : start]):
        return True
    if not _SPOKEN.fullmatch(text, start, marker):
        return False
    headline, rest = text[marker:stop].strip(" ()"), text[stop:].lstrip()
    whole = len(headline.split()) >= SHORTEST_LINK and not rest[:1].islower() and headline[-1] != "."
    return not whole or headlines.title_case(headline) < context.INTERLEAVED_TITLE_CASE


def _link_span(text: str, start: int, stop: int, border: int, vocabulary: headlines.Vocabulary) -> tuple[int, int]:
    """From a marker to the end of the headline behind it, brackets around both included."""
    bracket = _LINK.search(text[max(0, start - 3) : start])
    if bracket:
        closing = text.find(")", stop, min(border, stop + 250))
        if closing >= 0:
            return start - len(bracket.group()), closing + 1
    return start, headlines.end(text, stop, border, vocabulary, opens=not text[:start].strip(" -–—•*>»("))


def step(lines: list[Line], index: int) -> bool:
    """Whether a line such as "Selanjutnya: Tim Medis Datang" heads a part of the article: a sentence follows it.

    The link of that form to another story stands below the article.
    """
    return bool(_NEXT.match(lines[index].text)) and any(
        context.terminated(line.text)
        and len(line.text.split()) >= SHORTEST_SENTENCE
        and headlines.title_case(line.text) < context.INTERLEAVED_TITLE_CASE
        and not rules.first_match(FILE, "line", line.text[:LONGEST_SENTENCE])
        for line in lines[index + 1 : index + 1 + STEP_LINES]
    )
