"""Makes ``pipeline/language/data/lexicon.tsv.gz``: which English stems translate an Indonesian word, by aligned counts.

    python eval/benchmarks/guard_lexicon.py PAIRS ... --dictionary FILE [--out FILE]   FILE: models/marian-id-en/data
    python eval/benchmarks/guard_lexicon.py PAIRS ... --words     the word lists beside it instead: words that are
                                                                  common in each language, and loan words

Each PAIRS is a file of ``origin TAB Indonesian TAB English`` (.xz allowed). Pairs whose Indonesian falls in the
held-out part (:func:`held_out`) are left out, so that guards can be measured on them. Words are aligned by IBM model 1
(Brown et al. 1993) over the content words of both sides; only counts of words are written, no text. Words that the
pairs hold too seldom come from the dictionary alone (``word TAB english|english``), and all get its English words.

A word that the translator has seldom met in training is often mistranslated, a frequent one hardly ever. How often is
measured (``eval/benchmarks/unfamiliar_words.py``): the share of sentences in which no English form of the word arrives,
in 10,441 translations by ``marian-id-en`` against human ones (November 2026). The last column holds it as log odds,
against those that the guard's threshold was set for.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import lzma
import math
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.language.lexicon import LEXICON, content_words, english_stem, english_stems, short_stem  # noqa: E402

# Real news and human translations: software texts use words in other senses.
ORIGINS = frozenset(
    """
    news geovedi tico-19 panl-bppt-int panl-bppt-eco panl-bppt-spo panl-bppt-sci ud-pud ud-csui desmond86-smeru
    tatoeba nusax
    """.split()  # noqa: SIM905
)
FUNCTION = frozenset(
    """
    a an the of to in on at by for from with and or but as is are was were be been being it its this that these those
    he she they we i you his her their our my your him them us me who whom which what when where why how there here not
    no nor so than then if while because since until will would can could may might must shall should do does did done
    have has had having s t re ll ve d m also about into after before over under between through during against out up
    down off more most other some any each all both only own same such very just too
    """.split()  # noqa: SIM905
)
FUNCTION_ID = frozenset(
    """
    yang dan di ke dari untuk dengan pada dalam tidak akan telah sudah oleh karena bahwa adalah sebagai tersebut ini itu
    atau juga kepada para saat bisa dapat mereka kami kita saya ia dia anda lebih harus secara antara setelah serta
    namun seperti ketika agar jika sebuah seorang belum masih sangat hanya ada bagi hal pun sang si nya lain lagi saja
    paling cukup tak bukan jangan sejak sampai hingga tetapi tapi sehingga maka kalau sambil sementara sedang tentang
    terhadap atas bawah per satu dua tiga empat lima enam tujuh delapan sembilan sepuluh ribu juta miliar triliun ratus
    puluh belas banyak semua seluruh setiap tiap beberapa yakni yaitu ialah merupakan menjadi adanya pula dulu kini
    nanti kata ujar tutur ucap imbuh jelas terang
    """.split()  # noqa: SIM905
)
KEEP_MUCH = ("desmond86-smeru", "panl-bppt-sci")  # reports that keep "kabupaten" and the like in English
_WRITTEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ROUNDS = 6
LEAST = 12  # times a word has to occur
SHARE = 0.004  # of a word's occurrences that a stem has to be aligned with, and at least
TIMES = 2.0
LIFT = 3.0  # times as often as in any sentence
# For words met fewer times than this in training: the share that the translator gets wrong. Measured by
# eval/benchmarks/unfamiliar_words.py: 46.0% of them are missing from its translations and 8.6% from human ones (below
# 5), 31.3 and 10.3 (below 15), 15.5 and 9.4 (below 40); above, there is no difference.
WRONG = ((5, 0.41), (15, 0.23), (40, 0.06))
USUAL_WRONG = 0.032  # what the guard's threshold takes for granted
SOUND, WEIGHT = (
    0.88,
    8.0,
)  # prior for a dictionary's word: its share in human translations, and how many sentences it counts for


def held_out(source: str) -> bool:
    """Whether a pair is kept for measuring: one in eight, by a hash of its Indonesian."""
    return zlib.crc32(source.strip().encode()) % 8 == 0


def read(path: Path) -> Iterator[tuple[str, str, str]]:
    """The rows of a file of pairs: origin, Indonesian, English."""
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 3:
                yield cells[0], cells[1], cells[2]


Row = tuple[str, float, float, list[str], float]


def read_dictionary(path: Path | None) -> dict[str, list[str]]:
    """The English stems of each word of the dictionary; none without a file."""
    if path is None:
        return {}
    function = {short_stem(english_stem(w)) for w in FUNCTION}
    found: dict[str, list[str]] = {}
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            word, english = line.rstrip("\n").split("\t")
            stems = [short_stem(english_stem(w)) for w in re.findall(r"[^\W\d_]+", english)]
            found[word] = [s for s in dict.fromkeys(stems) if s not in function and len(s) > 1]
    return {word: stems for word, stems in found.items() if stems}


def unfamiliar(times: int) -> float:
    """Log odds that a word met so many times in training is mistranslated, above the usual ones."""
    wrong = next((share for least, share in WRONG if times < least), USUAL_WRONG)
    return math.log(wrong / (1 - wrong)) - math.log(USUAL_WRONG / (1 - USUAL_WRONG))


def make(paths: list[Path], dictionary: dict[str, list[str]]) -> list[Row]:
    """Rows of word, share of translations that have one of its stems, share of all English that does, stems, and the
    log odds that it is mistranslated."""
    sources: list[list[str]] = []
    targets: list[frozenset[str]] = []
    for path in paths:
        for origin, source, target in read(path):
            if origin in ORIGINS and not held_out(source):
                sources.append(sorted({w for w, _ in content_words(source)} - FUNCTION_ID))
                targets.append(english_stems(target))
    print(f"{len(sources)} pairs", file=sys.stderr)
    count = Counter(w for words in sources for w in words)
    stem_count = Counter(s for stems in targets for s in stems)
    function = {short_stem(english_stem(w)) for w in FUNCTION}
    words = sorted(w for w, n in count.items() if n >= LEAST and len(w) > 2)
    stems = sorted(s for s, n in stem_count.items() if n >= 2 and s not in function and len(s) > 1)
    word_at = {w: i + 1 for i, w in enumerate(words)}  # 0 is the empty word
    stem_at = {s: i for i, s in enumerate(stems)}
    counts = align(sources, targets, word_at, stem_at)
    chosen: dict[str, list[str]] = {}
    for word, by_stem in zip(words, counts, strict=True):
        least = max(TIMES, SHARE * count[word])
        ranked = sorted(by_stem.items(), key=lambda item: (-item[1], item[0]))
        usual = count[word] / len(sources) * LIFT
        chosen[word] = [stems[s] for s, n in ranked if n >= max(least, usual * stem_count[stems[s]])][:60]
    for word in dictionary.keys() - FUNCTION_ID:
        chosen[word] = list(dict.fromkeys([*dictionary[word], *chosen.get(word, [])]))
    return measured(chosen, sources, targets, count, dictionary)


def align(
    sources: list[list[str]], targets: list[frozenset[str]], word_at: dict[str, int], stem_at: dict[str, int]
) -> list[dict[int, float]]:
    """Expected counts of (word, stem) by IBM model 1, a table for each word."""
    links: list[Any] = []
    tokens: list[Any] = []
    token = 0
    for words, stems in zip(sources, targets, strict=True):
        ours = np.array([0, *(word_at[w] for w in words if w in word_at)], dtype=np.int64)
        theirs = np.array([stem_at[s] for s in stems if s in stem_at], dtype=np.int64)
        if len(theirs) and len(ours) > 1:
            links.append((ours[None, :] * len(stem_at) + theirs[:, None]).ravel())
            tokens.append(np.repeat(np.arange(token, token + len(theirs), dtype=np.int32), len(ours)))
            token += len(theirs)
    kinds, at = np.unique(np.concatenate(links), return_inverse=True)
    owner = np.concatenate(tokens)
    word_of = kinds // len(stem_at)
    probability = np.ones(len(kinds))
    for _ in range(ROUNDS):
        share = probability[at]
        share /= np.bincount(owner, weights=share, minlength=token)[owner]
        expected = np.bincount(at, weights=share, minlength=len(kinds))
        probability = expected / np.bincount(word_of, weights=expected)[word_of]
    tables: list[dict[int, float]] = [{} for _ in word_at]
    for kind, value in zip(kinds.tolist(), expected.tolist(), strict=True):
        word, stem = divmod(kind, len(stem_at))
        if word and value >= 1:
            tables[word - 1][stem] = value
    return tables


def measured(
    chosen: dict[str, list[str]],
    sources: list[list[str]],
    targets: list[frozenset[str]],
    count: Counter[str],
    dictionary: dict[str, list[str]],
) -> list[Row]:
    """The rows that are worth shipping: words that arrive nearly always, in stems that are not everywhere."""
    hits = Counter[str]()
    for words, stems in zip(sources, targets, strict=True):
        hits.update(w for w in words if w in chosen and not stems.isdisjoint(chosen[w]))
    chance = Counter[str]()
    sample = [stems for i, stems in enumerate(targets) if i % max(1, len(targets) // 4000) == 0]
    holders: dict[str, set[int]] = {}
    for i, stems in enumerate(sample):
        for stem in stems:
            holders.setdefault(stem, set()).add(i)
    for word, stems_of in chosen.items():
        chance[word] = len(set().union(*(holders.get(s, set()) for s in stems_of)))
    rows = []
    for word, stems_of in sorted(chosen.items()):
        prior, weight = (SOUND, WEIGHT) if word in dictionary else (0.5, 1.0)
        arrived = (hits[word] + prior * weight) / (count[word] + weight + 0.5 * (word not in dictionary))
        by_chance = chance[word] / len(sample)
        if stems_of and arrived >= 0.85 and by_chance <= 0.5:
            rows.append((word, round(arrived, 4), round(by_chance, 4), stems_of, round(unfamiliar(count[word]), 2)))
    return rows


def write(rows: list[Row], path: Path) -> None:
    """The table, the same bytes for the same rows."""
    text = io.StringIO()
    table = csv.writer(text, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n")
    table.writerows((word, arrived, chance, " ".join(stems), odds) for word, arrived, chance, stems, odds in rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{len(rows)} words, {path.stat().st_size} bytes", file=sys.stderr)


def word_lists(paths: list[Path]) -> None:
    """Add what was counted to ``common-id.txt``, ``common-en.txt`` and ``loanwords.txt``; nothing is taken away.

    A word is common in a language that writes it with a small letter, at least three times and thrice as often as
    with a capital, and more often than the other language does. A loan word is one that translators keep.
    """
    small: dict[str, Counter[str]] = {"id": Counter(), "en": Counter()}
    capital: dict[str, Counter[str]] = {"id": Counter(), "en": Counter()}
    held, kept = Counter[str](), Counter[str]()
    for path in paths:
        for origin, source, target in read(path):
            if origin not in ORIGINS or held_out(source):
                continue
            found = {
                language: _count(text, language, small, capital) for language, text in (("id", source), ("en", target))
            }
            if origin not in KEEP_MUCH:
                held.update(found["id"])
                kept.update(found["id"] & found["en"])
    folder = LEXICON.parent
    for language, other in (("id", "en"), ("en", "id")):
        new = {
            word
            for word, count in small[language].items()
            if count >= 3 and count >= 3 * capital[language][word] and count > small[other][word] and _plain(word)
        }
        if language == "en":
            new = {word for word in new if small["id"][word] * 3 < small["en"][word]}
        _add(folder / f"common-{language}.txt", new)
    english = set((folder / "common-en.txt").read_text(encoding="utf-8").split())
    indonesian = set((folder / "common-id.txt").read_text(encoding="utf-8").split())
    loans = {
        word
        for word, count in kept.items()
        if word not in english and _plain(word) and count >= 0.1 * held[word] and (count >= 2 or word in indonesian)
    }
    _add(folder / "loanwords.txt", loans)


def _count(text: str, language: str, small: dict[str, Counter[str]], capital: dict[str, Counter[str]]) -> set[str]:
    """Count the words of a text, and return those with a small letter."""
    found = set()
    for number, match in enumerate(_WRITTEN.finditer(text)):
        word = match.group()
        if word.islower():
            small[language][word] += 1
            found.add(word)
        elif number and text[max(0, match.start() - 2) : match.start()].strip()[-1:] not in set('.!?:"“('):
            capital[language][word.lower()] += 1
    return found


def _plain(word: str) -> bool:
    return len(word) > 2 and word.isascii() and word.isalpha()


def _add(path: Path, words: set[str]) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    merged = sorted({line for line in lines if line and not line.startswith("#")} | words)
    path.write_text("\n".join([*comments, *merged]) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(merged)} words", file=sys.stderr)


def main() -> None:
    """Read the pairs, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=LEXICON)
    parser.add_argument("--dictionary", type=Path, help="word TAB english|english")
    parser.add_argument("--words", action="store_true", help="add to the word lists instead")
    args = parser.parse_args()
    if args.words:
        word_lists(args.pairs)
        return
    write(make(args.pairs, read_dictionary(args.dictionary)), args.out)


if __name__ == "__main__":
    main()
