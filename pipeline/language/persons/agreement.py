"""Makes the pronouns of an English sentence agree with whom its Indonesian article means by them."""

from __future__ import annotations

import re

from pipeline.language.persons.antecedents import Meant
from pipeline.language.persons.english_pronouns import all_spoken, outside, pronouns, rewritten
from pipeline.language.persons.given_names import Gender


def agreeing(text: str, meant: Meant, within: bool = False) -> str:
    """An English sentence with the pronouns that its article makes plain; as it is where it does not.

    Args:
        text: the sentence.
        meant: whom the pronouns of its source mean.
        within: whether it begins within a quotation.
    """
    gender = agreed(text, meant, within)
    return text if gender is None else rewritten(text, outside(text, within).text, gender)


def agreed(text: str, meant: Meant, within: bool = False) -> Gender | None:
    """Whom all pronouns of an English sentence are for; None where it has none, and where that is not plain."""
    seen = outside(text, within)
    found = pronouns(seen.text)
    if not found or not seen.sure:
        return None
    if all_spoken(seen.text):
        return meant.speaker
    if meant.all is not None:
        return meant.all if meant.most < 0 or len(found) <= meant.most else None
    own, others = (_place(words, seen.text) for words in meant.names)
    return meant.first if 0 <= own < found[0].start() and found[-1].end() < others else None


def _place(names: frozenset[str], text: str) -> int:
    """Where a text has the first of some names; -1 for nowhere."""
    return min((m.start() for m in re.finditer(r"[^\W\d_]+", text) if m[0] in names), default=-1)


def has_pronouns(text: str) -> bool:
    """Whether an English text has pronouns that tell a woman from a man."""
    return bool(pronouns(text))
