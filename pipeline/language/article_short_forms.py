"""Writes a short form out where its article gives it another meaning than the usual one.

"TPS" is a polling station, but not in an article that says "Tempat Pembuangan Sementara (TPS)". A sentence is
translated by itself, so what the article says once is put into every sentence that has the short form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.language.glossary import Glossary
from pipeline.language.idioms import written_out
from pipeline.language.names import is_common
from pipeline.language.person_initials import is_initials

_BRACKETED = re.compile(r"\(([A-Z]{2,8})\)")
_WORD = re.compile(r"[^\W\d_]+")
_REACH = 120  # characters before the bracket that its words may take
_SMALL = frozenset({"dan", "di", "untuk", "dari", "pada", "atas", "dalam"})  # words that have no letter in a short form
_ALIKE = 0.5  # share of its words from which on a meaning is taken for the usual one


def meanings(texts: Iterable[str]) -> dict[str, str]:
    """The short forms that an article gives a meaning other than the usual one, each with its words; those that it
    gives two are left out.

    Args:
        texts: the sentences of the article.
    """
    found: dict[str, set[str]] = {}
    for text in texts:
        for match in _BRACKETED.finditer(text):
            if words := _words_of(match[1], text[max(0, match.start() - _REACH) : match.start()]):
                found.setdefault(match[1], set()).add(words)
    single = {short: words for short, words in found.items() if len({w.casefold() for w in words}) == 1}
    return {short: _as_written(short, max(words)) for short, words in single.items() if _is_unusual(short, max(words))}


def with_meanings(text: str, known: dict[str, str]) -> str:
    """A sentence with the short forms that stand alone in their own words; one in brackets stays.

    Args:
        text: the sentence.
        known: what :func:`meanings` says of its article.
    """
    for short, words in known.items():
        pattern = rf"(?<![\w@#/.(-]){short}(?![\w/@-]|\.\w)"
        text = re.sub(pattern, lambda m, w=words: m[0] if is_initials(m.string, *m.span()) else w, text)  # type: ignore[misc]
    return text


def _words_of(short: str, before: str) -> str:
    """The words right before a bracket that begin with the letters of the short form in it, "" where they do not."""
    words = list(_WORD.finditer(before))
    letters, at = len(short), len(words)
    while letters and at:
        at -= 1
        if words[at][0][0].upper() == short[letters - 1]:
            letters -= 1
        elif words[at][0].lower() not in _SMALL:
            return ""
    if letters or not words or before[words[-1].end() :].strip("\"'” ") or not _joined(before[words[at].start() :]):
        return ""
    return before[words[at].start() : words[-1].end()]


def _joined(text: str) -> bool:
    """Whether nothing but spaces, hyphens and commas of a list stands between words."""
    return re.fullmatch(r"[\w\s,/\"'”-]+", text) is not None


def _usual(short: str) -> str:
    """The words of the lists for a short form, "" where they have none of its letters."""
    entry = Glossary.load().entries.get(short)
    return (entry.opened if entry else "") or _words_of(short, written_out(short))


def _as_written(short: str, words: str) -> str:
    """An article's words in small letters where the usual ones are: what is no name then is none now."""
    return words.lower() if _usual(short).islower() else words


def _is_unusual(short: str, words: str) -> bool:
    """Whether the lists know a short form, and by other words of its letters; English words are left to the senses."""
    own = {word.lower() for word in _WORD.findall(words)} - _SMALL
    known = {word.lower() for word in _WORD.findall(_usual(short))}
    english = all(is_common(word, "en") for word in own)
    return bool(known) and not english and len(own & known) < _ALIKE * len(own)
