"""Finds the names of people, places and organisations, and acronyms, by their capitals.

A name is a run of capitalised words that are not common words of the language (``data/common-*.txt``) nor titles
(``data/titles.txt``): of "Perdana Menteri Stephen Harper" the name is "Stephen Harper", because the rest is to be
translated, not carried over. A lone capitalised word that opens a sentence is a name only if it does not look like
an Indonesian verb or noun with its affixes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pipeline.language.numbers import Language, opens_sentence
from pipeline.language.quick_checks import mostly_small

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"\b[A-Z][a-z]{0,2}\.(?=\s[A-Z])|[^\W\d_]+(?:['’][^\W\d_]+)*")
_JOINING = "bin|binti|al|el|de|der|den|la|le|van|von|da|dos|del|du|ibn"  # not "di": in Indonesian it means "in"
_LINK = re.compile(rf"\s+(?:{_JOINING})\s+|[ \t]+|-|\s?\.\s?")
_AFFIXED = re.compile(
    r"(?:me[nmlrwy]|meng|meny|ber|ter|per|pen|pem|peng|se|ke|di)[a-z]{4,}|[a-z]{3,}(?:nya|kan|lah|kah|pun|an)"
)
_BLEND = re.compile(  # offices and decrees in short, which English spells out: "Kemendagri", "Kapolresta"
    r"(?:kemen|waka|wa)?(?:kapol|mapol|polres|polsek|polda)[a-z]*|(?:kemen|kasat|satres|kanit|kasub|kabid|permen|kepmen|wamen|disper|ditres)[a-z]{2,}"
)
_ABSTRACT = re.compile(
    r"(?:pe|ke)[a-z]{4,}an|[a-z]{4,}(?:isasi|ologi|iasi)"
)  # "Perhimpunan", "Kekaisaran": never names of their own
_SPEAKS = re.compile(
    r"\s+(?:juga\s+)?(?:meng?ata|menyata|menambah|menjelas|mengaku|menyebut|menilai|menega|mengung|menutur|berharap)"
)
_TAIL = re.compile(r"['’].*$")
_CLITIC = re.compile(r"(?:['’]s|['’]|-?nya|-?lah|-?pun)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``text[start:end]``. ``words`` are its parts without titles; ``firm`` is False when it may be an
    ordinary word (a lone capital at the start of a sentence)."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    kind: Literal["name", "acronym"]
    firm: bool = True


def read_names(text: str, language: Language) -> list[Name]:
    """The names and acronyms of a text, in order."""
    return list(_names_of(text, language))


@lru_cache(maxsize=2048)
def _names_of(text: str, language: Language) -> tuple[Name, ...]:
    """The names, kept: facts, speakers and introductions of an article are each read from the same sentences."""
    found: list[Name] = []
    run: list[re.Match[str]] = []
    shouting = _shouts(text)
    for match in [] if shouting else _WORD.finditer(text):
        word = match.group()
        if not run and word.islower():  # as most words
            continue
        if run and not _LINK.fullmatch(text, run[-1].end(), match.start()):
            found += _close(run, text, language)
            run = []
        if _is_acronym(word):
            found += _close(run, text, language)
            run = []
            found.append(Name(match.start(), match.end(), word, (word,), "acronym"))
        elif word[0].isupper():
            run.append(match)
        elif run and not (word in _LINKERS and text[match.end() : match.end() + 2].strip()[:1].isupper()):
            found += _close(run, text, language)
            run = []
    found += _close(run, text, language)
    return tuple(sorted(found, key=lambda n: n.start))


def same_word(one: str, other: str) -> bool:
    """Whether two spellings are one name: equal without accents and clitics, or a letter or two apart when long."""
    a, b = fold(one), fold(other)
    if a == b:
        return True
    if min(len(a), len(b)) < 4:
        return False
    return a[0] == b[0] and edit_distance(a, b, 2) <= (1 if max(len(a), len(b)) < 8 else 2)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word in small letters without accents, possessive endings and dots."""
    if word.isascii():
        return _without_clitic(word).rstrip(".").lower()
    plain = unicodedata.normalize("NFKD", _without_clitic(word).rstrip("."))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'")


def is_common(word: str, language: Language) -> bool:
    """Whether a word is an ordinary word of the language."""
    return word.lower() in common_words(language)


def is_title(word: str) -> bool:
    """Whether a word stands with names and is translated or left out, not carried over."""
    return word.lower() in _titles()


_LINKERS = frozenset(_JOINING.split("|"))


@cache
def common_words(language: Language) -> frozenset[str]:
    """The words that news text of the language also writes with a small letter."""
    lines = (_DATA / f"common-{language}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for w in lines if w and not w.startswith("#"))


@cache
def _titles() -> frozenset[str]:
    lines = (_DATA / "titles.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.lower().split())


def _shouts(text: str) -> bool:
    """A heading in capitals tells nothing about names."""
    if mostly_small(text):
        return False
    letters = list(filter(str.isalpha, text))
    return len(letters) > 12 and sum(map(str.isupper, letters)) > 0.6 * len(letters)


def _is_acronym(word: str) -> bool:
    if word[1:].islower():  # at most one capital, as nearly all words have
        return False
    bare = _TAIL.sub("", word).rstrip(".").removesuffix("s")
    return len(bare) >= 2 and sum(map(str.isupper, bare)) >= 2 and (bare[:2].isupper() or bare.isupper())


def _close(run: list[re.Match[str]], text: str, language: Language) -> list[Name]:
    """The names of a run of capitalised words: what is left of it without titles and common words."""
    found: list[Name] = []
    part: list[re.Match[str]] = []
    for match in [*run, None]:
        if match is not None and _is_name_word(match, text, language):
            part.append(match)
            continue
        if part:
            last = part[-1].group()
            start, end = part[0].start(), part[-1].end() - len(last) + len(_without_clitic(last))
            words = tuple(_without_clitic(m.group()) for m in part)
            alone = len(part) == len(run) == 1 and opens_sentence(text, start)
            firm = not alone or (language == "id" and bool(_SPEAKS.match(text, end)))
            found.append(Name(start, end, text[start:end], words, "name", firm))
            part = []
    return found


def _is_name_word(match: re.Match[str], text: str, language: Language) -> bool:
    named, affixed = _as_name(match.group(), language)
    return named and not (affixed and opens_sentence(text, match.start()))


@lru_cache(maxsize=16384)
def _as_name(word: str, language: Language) -> tuple[bool, bool]:
    """Whether a word with a capital may be a name, and whether it may also be an ordinary one with affixes."""
    word = word.lower().rstrip(".")
    if len(word) < 2 or word in _titles() or is_common(_without_clitic(word), language):
        return False, False
    if language == "en":
        return True, False
    abstract = _ABSTRACT.fullmatch(word) or _BLEND.fullmatch(word)
    return not abstract, _AFFIXED.fullmatch(word) is not None


@lru_cache(maxsize=16384)
def _without_clitic(word: str) -> str:
    return _CLITIC.sub("", word)


def edit_distance(a: str, b: str, limit: int) -> int:
    """Edit distance (with swaps of neighbours), or ``limit + 1`` when it is larger."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
