"""Finds words in a translation that do not exist, and writes those right that are plainly misspelt.

A small translator spells rare words from pieces and drops, doubles or invents one: "cholestero", "basililica",
"Hother". Such a word stands neither in English nor in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase

from pipeline.language.english_words import LETTERS, english_words, is_english
from pipeline.language.glossary import Glossary
from pipeline.language.lexicon import english_stem, short_stem, without_clitic
from pipeline.language.names import edit_distance, is_common
from pipeline.language.rewordings import is_kept, is_translated, translations

_LONG = 6  # letters from which on a word may take an English word's spelling, and two letters of the source's be wrong
_SHORTEST, _LONGEST = 4, 40  # letters of a misspelt word that copies one of the source; of any that is looked at
_MOST = 10  # misspelt words of a sentence: with more of them, nothing is plain
_WHOLE = re.compile(rf"(?<!\]){LETTERS.pattern}")  # not what is left of a word behind a letter in brackets, "[w]hile"
_DOUBLED = re.compile(r"(\w{2,3})\1")
_ENDINGS = (
    "s",
    "es",
    "n",
    "ns",
    "an",
    "ans",
    "ian",
    "ians",
    "i",
    "is",
    "ese",
)  # of plurals, and of peoples: "Surabayans"
# Pairs of spellings of one sound in the two languages, in this order.
_SOUNDS = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("(?:ics|ika)$", "ik"),
        ("(?:ity|itas)$", "it"),
        ("isme?$", "ism"),
        ("ologist$", "olog"),
        ("(?<=[^s])s$", ""),
        ("ch|ck|q", "k"),
        ("gh", "g"),
        ("ph|v", "f"),
        ("th", "t"),
        ("rh", "r"),
        ("x", "ks"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("z", "s"),
        ("y", "i"),
        ("ae|oe", "e"),
        ("(?:ti|si)on$", "si"),
        ("ti(?=[ao])", "si"),
        (r"(\w)\1", r"\1"),
        ("(?:el|le)$", "l"),
        ("[ae]$", ""),
    )
]


def non_words(source: str, translation: str, glossary: Glossary) -> list[str]:
    """The words of a translation that are neither English nor of the source nor of a term's English. What sounds as a
    word of the source does is taken for its English form: "nephrology" for "nefrologi".

    Args:
        source: Indonesian.
        translation: its English.
        glossary: the terms in force.
    """
    found = _unknown(source, translation, glossary)
    sounds = _sounds(source) if found else frozenset()
    return [word for word in found if _sound(word.lower()) not in sounds]


def _unknown(source: str, translation: str, glossary: Glossary) -> list[str]:
    """The words of a translation that stand in none of the lists of words and not in the source."""
    found = [word for word in dict.fromkeys(_WHOLE.findall(translation)) if not is_english(word)]
    if not found:
        return []
    known = {word.lower() for word in LETTERS.findall(source)}
    known |= {word.lower() for t in glossary.terms_in(source) for e in t.entry.english for word in LETTERS.findall(e)}
    return [w for w in found if known.isdisjoint(_without_endings(w.lower()))]


def _without_endings(word: str) -> Iterator[str]:
    yield word
    yield from (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))


def right_spelling(source: str, translation: str, glossary: Glossary) -> str:
    """The translation with words that do not exist in the spelling that is plainly meant: the one English word that
    differs by a letter and translates a word of the source or sounds as one does, or else a word of the source.

    Args:
        source: Indonesian.
        translation: its English.
        glossary: the terms in force.
    """
    wrong = [word for word in _unknown(source, translation, glossary) if len(word) <= _LONGEST]
    if not wrong or len(wrong) > _MOST:
        return translation
    meant, sounds = translations(source), _sounds(source)
    right = {w: instead for w in wrong if (instead := _of_english(w, meant, sounds))}
    right |= {
        w: instead
        for w in wrong
        if w not in right and _sound(w.lower()) not in sounds and (instead := _of_source(w, source))
    }
    return LETTERS.sub(lambda m: right.get(m[0], m[0]), translation) if right else translation


def _of_english(word: str, meant: frozenset[str], sounds: frozenset[str]) -> str:
    """The only English word that differs from a misspelt one by a letter or a doubled syllable and that sounds as a
    word of the source does or is a common one that translates it; "" where there is none or more."""
    low = word.lower()
    if len(low) < _LONG:
        return ""
    near = {w for w in (*_one_letter_off(low), *_halved(low)) if len(w) >= _LONG - 1 and w in english_words()}
    fitting = {w for w in near if _sound(w) in sounds or (is_common(w, "en") and short_stem(english_stem(w)) in meant)}
    if len(fitting) != 1:
        return ""
    found = fitting.pop()
    return found.capitalize() if word[0].isupper() else found


def _of_source(word: str, source: str) -> str:
    """The word of the source that a misspelt one copies: a name, or one that English keeps or nothing translates."""
    low = word.lower()
    near = {}
    for match in LETTERS.finditer(source):
        other = match[0].lower()
        far = 2 if min(len(low), len(other)) >= _LONG and low[0] == other[0] else 1
        named = match[0][0].isupper() and match.start() > 0
        copied = named or is_kept(other) or not (is_common(other, "id") or is_translated(other))
        if copied and len(low) >= _SHORTEST and edit_distance(low, other, far) <= far:
            near[other] = match[0]
    if len(near) != 1:
        return ""
    found = next(iter(near.values()))
    return found[0].upper() + found[1:] if word[0].isupper() else found


def _sounds(source: str) -> frozenset[str]:
    """How the longer words of a source sound, with and without what may be added to them."""
    words = {word.lower() for word in LETTERS.findall(source) if _LONG - 1 <= len(word) <= _LONGEST}
    return frozenset(_sound(form) for word in words for form in (word, without_clitic(word)))


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    """A word as both languages would sound it, so that cognates look alike: "tryptophan" and "triptofan"."""
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


def _one_letter_off(word: str) -> Iterator[str]:
    """All strings that differ from a word by one letter more, less or other, or by two that changed places."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in ascii_lowercase)


def _halved(word: str) -> Iterator[str]:
    """A word with a doubled syllable said once."""
    for match in _DOUBLED.finditer(word):
        yield word[: match.start()] + word[match.end() - len(match[1]) :]
