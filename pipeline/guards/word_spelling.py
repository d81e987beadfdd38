"""Finds words in a translation that do not exist, and writes those right that are plainly misspelt.

A small translator spells rare words from pieces and drops, doubles or invents one: "cholestero", "basililica",
"Hother". Such a word stands neither in English nor in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase

from pipeline.language.english_words import LETTERS, english_words, is_english
from pipeline.language.glossary import Glossary
from pipeline.language.lexicon import english_stem, short_stem
from pipeline.language.names import edit_distance, is_common
from pipeline.language.rewordings import LIGHT, is_kept, is_translated, may_say

_LONG = 6  # letters from which on a word may take an English word's spelling, and two letters of the source's be wrong
_WHOLE = re.compile(rf"(?<!\]){LETTERS.pattern}")  # not what is left of a word behind a letter in brackets, "[w]hile"
_DOUBLED = re.compile(r"(\w{2,3})\1")
_PLURALS = ("s", "es")
_SHORTEST = 4  # letters of a misspelt word that copies one of the source
_EVERY = 5  # letters of a cognate, one of which may be another
_SOUNDS = [
    (re.compile(pattern), instead)
    for pattern, instead in (
        ("ch|ck|q", "k"),
        ("ph|v", "f"),
        ("th", "t"),
        ("rh", "r"),
        ("x", "ks"),
        ("c(?=[eiy])", "s"),
        ("c", "k"),
        ("z", "s"),
        ("y", "i"),
        ("ae|oe", "e"),
        ("(?:ti|si)on", "si"),
        (r"(\w)\1", r"\1"),
        ("e$", ""),
    )
]


def non_words(source: str, translation: str, glossary: Glossary) -> list[str]:
    """The words of a translation that are neither English nor of the source nor of a term's English.

    Args:
        source: Indonesian.
        translation: its English.
        glossary: the terms in force.
    """
    found = [word for word in dict.fromkeys(_WHOLE.findall(translation)) if not is_english(word)]
    if not found:
        return []
    known = {word.lower() for word in LETTERS.findall(source)}
    known |= {word.lower() for t in glossary.terms_in(source) for e in t.entry.english for word in LETTERS.findall(e)}
    return [word for word in found if not any(form in known for form in _singular(word.lower()))]


def _singular(word: str) -> Iterator[str]:
    yield word
    yield from (word.removesuffix(ending) for ending in _PLURALS if word.endswith(ending))


def right_spelling(source: str, translation: str, glossary: Glossary) -> str:
    """The translation with words that do not exist in the spelling that is plainly meant: the one English word that
    differs by a letter and translates a word of the source or is its cognate, or else a word of the source.

    Args:
        source: Indonesian.
        translation: its English.
        glossary: the terms in force.
    """
    wrong = non_words(source, translation, glossary)
    if not wrong:
        return translation
    right = {word: meant for word in wrong if (meant := _of_english(word, source) or _of_source(word, source))}
    return LETTERS.sub(lambda m: right.get(m[0], m[0]), translation) if right else translation


def _of_english(word: str, source: str) -> str:
    """The only English word that differs from a misspelt one by a letter or a doubled syllable and that translates a
    word of the source or is the cognate of one; "" where there is none or more."""
    low = word.lower()
    if len(low) < _LONG:
        return ""
    like = {
        w
        for w in (*_one_letter_off(low), *_halved(low))
        if len(w) >= _LONG - 1 and w in english_words() and w not in LIGHT
    }
    meant, sounds = may_say(source), {_sound(w.lower()) for w in LETTERS.findall(source) if len(w) >= _LONG - 1}
    fitting = {w for w in like if short_stem(english_stem(w)) in meant or _is_cognate(_sound(w), sounds)}
    return _cased(fitting.pop(), word) if len(fitting) == 1 else ""


def _of_source(word: str, source: str) -> str:
    """The word of the source that a misspelt one copies: a name, or one that English keeps or nothing translates. A
    word that sounds the same is no copy with an error but its English form."""
    low = word.lower()
    like = set()
    for other in LETTERS.findall(source):
        theirs = other.lower()
        far = 2 if min(len(low), len(theirs)) >= _LONG and low[0] == theirs[0] else 1
        copied = other[0].isupper() or is_kept(theirs) or not (is_common(other, "id") or is_translated(theirs))
        near = copied and len(low) >= _SHORTEST and edit_distance(low, theirs, far) <= far
        if near and _sound(low) != _sound(theirs):
            like.add(theirs)
    return _cased(like.pop(), word) if len(like) == 1 else ""


def _sound(word: str) -> str:
    """A word as both languages would sound it, so that cognates look alike: "tryptophan" and "triptofan"."""
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


def _is_cognate(sound: str, sounds: set[str]) -> bool:
    far = len(sound) // _EVERY
    return any(edit_distance(sound, other, far) <= far for other in sounds)


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


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[0].isupper() else word
