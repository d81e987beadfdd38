"""Keeps a name that opens a sentence where the rest of the article shows that it is one: "Isyarata memperoleh ...".

A sentence is translated by itself. A word with a capital at its beginning may be any word, so the guards do not miss it
when the translator makes something of it ("The volunteers warned" for "Laksmi memperingatkan"). An article that writes
the word with a capital inside other sentences, and never small, has it for a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.core.records import Translation
from pipeline.guards.placeholders import Masked, Span, mask, restore
from pipeline.guards.severity import severity
from pipeline.language.dates import calendar_words
from pipeline.language.glossary import Glossary
from pipeline.language.names import is_common, read_names, same_word
from pipeline.language.rewordings import is_translated

LOST = "name-lost"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST = 4  # letters: shorter words are too easily another word


def names_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of names that an article writes inside its sentences, and never in small letters; those that English
    has a word for ("Jepang", "Kamis") are not among them.

    Args:
        texts: its sentences, Indonesian.
    """
    names: set[str] = set()
    small: set[str] = set()
    for text in texts:
        small.update(word for word in _WORD.findall(text) if word.islower())
        found = (name for name in read_names(text, "id") if name.kind == "name" and name.firm)
        names.update(word for name in found for word in name.words)
    return frozenset(w for w in names if len(w) >= _LEAST and w.lower() not in small and not _has_english(w))


def _has_english(word: str) -> bool:
    low = word.lower()
    return is_translated(low) or low in calendar_words("id") or word in Glossary.load().entries


def lost_openings(made: Mapping[str, Translation], names: frozenset[str]) -> dict[str, Masked]:
    """The texts that open with one of the names and whose translation lacks it, each with a code in its place; what
    somebody translated, which no engine scored, stands.

    Args:
        made: an article's translations by their text for the engine.
        names: of the article.
    """
    found = {}
    for text, translation in made.items():
        if translation.score is None:
            continue
        name = next(iter(read_names(text, "id")), None)
        if name is None or name.firm or len(name.words) != 1 or name.words[0] not in names:
            continue
        if any(c.isalpha() for c in text[: name.start]):  # "Menteri (Mendag)"
            continue
        words = _WORD.findall(translation.text)
        if not any(same_word(name.words[0], word) for word in words) and not _renders(name.words[0], words):
            found[text] = mask(text, [Span(name.start, name.end, name.text)])
    return found


def _renders(name: str, words: list[str]) -> bool:
    """Whether the translation has an English form of a name: a word with a capital and the same beginning, such as
    "Francis" for "Fransiskus"."""
    capitals = [word for word in words if word[0].isupper()]
    return any(word[:2].lower() == name[:2].lower() and not is_common(word, "en") for word in capitals)


def with_name(made: Translation, masked: Masked, again: Translation) -> Translation:
    """The translation of the text with the code, the name in its place; the first one, flagged, where the code is lost
    or the second says what misleads.

    Args:
        made: the first translation.
        masked: its text with a code in the place of the name.
        again: the translation of that.
    """
    text, lost = restore(masked, again.text)
    if lost or _grave(again) > _grave(made):
        return replace(made, flags=tuple(sorted({*made.flags, LOST})))
    return replace(again, text=text, source=made.source)


def _grave(made: Translation) -> int:
    """How many of its flags say that it misleads."""
    return sum(severity(flag) == "critical" for flag in made.flags)
