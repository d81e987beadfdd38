"""Tells which English words a reworded translation of an Indonesian sentence may use.

``data/rewordings.tsv.gz`` lists Indonesian words with the English stems that translate them anywhere in the training
pairs, seldom ones as well; it is wider than the lexicon, which is made to tell that a word is missing. It is made by
``eval/benchmarks/rewordings.py`` and holds words and no text.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from pathlib import Path

from pipeline.language.lexicon import content_words, english_stem, lexicon, lookup, short_stem, without_clitic

REWORDINGS = Path(__file__).parent / "data" / "rewordings.tsv.gz"
# Words that carry no news of their own, in any form: an editor may use them to join and shorten.
LIGHT = """
    say said tell told add state note explain reveal report announce according statement
    make made take took taken give gave given get got come came go went become became keep kept put set hold held
    begin began start continue remain stay occur happen include including involve use used
    via within across among toward along then also still already again another other others several some such
    there here who whom whose which what when where how
    """.split()  # noqa: SIM905


@lru_cache(maxsize=256)
def may_say(sentence: str) -> frozenset[str]:
    """The stems of the English words that translate a word of an Indonesian sentence or are light, as
    :func:`~pipeline.language.lexicon.short_stem` cuts them."""
    return translations(sentence) | _light()


@lru_cache(maxsize=256)
def translations(sentence: str) -> frozenset[str]:
    """The stems of the English words that translate a word of an Indonesian sentence, light ones aside."""
    found: set[str] = set()
    for word, _ in content_words(sentence):
        if entry := lookup(word, lexicon()):
            found |= entry.stems
        found |= stems(word)
    return frozenset(found - _light())


def stems(word: str) -> frozenset[str]:
    """The stems of the English words that translate a word, in small letters, in the pairs."""
    forms = {word, without_clitic(word), *word.split("-")}
    return frozenset().union(*(_table().get(form, frozenset()) for form in forms))


def is_translated(word: str) -> bool:
    """Whether a word, in small letters, has an English translation of its own in the pairs or the lexicon."""
    return word in _table() or word in lexicon()


def is_kept(word: str) -> bool:
    """Whether English keeps an Indonesian word, in small letters, as it is: "gamelan"."""
    return short_stem(english_stem(word)) in _table().get(word, frozenset())


def is_english_stem(stem: str) -> bool:
    """Whether a stem, cut as :func:`may_say` cuts them, is one of an English word in the pairs or the lexicon."""
    return stem in _english()


@cache
def _english() -> frozenset[str]:
    lists = [*_table().values(), *(entry.stems for entry in lexicon().values())]
    return frozenset().union(*lists) | _light()


@cache
def _light() -> frozenset[str]:
    return frozenset(short_stem(english_stem(word)) for word in LIGHT)


@cache
def _table() -> dict[str, frozenset[str]]:
    with gzip.open(REWORDINGS, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        return {word: frozenset(stems.split()) for word, stems in rows}
