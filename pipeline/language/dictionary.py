"""Looks Indonesian words and expressions of news up: the English that a sound translation may use, and plainer words.

``data/dictionary.tsv.gz`` was written for this project by large language models from their knowledge (CC0-1.0).
Columns, separated by a tab: the word in small letters, its English (the usual translation first, "|" between them), and
one to three common Indonesian words that mean the same, "-" for none. ``data/expressions.tsv`` has fixed expressions of
several words in the same way ("lintah darat"), with the English words by which a right translation is told from one
that takes them word for word, and the usual translation behind these.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.language.lexicon import ALL_CLITICS, WORD, english_stems, without_clitic

DICTIONARY = Path(__file__).parent / "data" / "dictionary.tsv.gz"
EXPRESSIONS = DICTIONARY.with_name("expressions.tsv")
NONE = "-"
# Words that any English sentence may have, and those that say little beside others ("shake hands with", "take part").
_FUNCTION = frozenset(
    """
    a an the of to in on at by for from with and or but as be is are was were been being it its that this these those
    he she they we you i his her their our my your not no so very more most also if then than when while
    """.split()  # noqa: SIM905
)
_LIGHT = _FUNCTION | frozenset(
    """
    one ones oneself someone something up out off down into onto over about away back get got make made have has had
    take took taken give gave given do does did go went come came put set
    """.split()  # noqa: SIM905
)
# Words that accuse or frighten: no translation may bring one in that the Indonesian does not have.
CHARGED = frozenset(
    english_stems(
        """
        prostitute whore hooker rape rapist molest kill killer murder slay slain steal stole stolen thief theft rob
        robber robbery loot detain detention arrest jail imprison prison bribe bribery terror terrorist terrorism drug
        narcotics fugitive mistress adultery corrupt corruption collude collusion fraud swindle cheat embezzle smuggle
        traffic trafficking abuse harass assault stab torture kidnap abduct hostage forge forgery criminal crime convict
        guilty infidel apostate pervert blackmail extort slander defame blaspheme massacre execute behead bomb genocide
        """
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """What the dictionary says of a word.

    Attributes:
        word: as the dictionary has it.
        english: its usual translation.
        stems: of every English word that a sound translation may use, as :func:`~pipeline.language.lexicon.short_stem`
            cuts them; none for a word that English may say with light words alone.
        plain: common Indonesian words that mean the same, "" for none.
        charged: whether its English is mostly of crime or violence (:data:`CHARGED`).
    """

    word: str
    english: str
    stems: frozenset[str]
    plain: str
    charged: bool = False


def look_up(word: str) -> Word | None:
    """The entry of a word in small letters, or of the word without its clitic, or of one half of a doubled word."""
    half, _, other = word.partition("-")
    forms = dict.fromkeys((word, without_clitic(word, ALL_CLITICS), half if half == other else word))
    return next((entry for form in forms if (entry := _entries().get(form)) is not None), None)


def expressions(text: str) -> Iterator[tuple[int, int, Word]]:
    """The fixed expressions of an Indonesian sentence with where they begin and end, of two that overlap the first, and
    of two that begin at one place the longer one. Nothing but spaces stands between their words, and only the first
    word of the sentence may have a capital: "Kupu-Kupu Malam" is an album."""
    shouting = text.isupper()
    words = [(match[0], match.start(), match.end()) for match in WORD.finditer(text)]
    at = 0
    while at < len(words):
        for entry in _expressions().get(words[at][0].lower(), ()):
            parts = words[at : at + len(entry.word.split())]
            start, end = parts[0][1], parts[-1][2]
            said = " ".join(word for word, _, _ in parts)
            known = said.lower() == entry.word or without_clitic(said.lower(), ("nya",)) == entry.word
            written = shouting or not any(c.isupper() for c in (said if at else said[1:]))
            if known and written and " ".join(text[start:end].split()) == said:
                yield start, end, entry
                at += len(parts) - 1
                break
        at += 1


def all_entries() -> Iterator[Word]:
    """Every word of the dictionary, then every expression."""
    yield from _entries().values()
    for entries in _expressions().values():
        yield from entries


@cache
def _expressions() -> dict[str, list[Word]]:
    """By their first word, longer ones first."""
    found: dict[str, list[Word]] = {}
    rows = (line.split("\t") for line in EXPRESSIONS.read_text("utf-8").splitlines() if not line.startswith("#"))
    for expression, telling, english, plain in sorted(rows, key=lambda row: -len(row[0].split())):
        entry = _made(expression, english, telling.split("|"), _with_plurals(telling.split("|")), plain)
        found.setdefault(expression.split()[0], []).append(entry)
    return found


@cache
def _entries() -> dict[str, Word]:
    with gzip.open(DICTIONARY, "rt", encoding="utf-8") as file:
        rows = (line.rstrip("\n").split("\t") for line in file)
        return {word: _entry(word, english.split("|"), plain) for word, english, plain in rows}


def _entry(word: str, english: list[str], plain: str) -> Word:
    stems = [_stems(text) for text in english]
    # A word that a light one may translate, "sedari" by "from", leaves nothing to look for.
    told = frozenset().union(*stems) if all(stems) else frozenset()
    return _made(word, english[0], english, told, plain)


def _made(word: str, english: str, every: Sequence[str], stems: frozenset[str], plain: str) -> Word:
    charged = sum(not CHARGED.isdisjoint(english_stems(text)) for text in every)
    return Word(word, english, stems, "" if plain == NONE else plain, charged * 2 >= len(every))


def _stems(english: str) -> frozenset[str]:
    """The stems by which an English translation is known: none for a light word."""
    words = english.lower().replace("-", " ").split()
    telling = [word for word in words if word not in _FUNCTION]
    if len(words) > 1:
        telling = [word for word in telling if word not in _LIGHT] or telling
    return _with_plurals(telling)


def _with_plurals(words: Sequence[str]) -> frozenset[str]:
    """The stems of words; that of "warnings" is another one than that of "warning", which loses its ending."""
    return frozenset(english_stems(" ".join([*words, *(f"{word}s" for word in words if word.endswith("ing"))])))
