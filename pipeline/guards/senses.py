"""Writes the English of words that have a meaning of their own in news: a lorry overturns, it does not capsize.

A translator gives such a word the English that it has most often, and takes standing phrases word for word ("with a
score of 2-1"). Where the words beside it tell what is meant, the list (``language/data/senses.tsv``) has the English
that takes the place of the other one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from pipeline.language.english_words import LETTERS

SENSES = Path(__file__).parents[1] / "language" / "data" / "senses.tsv"
_NONE = "-"
_FIRST = 5  # letters of a word by which the senses are looked up
_VOWEL = re.compile(r"(?!one|uni|use|eu)[aeiou]", re.IGNORECASE)


@dataclass(frozen=True)
class Sense:
    """A row of the list: where ``term`` stands with a word of ``near`` and none of ``unless``, each English of
    ``forms`` that misleads becomes the one beside it. Patterns are compiled when they are needed: a run meets few of
    the rows, and to compile them all takes most of a second."""

    row: tuple[str, str, str, str]

    @cached_property
    def term(self) -> re.Pattern[str]:
        return _words(self.row[0])

    @cached_property
    def forms(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        pairs = (form.split(">") for form in self.row[1].split(";"))
        return tuple((_english(wrong), right) for wrong, right in pairs)

    @cached_property
    def near(self) -> re.Pattern[str] | None:
        return _optional(self.row[2])

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return _optional(self.row[3])

    def fits(self, source: str) -> bool:
        """Whether a sentence has the words in this meaning."""
        if self.term.search(source) is None or (self.unless is not None and self.unless.search(source)):
            return False
        return self.near is None or self.near.search(source) is not None


def right_senses(source: str, translation: str) -> str:
    """The translation with words of news in the meaning that they have in its source.

    No more English words are changed than the source has words that they can stand for, so that those of another word
    ("mice and rats") stay.

    Args:
        source: Indonesian.
        translation: its English.
    """
    for sense in _fitting(source):
        said = len(sense.term.findall(source))
        right = sum(_count(text, translation) for text in {text for _, text in sense.forms})
        changed, count = _changed(sense, translation)
        if 0 < count <= said - min(right, said):
            translation = changed
    return translation


@lru_cache(maxsize=1024)
def _fitting(source: str) -> tuple[Sense, ...]:
    """The senses that a sentence has; kept, because each of its translations is held against them."""
    words = (word[0].lower() for word in LETTERS.finditer(source))
    firsts = {"", *(word[:n] for word in words for n in range(1, _FIRST + 1))}
    places = sorted({at for first in firsts for at in _by_first().get(first, ())})
    return tuple(sense for at in places if (sense := _senses()[at]).fits(source))


def _changed(sense: Sense, translation: str) -> tuple[str, int]:
    """The translation with every English of a sense that misleads changed, and how many were."""
    count = 0
    for pattern, instead in sense.forms:
        translation, changed = pattern.subn(lambda m, text=instead: _cased(m, text), translation)  # type: ignore[misc]
        translation = _with_articles(translation, instead) if changed else translation
        count += changed
    return translation, count


def _count(text: str, translation: str) -> int:
    """How often the right English stands in a translation; never for one that is put together from the wrong one."""
    plain = text.strip()
    if not plain or "\\" in plain:
        return 0
    return len(re.findall(rf"(?<![\w-]){re.escape(plain)}(?!\w)", translation, re.IGNORECASE))


def _cased(match: re.Match[str], instead: str) -> str:
    """The right English with the capitals that the wrong one has, in its first word or in each ("Pasar Induk")."""
    text = match.expand(instead) if "\\" in instead else instead
    words = match[0].split()
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))
    return text[:1].upper() + text[1:] if match[0][0].isupper() else text


def _with_articles(translation: str, instead: str) -> str:
    """The translation with "a" or "an" as the words that were put in sound."""
    plain = instead.strip()
    if not plain or "\\" in plain:
        return translation
    article = "an" if _VOWEL.match(plain) else "a"

    def right(match: re.Match[str]) -> str:
        return (article.capitalize() if match[1][0].isupper() else article) + match[2]

    return re.sub(rf"\b(an?|An?)( {re.escape(plain)}(?!\w))", right, translation)


@cache
def _senses() -> tuple[Sense, ...]:
    return tuple(Sense((term, forms, near, unless)) for term, forms, near, unless in _rows())


@cache
def _by_first() -> dict[str, list[int]]:
    """The places of the senses by the first letters of the words that their terms may begin with; "" for any."""
    found: dict[str, list[int]] = {}
    for at, (term, *_) in enumerate(_rows()):
        for first in sorted(_firsts(term)):
            found.setdefault(first, []).append(at)
    return found


def _firsts(pattern: str) -> set[str]:
    """The first letters of all words that a pattern may begin with, "" among them where they are not plain."""
    return set().union(*map(_starts, _choices(pattern)))


def _starts(part: str) -> set[str]:
    """The same of a pattern without a choice at its top."""
    if part.startswith("(?:"):
        inner = _closed(part)
        rest = part[len(inner) + 4 :]
        if rest[:1] == "?":
            return _firsts(inner) | _starts(rest[1:])
        return _firsts(inner) if rest[:1] not in tuple("*+{") else {""}
    word = match[0] if (match := LETTERS.match(part)) else ""
    if part[len(word) : len(word) + 1] in tuple("?*{"):
        word = word[:-1]
    return {word[:_FIRST].lower()}


def _closed(part: str) -> str:
    """What stands in the brackets that a pattern begins with."""
    return part[3 : _depths(part).index(0)]


def _choices(pattern: str) -> list[str]:
    """The parts of a pattern between which it chooses, brackets left whole."""
    bars = [at for at, depth in enumerate(_depths(pattern)) if pattern[at] == "|" and not depth]
    return [pattern[start + 1 : end] for start, end in pairwise([-1, *bars, len(pattern)])]


def _depths(pattern: str) -> list[int]:
    """How many brackets are open behind each character of a pattern."""
    plain = re.sub(r"\\.", "  ", pattern)  # what is escaped opens and closes nothing
    return list(accumulate((character == "(") - (character == ")") for character in plain))


def _rows() -> Iterator[list[str]]:
    for line in SENSES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _words(pattern: str) -> re.Pattern[str]:
    """Whole Indonesian words in any case, with what may be added to them."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?:nya|lah)?(?![\w-])", re.IGNORECASE)


def _optional(pattern: str) -> re.Pattern[str] | None:
    return None if pattern == _NONE else _words(pattern)


def _english(pattern: str) -> re.Pattern[str]:
    """Whole English words in any case; one that ends in a space leads to a word behind it."""
    end = "" if pattern.endswith(" ") or " (?=" in pattern else r"(?!\w)"
    return re.compile(rf"(?<![\w-])(?:{pattern}){end}", re.IGNORECASE)
