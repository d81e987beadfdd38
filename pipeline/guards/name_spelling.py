"""Gives names the source's spelling where a translation has them misspelt.

A small translator writes a long name from its pieces and drops, doubles or invents one: "Situbodo" for "Situbondo",
"Widjajaja" for "Widjaja", "Adang Dardeun" for "Adang Darajatun". Names are copied, so the source's own spelling is
right, unless English has a form of its own ("Belgia", "Belgium"): pairs of a word and its like in training pairs
(``data/name_forms.tsv.gz``) are left alone.
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from pipeline.language.dates import calendar_words
from pipeline.language.glossary import Glossary
from pipeline.language.names import edit_distance, is_common, read_names

FORMS = Path(__file__).parents[1] / "language" / "data" / "name_forms.tsv.gz"  # made by eval/benchmarks/name_forms.py
SHORTEST, LONG, LONGEST = 4, 6, 40  # letters; from LONG on two letters may be wrong, below it one
_WORD = re.compile(r"[^\W\d_]+")


def source_spelling(source: str, translation: str, glossary: Glossary) -> str:
    """The translation with misspelt names as the source writes them.

    A word with a capital that is neither in the source nor English is taken for a name of the source that the
    translation lacks, if exactly one of them begins with the same letter and differs from it by a letter or two, or
    stands beside the same other name. A name of the source in small letters gets its capital.

    Args:
        source: Indonesian.
        translation: its English.
        glossary: names within its terms have an English form.
    """
    words = _WORD.findall(source)
    written, there = set(words), {word.casefold() for word in words}
    found = _WORD.findall(translation)
    unknown = {word for word in found if _may_be_misspelt(word) and word.casefold() not in there}
    small = {word for word in (there - written).intersection(found) if len(word) >= SHORTEST}
    if not unknown and not small:
        return translation
    names = _lacking(source, found, words, glossary)
    right = {name.casefold(): name for name in names if name.casefold() in small and not is_common(name, "en")}
    right |= {wrong: like[0] for wrong in unknown if len(like := [n for n in names if is_misspelling(n, wrong)]) == 1}
    right |= {wrong: name for wrong, name in _beside(found, words, names) if wrong in unknown - right.keys()}
    return _WORD.sub(lambda m: right.get(m[0], m[0]), translation) if right else translation


def _beside(found: list[str], words: list[str], names: list[str]) -> Iterator[tuple[str, str]]:
    """(word of the translation, name) for a name that stands in the source beside a word with a capital which the
    translation has, too, with a word there that begins with the same letter."""
    wanted, places = set(names), {word: at for at, word in reversed(list(enumerate(found)))}  # the first place of each
    for before, after in pairwise(words):
        for other, name, step in ((before, after, 1), (after, before, -1)):
            if name not in wanted or not other[0].isupper() or other not in places:
                continue
            at = places[other] + step
            if (
                0 <= at < len(found)
                and found[at][0] == name[0]
                and (name.casefold(), found[at].casefold()) not in _forms()
            ):
                yield found[at], name


def _may_be_misspelt(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word[0].isupper() and not is_common(word, "en")


def _lacking(source: str, found: list[str], words: list[str], glossary: Glossary) -> list[str]:
    """The words of the source's names that are found in the translation less often than in the source."""
    terms = glossary.terms_in(source)
    names = [
        word
        for name in read_names(source, "id")
        if name.firm and not any(t.start < name.end and name.start < t.end for t in terms)
        for part in name.words
        for word in _WORD.findall(part)
    ]
    dates = calendar_words("id")  # which English writes in words of its own
    named = [n for n in dict.fromkeys(names) if len(n) >= SHORTEST and n.casefold() not in dates]
    there, here = Counter(words), Counter(found)
    return [n for n in named if here[n] < there[n]]


def is_misspelling(name: str, word: str) -> bool:
    """Whether a word is a name of the source with a letter or two wrong, and no English form of it."""
    a, b = name.casefold(), word.casefold()
    wrong = 1 if min(len(a), len(b)) < LONG else 2
    return a[0] == b[0] and 0 < edit_distance(a, b, wrong) <= wrong and (a, b) not in _forms()


@cache
def _forms() -> frozenset[tuple[str, str]]:
    """Words and their English forms that are as like as a misspelling, in small letters."""
    rows = (line.split("\t") for line in gzip.decompress(FORMS.read_bytes()).decode().splitlines())
    return frozenset((word, form) for word, form in rows)
