"""Gives names the source's spelling where a translation has them with a letter or two wrong.

A small translator writes a long name from its pieces and drops or doubles one: "Situbodo" for "Situbondo",
"Widjajaja" for "Widjaja". Names are copied, so the source's own spelling is right, unless English has a form of its
own ("Belgia", "Belgium"): pairs of a word and its like in training pairs (``data/name_forms.tsv.gz``) are left alone.
"""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path

from pipeline.language.glossary import Glossary
from pipeline.language.names import edit_distance, is_common, read_names

FORMS = Path(__file__).parents[1] / "language" / "data" / "name_forms.tsv.gz"  # made by eval/benchmarks/name_forms.py
SHORTEST, LONG, LONGEST = 4, 6, 40  # letters; from LONG on two letters may be wrong, below it one
_WORD = re.compile(r"[^\W\d_]+")


def source_spelling(source: str, translation: str, glossary: Glossary) -> str:
    """The translation with misspelt names as the source writes them.

    A word with a capital that is neither in the source nor English is taken for a name of the source that the
    translation lacks, if exactly one of them begins with the same letter and differs from it by a letter or two.

    Args:
        source: Indonesian.
        translation: its English.
        glossary: names within its terms have an English form.
    """
    words = _WORD.findall(source)
    there = {word.casefold() for word in words}
    unknown = {word for word in _WORD.findall(translation) if _may_be_misspelt(word) and word.casefold() not in there}
    if not unknown:
        return translation
    names = _lacking(source, translation, words, glossary)
    right = {wrong: like[0] for wrong in unknown if len(like := [n for n in names if is_misspelling(n, wrong)]) == 1}
    return _WORD.sub(lambda m: right.get(m[0], m[0]), translation) if right else translation


def _may_be_misspelt(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word[0].isupper() and not is_common(word, "en")


def _lacking(source: str, translation: str, words: list[str], glossary: Glossary) -> list[str]:
    """The words of the source's names that stand in the translation less often than in the source."""
    found, terms = _WORD.findall(translation), glossary.terms_in(source)
    names = [
        word
        for name in read_names(source, "id")
        if name.firm and not any(t.start < name.end and name.start < t.end for t in terms)
        for part in name.words
        for word in _WORD.findall(part)
    ]
    return [n for n in dict.fromkeys(names) if len(n) >= SHORTEST and found.count(n) < words.count(n)]


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
