"""Says "seorang" in a headline that means one person, where the article does: Indonesian nouns have no number.

"Turis asing keliling Labuan Bajo" is translated as tourists; the article begins with "Seorang turis asing". The kinds
of persons are in ``data/title_grammar.toml``, those that mean the same together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipeline.language import rules
from pipeline.language.title_grammar import word_set

REACH = 300  # characters: a longer title is no headline
SENTENCES = 3  # of the article that are looked at
_MANY = (
    r"(?:para|sejumlah|beberapa|kedua|ketiga|banyak|puluhan|ratusan|ribuan|belasan|jutaan|dua|tiga|empat|lima|enam|tujuh"
    r"|delapan|sembilan|sepuluh|\d+)"
)
_PLACE = re.compile(r"(?:^|(?<=, ))(?P<noun>[^\W\d_]+) (?P<next>[^\W\d_][\w-]*)")
_AND = frozenset({"dan", "hingga", "serta", "atau", "vs", "istri", "suami"})
_NAMED = r"\b[^.,;]{0,40}\b(?:bernama|berinisial|atas nama|inisial)\b"


def one_person(title: str, texts: Sequence[str]) -> str:
    """A title in sentence case with "seorang" before its person where the article's first sentences speak of one.

    Args:
        title: Indonesian, one line.
        texts: the article's sentences.
    """
    if len(title) > REACH:
        return title
    said = " ".join(text[: 2 * REACH] for text in texts[:SENTENCES]).lower()
    for match in _PLACE.finditer(title):
        noun = match["noun"].lower()
        kinds = _kinds().get(noun)
        # "Guru Budi" is a name with what he is; behind these a capital may open a place or a group, too.
        if (
            kinds is None
            or match["next"].lower() in _AND
            or (match["next"][0].isupper() and noun not in word_set("persons_of_places"))
        ):
            continue
        if not _is_one(said, kinds):
            continue
        start = match.start()
        one = "Seorang" if start == 0 else "seorang"
        kept = match["noun"] if match["noun"].isupper() else noun
        return f"{title[:start]}{one} {kept}{title[match.end('noun') :]}"
    return title


def _is_one(said: str, kinds: Sequence[str]) -> bool:
    """Whether a text speaks of one person of a kind and nowhere of several."""
    named = "|".join(map(re.escape, kinds))
    if re.search(rf"\b{_MANY} (?:orang )?(?:{named})\b|\b({named})-\1\b", said):
        return False
    return re.search(rf"\bseorang (?:{named})\b|\b(?:{named}){_NAMED}", said) is not None


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    """For each noun of one word those that mean the same, itself first."""
    lines = [tuple(one.strip() for one in line.split(",")) for line in rules.table("title_grammar")["persons"]]
    return {noun: line for line in lines for noun in line if " " not in noun}
