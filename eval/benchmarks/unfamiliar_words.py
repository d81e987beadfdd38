"""Measures how often words that the translator seldom met in training are mistranslated: ``WRONG`` of guard_lexicon.py.

    python -m eval.benchmarks.unfamiliar_words PAIRS ... --dictionary FILE --sentences FILE [--limit N]

PAIRS are news pairs that the translator was trained on (``origin TAB Indonesian TAB English``), by which a word is
familiar or not; their held-out part tells how often none of its English forms stands in a human translation.
--sentences are Indonesian sentences, one a line, that it was not trained on: they are translated greedily, without
guards, and tell the same of its own translations. The difference is what it gets wrong.
"""

from __future__ import annotations

import argparse
import lzma
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.benchmarks.guard_lexicon import FUNCTION_ID, held_out, read, read_dictionary
from pipeline.language.lexicon import content_words, english_stems

BOUNDS = (5, 15, 40, 150)  # times met in training


def translated(texts: Sequence[str]) -> dict[str, str]:
    """Each sentence by the embedded translator, greedily and without guards; without those that are too long for it."""
    from pipeline.backends import load_translator
    from pipeline.backends.model_card import load_card

    engine = load_translator(load_card("marian-id-en"))
    distinct = list(dict.fromkeys(texts))
    lengths = engine.count_tokens(distinct)
    fit = [text for text, length in zip(distinct, lengths, strict=True) if length <= engine.max_source_tokens]
    outputs = engine.translate(fit, n_best=1, beam_size=1)
    return {text: hypotheses[0].text for text, hypotheses in zip(fit, outputs, strict=True)}


def missing(pairs: Iterable[tuple[str, str]], dictionary: dict[str, list[str]], met: Counter[str]) -> list[list[int]]:
    """For each band of familiarity: how many words, and how many of them have none of their English forms."""
    found = [[0, 0] for _ in range(len(BOUNDS) + 1)]
    for source, english in pairs:
        stems = english_stems(english)
        for word, _ in content_words(source):
            if word in dictionary and word not in FUNCTION_ID:
                band = found[sum(met[word] >= bound for bound in BOUNDS)]
                band[0] += 1
                band[1] += stems.isdisjoint(dictionary[word])
    return found


def main() -> None:
    """Print a table: words met so many times, the share missing from human translations and from the translator's."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--sentences", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10_000)
    given = parser.parse_args()
    dictionary = read_dictionary(given.dictionary)
    rows = [(source, english) for path in given.pairs for _, source, english in read(path)]
    met = Counter(word for source, _ in rows for word in {w for w, _ in content_words(source)})
    with (lzma.open if given.sentences.suffix == ".xz" else open)(given.sentences, "rt", encoding="utf-8") as file:
        lines = [line.strip() for _, line in zip(range(given.limit), file, strict=False)]
    human = missing([row for row in rows if held_out(row[0])], dictionary, met)
    machine = missing(translated(lines).items(), dictionary, met)
    print("| met in training | words | missing, human | words | missing, marian-id-en | mistranslated |")
    print("|---|---|---|---|---|---|")
    for name, (a, lost_a), (b, lost_b) in zip((*(f"below {n}" for n in BOUNDS), "more"), human, machine, strict=True):
        sound, own = lost_a / max(1, a), lost_b / max(1, b)
        print(f"| {name} | {a:,} | {sound:.1%} | {b:,} | {own:.1%} | {max(0.0, (own - sound) / (1 - sound)):.1%} |")


if __name__ == "__main__":
    main()
