"""Reads what the figures of a sentence count, so that two figures are compared only where they count the same thing.

A figure's *subject* is the noun behind it ("rumah" of "224 rumah rusak"), with its measure; its *setting* are the other
content words of the same clause, up to the next figure. Both are stems of the sentence and of its translation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipeline.language.fact import Fact
from pipeline.language.facts import extract
from pipeline.language.lexicon import english_stem
from pipeline.language.numbers import Language
from pipeline.stages.profile.terms import stem, terms

BESIDE = 2
COUNTED = ("number", "amount", "percent")
_BREAK = re.compile(
    r"[,;:()\"“”–]|\s-\s|\.\s|\b(?:dan|sedangkan|sementara|serta|tetapi|namun|and|while|but|whereas)\b", re.I
)
# Words beside a figure that make it a part, a bound or a guess: it can then stand beside another figure.
_PARTIAL = re.compile(
    r"\b(?:per|tiap|setiap|masing|termasuk|antara|antaranya|lainnya|lain|rata|dari total|sisanya|each|every|another|"
    r"including|of which|average|further|additional|more|lagi|tambahan|ke|menjadi|naik|turun|meningkat|bertambah|"
    r"rose|fell)\b",
    re.I,
)
_AT_LEAST = re.compile(
    r"\b(?:lebih dari|sedikitnya|setidaknya|minimal|paling sedikit|more than|at least|over)\s*(?:\w+\s*)?$", re.I
)
_AT_MOST = re.compile(
    r"\b(?:hampir|kurang dari|maksimal|paling banyak|nearly|almost|less than|up to)\s*(?:\w+\s*)?$", re.I
)
_ABOUT = re.compile(r"\b(?:sekitar|kira-kira|kurang lebih|kisaran|about|around|some|roughly)\s*(?:\w+\s*)?$", re.I)
_NEAR = Decimal("0.1")  # how far from the truth "about" may be
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a sentence: its value, its text, what it counts, and how firmly it is given. ``beside`` are the two
    content words next to it (behind its noun, or before a sum of money), ``where`` the names behind it in its clause,
    ``names`` those of the whole sentence."""

    value: Decimal
    text: str
    measure: str
    subject: frozenset[str]
    setting: frozenset[str]
    beside: frozenset[str]
    where: frozenset[str]
    names: frozenset[str]
    bound: str  # "", "least", "most" or "about"
    partial: bool


def figures(sentence: str, language: Language) -> list[Figure]:
    """The figures of a sentence that count something."""
    facts = extract(sentence, language)
    counted = [f for f in facts if f.kind in COUNTED and f.firm]
    return [figure for fact in counted if (figure := _figure(fact, facts, sentence, language)) is not None]


def _figure(fact: Fact, facts: Sequence[Fact], sentence: str, language: Language) -> Figure | None:
    try:
        value = Decimal(fact.parts[0][1][0])
    except (InvalidOperation, IndexError):  # a code
        return None
    begin, end = fact.span
    others = [f.span for f in facts if f.kind in (*COUNTED, "date", "time", "ordinal") and f.span != fact.span]
    left = max([0, *(e for _, e in others if e <= begin), *(m.end() for m in _BREAK.finditer(sentence, 0, begin))])
    right = min([len(sentence), *(b for b, _ in others if b >= end), *_breaks_after(sentence, end)])
    before, after = sentence[left:begin], sentence[end:right]
    subject = _WORD.search(after)
    noun = _stem(subject.group(), language) if subject and not subject.group()[0].isupper() else ""
    ahead, behind = _content(before, language), _content(after, language)
    told = [word for word in behind if word != noun][:BESIDE] if noun else ahead[-BESIDE:]
    return Figure(
        value=value,
        text=sentence[begin:end],
        measure=fact.measure,
        subject=frozenset({noun} - {""}),
        setting=frozenset((*ahead, *behind)) - {noun},
        beside=frozenset(told),
        where=frozenset(t for t, named in terms("x " + after) if named),
        names=frozenset(t for t, named in terms(sentence) if named),
        bound=_bound(before),
        partial=bool(_PARTIAL.search(before) or _PARTIAL.search(after[:24])),
    )


def _breaks_after(sentence: str, end: int) -> list[int]:
    return [m.start() for m in _BREAK.finditer(sentence, end)][:1]


def _content(text: str, language: Language) -> list[str]:
    """The stems of a part of a sentence, names and figures left out."""
    return [_stem(t, language) for t, named in terms("x " + text) if not named and not t[0].isdigit()]


def _stem(word: str, language: Language) -> str:
    return stem(word.lower()) if language == "id" else english_stem(word.lower())


def _bound(before: str) -> str:
    for pattern, name in ((_AT_LEAST, "least"), (_AT_MOST, "most"), (_ABOUT, "about")):
        if pattern.search(before):
            return name
    return ""


def agree(one: Figure, other: Figure) -> bool:
    """Whether two figures can both be right: equal, one a rounding of the other, or a bound that it keeps."""
    if one.value == other.value:
        return True
    small, large = sorted((one, other), key=lambda f: f.value)
    if small.bound == "least" or large.bound == "most":
        return True
    if "about" in (small.bound, large.bound) and large.value - small.value <= _NEAR * large.value:
        return True
    return _rounds(one.value, other.value) or _rounds(other.value, one.value)


def _rounds(rough: Decimal, exact: Decimal) -> bool:
    """Whether a figure that ends in zeros, or has fewer decimals, is another one rounded or cut."""
    exponent = int(rough.normalize().as_tuple().exponent)
    unit = Decimal(1).scaleb(exponent)
    if exponent <= int(exact.normalize().as_tuple().exponent):
        return False
    return abs(rough - exact) < unit and (unit >= 100 or exponent < 0)
