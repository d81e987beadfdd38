"""Puts placeholders where text must be copied letter for letter, and puts the text back after translation.

A translation model writes names and addresses from memory, and what it never met comes out garbled; a short code such
as "Zx1" it copies. In 255 of 257 held-out news sentences with one name replaced by it, the embedded translator carried
the code over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.backends.base import Hypothesis

_CODES = ("Zx1", "Zx2", "Zx3", "Zx4", "Zx5", "Zx6", "Zx7", "Zx8", "Zx9")
_LETTERS = r"A-Za-z\u00AA-\u024F\u1E00-\u1EFF"  # Latin, with the accented letters that names carry
# What Indonesian news writes with, beside Latin letters: digits, punctuation, signs of currency and measure, spaces.
_USUAL = rf"\s\d{_LETTERS}!-/:-@\[-`{{-~¡-¿×÷–—‘’‚“”„•…‹›′″€£¥₹™−"
_DOMAINS = r"com|co\.id|go\.id|ac\.id|or\.id|sch\.id|desa\.id|id|org|net"
# The letters that Indonesian number plates begin with, by region.
_PLATES = "A[ABDEG]?|B[ABDEGHKLMNP]?|D[ABCDEGHKLMNPRSTW]?|E[ABD]?|F|G|H|K[BHTU]?|L|M|N|P[AB]?|R|S|T|W|Z"
# Words that an emoji completes: "dengan 🎉", "bendera 🇮🇩".
_LEADING = frozenset(
    """
    di ke dari dengan oleh untuk pada kepada dalam dan atau bendera emoji emotikon emoticon ikon simbol tanda logo
    """.split()  # noqa: SIM905  (a list of quoted words would hide them)
)
_LITERAL = re.compile(
    rf"""
    (?P<url>(?:https?://|www\.)[^\s<>"“”]*[^\s<>"“”.,;:!?)\]'’])
  | (?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
  | (?P<handle>(?<![\w@#/])[@\#][\w.]*\w)
  | (?P<path>(?<![\w@/.-])(?:[A-Za-z0-9-]+\.)+[a-z]{{2,6}}/[\w@./?=&%\#-]*[\w])
  | (?P<site>(?<![\w@/.-])(?:[a-z0-9-]+\.)+(?:{_DOMAINS})(?:/[\w./-]*\w)?(?![\w-]))
  | (?P<plate>(?<![\w-])(?:{_PLATES})\ \d{{1,4}}\ [A-Z]{{1,3}}(?![\w-]))
  | (?P<keycap>[\d\#*]\uFE0F?\u20E3)
  | (?P<power>(?<![\w.,])\d+(?:\^-?\d+|⁻?[⁰¹²³⁴-⁹]+)(?!\w))
  | (?P<script>[^{_USUAL}](?:[^{_USUAL}]|[ ](?=[^{_USUAL}]))*)
    """,
    re.VERBOSE,
)
# What any of these has: a text without it is not searched for them, as most sentences are.
_HINT = re.compile(rf"[@#^⁻⁰¹²³⁴-⁹]|://|www\.|\.[a-z]|[A-Z] \d|[^{_USUAL}]")


@dataclass(frozen=True, slots=True)
class Span:
    """``source[start:end]`` is to be written as ``text`` in the translation; ``optional``: it may also be left out."""

    start: int
    end: int
    text: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Masked:
    """A source with codes in place of spans, and what each code stands for."""

    text: str
    codes: tuple[tuple[str, Span], ...] = ()


def literal_spans(source: str) -> list[Span]:
    """The addresses, handles, hashtags, number plates, powers, and runs of other scripts and emoji of a sentence."""
    if not _HINT.search(source):
        return []
    return [Span(m.start(), m.end(), m.group(), m.lastgroup in ("script", "keycap")) for m in _LITERAL.finditer(source)]


def blanked(text: str) -> str:
    """A text with spaces in the place of what :func:`literal_spans` finds in it, so that places stay."""
    return _LITERAL.sub(lambda match: " " * len(match[0]), text) if _HINT.search(text) else text


def mask(source: str, spans: Iterable[Span]) -> Masked:
    """The source with a code in place of each span; spans that overlap an earlier one, and those beyond the ninth,
    stay as they are."""
    text, at, codes = "", 0, []
    free = [code for code in _CODES if code not in source]
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.start < at or not free:
            continue
        code = free.pop(0)
        before, after = source[at : span.start], source[span.end : span.end + 1]
        # A code that touched a letter or a digit would be part of a word, and lost with it.
        text += before + (" " if before[-1:].isalnum() else "") + code + (" " if after.isalnum() else "")
        at = span.end
        codes.append((code, span))
    return Masked(text + source[at:], tuple(codes))


def restore(masked: Masked, translation: str) -> tuple[str, int]:
    """The translation with every code replaced by what it stands for, and how many spans were lost: a code that the
    model dropped, changed or wrote twice."""
    lost = 0
    for code, span in masked.codes:
        pattern = re.compile(rf"(?<![A-Za-z0-9]){code}(?![0-9])", re.IGNORECASE)
        if len(pattern.findall(translation)) > 1:
            lost += 1
        elif not pattern.search(translation):
            lost += not span.optional
        if span.optional and not any(c.isalpha() for c in span.text):
            translation = _unbound(code, masked.text, translation)
        translation = pattern.sub(lambda m, s=span: _cased(s, m.string[: m.start()]), translation)  # type: ignore[misc]
    return re.sub(r"(?<=\w) +(?=[,.;:!?](?:\s|$))", "", translation), lost


def _unbound(code: str, source: str, translation: str) -> str:
    """The translation without the "of" or "'s" that made an owner of an emoji: "closed by ⛔ until six". Where a word
    of the source leads to it ("dengan 🎉", "emoji 😂") everything stays."""
    before = re.search(r"(\w+)[\s\"'“‘(]*$", source[: source.find(code)])
    if before is None or before[1].lower() in _LEADING:
        return translation
    owner = re.compile(rf"(?<![A-Za-z0-9]){code}['’]s\b", re.IGNORECASE)
    if owner.search(translation):
        return owner.sub(code, translation)
    return re.sub(
        rf"\b(?:of|by|to|with|from|for)\s+(?:the\s+)?(?={code}(?![0-9]))", "", translation, flags=re.IGNORECASE
    )


def _cased(span: Span, before: str) -> str:
    """Words that a translation begins with have a capital; addresses and other scripts stay as they are."""
    words = not span.optional and span.text.replace(" ", "").replace("-", "").isalpha()
    return span.text[:1].upper() + span.text[1:] if words and not before.strip(' "“‘(') else span.text


def translate_masked(
    sources: Sequence[str],
    spans: Sequence[Sequence[Span]],
    translate: Callable[[list[str]], list[list[Hypothesis]]],
    fits: Callable[[list[str]], list[bool]] = lambda texts: [True] * len(texts),
) -> list[list[Hypothesis]]:
    """Translate sentences with some spans copied: each candidate has its codes replaced, those that lost none first.

    Args:
        sources: the sentences.
        spans: what is copied of each.
        translate: the engine, from sentences to their candidates, best first.
        fits: whether the engine takes each text; a sentence that codes make too long is translated without them.
    """
    masked = [mask(source, wanted) for source, wanted in zip(sources, spans, strict=True)]
    coded = [i for i, m in enumerate(masked) if m.codes]
    for i, fit in zip(coded, fits([masked[i].text for i in coded]), strict=True):
        masked[i] = masked[i] if fit else Masked(sources[i])
    found = translate([m.text for m in masked])
    restored: list[list[Hypothesis]] = []
    for m, candidates in zip(masked, found, strict=True):
        if not m.codes:
            restored.append(candidates)
            continue
        pairs = [(candidate, *restore(m, candidate.text)) for candidate in candidates]
        pairs.sort(key=lambda pair: pair[2])  # stable: the engine's order among equals
        restored.append([candidate._replace(text=text) for candidate, text, _ in pairs])
    return restored
