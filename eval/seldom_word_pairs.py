"""Makes training pairs for seldom words out of pairs that have a plainer word in their place.

    python -m eval.seldom_word_pairs PAIRS.tsv ... --out FILE

The dictionary (:mod:`pipeline.language.dictionary`) gives most seldom words and fixed expressions a common Indonesian
word that means the same and fits in the same place. Where a pair has that word, and its English has a translation of
the seldom one, the seldom one is put there: *pisau* ... "knife" becomes *belati* ... "knife". The English stays as it
is. A word gets two to eight pairs, the more the more seldom it is, those first whose English has its usual translation;
a pair after which the guards would call the word lost is left out. ``--entries`` also writes each word with its usual
translation alone. Pairs have three columns, origin, Indonesian and English; the origins of those written are ``swap``
(words), ``swap-x`` (expressions), ``lex-seldom`` and ``lex-expr``.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.guards import risk
from pipeline.guards.unfamiliar_words import lost
from pipeline.language.dictionary import Word, all_entries
from pipeline.language.lexicon import WORD, english_stem_list, english_stems
from pipeline.training.parallel_text import open_text

Pair = tuple[str, str]
COLUMNS = ("origin", "Indonesian", "English")
SHORTEST, LONGEST = 5, 36  # words of a pair that is used
FEWEST, MOST = 2, 8  # pairs of a word
KEPT = 4000  # places of a plain word that are remembered
TRIED = 150  # of these, drawn for each seldom word


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plain word stands: the number of the pair, and its first and last character (exclusive)."""

    pair: int
    start: int
    end: int


def places(pairs: Sequence[Pair], plain: Iterable[str]) -> dict[str, list[Place]]:
    """Where each plain word or phrase stands, written small or at the beginning of a sentence."""
    by_first: dict[str, list[list[str]]] = defaultdict(list)
    for phrase in dict.fromkeys(plain):
        by_first[phrase.split()[0]].append(phrase.split())
    found: dict[str, list[Place]] = defaultdict(list)
    for number, (text, _) in enumerate(pairs):
        words = list(WORD.finditer(text))
        for at, word in enumerate(words):
            if at and not word[0].islower():
                continue
            for parts in by_first.get(word[0].lower(), ()):
                here = words[at : at + len(parts)]
                phrase, start, end = " ".join(parts), here[0].start(), here[-1].end()
                small = all(w[0].islower() for w in here[1:])
                if small and text[start:end].lower() == phrase and len(found[phrase]) < KEPT:
                    found[phrase].append(Place(number, start, end))
    return found


def put(text: str, place: Place, word: str) -> str:
    """A sentence with ``word`` at a place, with a capital where one stood."""
    capital = text[place.start].isupper()
    return text[: place.start] + (word[0].upper() + word[1:] if capital else word) + text[place.end :]


def pairs_of(
    entry: Word, wanted: int, there: Sequence[Place], pairs: Sequence[Pair], used: Counter[int], rng: random.Random
) -> list[Pair]:
    """At most ``wanted`` pairs for a word; ``used`` counts how often each pair served before."""
    usual, ranked = english_stems(entry.english), []
    for place in rng.sample(list(there), min(len(there), TRIED)):
        stems = set(english_stem_list(pairs[place.pair][1]))
        if stems & entry.stems:
            ranked.append((len(usual & stems) / max(1, len(usual)) - 0.3 * used[place.pair], place))
    made: list[Pair] = []
    for _, place in sorted(ranked, key=lambda row: -row[0])[: 3 * wanted]:
        source, english = pairs[place.pair]
        new = put(source, place, entry.word)
        if len(made) < wanted and not any(missing.text == entry.word for missing in lost(new, english)):
            made.append((new, english))
            used[place.pair] += 1
    return made


def read(path: Path) -> list[Pair]:
    """The pairs of a file that are neither too short nor too long; empty lines are passed over.

    Raises:
        UserError: a line has other than three columns.
    """
    with open_text(path) as file:
        lines = [(number, line.rstrip("\n").split("\t")) for number, line in enumerate(file, 1) if line.strip()]
    if wrong := next((number for number, row in lines if len(row) != len(COLUMNS)), 0):
        raise UserError(f"{path}, line {wrong}: not three columns", f"give {', '.join(COLUMNS)}, with tabs between")
    return [(source, english) for _, (_, source, english) in lines if SHORTEST <= len(source.split()) <= LONGEST]


def wanted(entry: Word) -> int:
    """How many pairs a word gets: eight if training never met it, two if it met it fifty times."""
    return MOST if " " in entry.word else max(FEWEST, round(MOST - risk.times_met(entry.word) / MOST))


def main() -> None:
    """Write the pairs and say how many there are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--entries", action="store_true", help="also each word with its usual translation alone")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    try:
        pairs = [pair for path in given.pairs for pair in read(path)]
    except UserError as error:
        parser.error(f"{error}; {error.hint}")
    rng.shuffle(pairs)
    entries = list(all_entries())
    usable = [entry for entry in entries if entry.plain and entry.stems]
    found, used = places(pairs, (entry.plain for entry in usable)), Counter[int]()
    made = [
        ("swap-x" if " " in entry.word else "swap", *pair)
        for entry in usable
        for pair in pairs_of(entry, wanted(entry), found.get(entry.plain, ()), pairs, used, rng)
    ]
    words = len({entry.word for entry in usable if found.get(entry.plain)})
    rng.shuffle(made)
    if given.entries:
        made += [("lex-expr" if " " in e.word else "lex-seldom", e.word, e.english) for e in entries]
    given.out.write_text("".join("\t".join(row) + "\n" for row in made), encoding="utf-8")
    print(f"{len(made)} pairs; {words} of {len(entries)} words have a plainer one that the pairs have: {given.out}")


if __name__ == "__main__":
    main()
