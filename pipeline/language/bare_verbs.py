"""Gives the verbs of a headline the prefix that they have in sentences: "polisi gerebek" is "polisi menggerebek".

A translator of sentences seldom met the bare forms and takes them for nouns ("a flood of leptospirosis" for *banjir
picu leptospirosis*). ``data/bare-verbs.txt`` lists them; ``eval/benchmarks/bare_verbs.py`` made it from words that were
counted in training pairs.
"""

from __future__ import annotations

import re

from pipeline.language import rules
from pipeline.language.affixes import with_active_prefix

TABLE = rules.DATA / "bare-verbs.txt"
REACH = 300  # characters: a longer title is no headline
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_VOWELS = re.compile(r"[aiueo]")
# Behind these a bare verb is passive: "yang kami tolak", "untuk di tolak".
_NOT_BEHIND = frozenset({"kami", "kita", "saya", "aku", "di", "ku", "kau", "anda", "mereka", "ia", "dia"})


def active(verb: str) -> str:
    """A bare verb in small letters with the prefix "me-"."""
    if verb.startswith("per") and len(verb) > len("perlu") + 1:
        return f"mem{verb}"
    if len(_VOWELS.findall(verb)) == 1:
        return f"menge{verb}"
    if verb.startswith("kh"):
        return f"meng{verb}"
    return with_active_prefix(verb)


def with_prefixes(title: str) -> str:
    """A headline in sentence case with the bare verbs of the list as active ones; what stands in quotation marks
    stays."""
    if len(title) > REACH:
        return title
    found: list[str] = []
    at, before = 0, ""
    for match in _WORD.finditer(title):
        word = match[0]
        quoted = title.count('"', 0, match.start()) % 2 == 1
        if not quoted and before not in _NOT_BEHIND and _is_bare(title, match):
            found += [title[at : match.start()], _like(word, active(word.lower()))]
            at = match.end()
        before = word.lower()
    return "".join([*found, title[at:]])


def _is_bare(title: str, match: re.Match[str]) -> bool:
    """Whether a word is on the list and no name: in small letters, or the first word before one in small letters."""
    word = match[0]
    if word.lower() not in rules.word_list("bare-verbs"):
        return False
    return word.islower() or (match.start() == 0 and title[match.end() + 1 : match.end() + 2].islower())


def _like(word: str, other: str) -> str:
    return other[0].upper() + other[1:] if word[0].isupper() else other
