"""Finds what a translator that was trained on Indonesian cannot spell: names with letters such as "đ", amounts with a
rare sign of currency, and the plates of the state ("RI 1"). All are copied, the amounts in English notation.
"""

from __future__ import annotations

import re

from pipeline.guards.bracketed_offices import bracketed_offices
from pipeline.guards.clock_times import clock_spans
from pipeline.guards.placeholders import Span, literal_spans
from pipeline.guards.rendering import figure
from pipeline.language.names import is_common
from pipeline.language.numbers import read_numbers

_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_WORDS = re.compile(rf"(?<![\w@#./-]){_WORD}(?![\w@]|\.\w)")
_LETTER = re.compile("[\u00aa-\u024f\u1e00-\u1eff]")
_STATE_PLATE = re.compile(
    r"\b(?:(?:ber)?pelat|(?:ber)?plat|(?:ber)?nopol|nomor|polisi)\s+[\"“']?(RI\s\d{1,2})(?!\w|[.,-]\d)", re.IGNORECASE
)
_EDGE = re.compile(r"[\s\"'“”‘’()/,.;:!?–—-]?").fullmatch
_SIGN = re.compile(r"[¥₩₹฿₱₫]\s?(?=\d)")


def copied_spans(source: str) -> list[Span]:
    """All that never passes through the model: addresses and the like, what it cannot spell, times such as "7 malam",
    and offices in brackets."""
    return [*literal_spans(source), *unspellable(source), *clock_spans(source), *bracketed_offices(source)]


def unspellable(source: str) -> list[Span]:
    """The names with letters such as "đ" or "ğ", each with the names beside it, amounts such as "¥300 juta", and
    plates such as "RI 1"."""
    plates = [Span(m.start(1), m.end(1), m[1]) for m in _STATE_PLATE.finditer(source)]
    return [*_names(source), *_amounts(source), *plates]


def _names(source: str) -> list[Span]:
    runs: list[list[re.Match[str]]] = [[]]
    for word in _WORDS.finditer(source):
        foreign = _LETTER.search(word[0]) is not None
        named = word[0][0].isupper() and (foreign or not is_common(word[0], "id"))
        if runs[-1] and not (named and source[runs[-1][-1].end() : word.start()] == " "):
            runs.append([])
        if named:
            runs[-1].append(word)
    foreign_runs = [run for run in runs if any(_LETTER.search(word[0]) for word in run)]
    spans = [(run[0].start(), run[-1].end()) for run in foreign_runs]
    # What touches a sign that no word touches is broken text ("KlÃ¶cker"), and is left to the model whole.
    whole = [(a, b) for a, b in spans if b - a > 1 and _EDGE(source[a - 1 : a]) and _EDGE(source[b : b + 1])]
    return [Span(a, b, source[a:b]) for a, b in whole]


def _amounts(source: str) -> list[Span]:
    numbers = {n.start: n for n in read_numbers(source, "id") if not n.code}
    found = []
    for sign in _SIGN.finditer(source):
        number = numbers.get(sign.end())
        if number is not None:
            found.append(Span(sign.start(), number.end, sign[0].strip() + figure(number)))
    return found
