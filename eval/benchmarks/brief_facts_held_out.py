"""The planted-error test on articles that the guard was not tuned on: third-party news, read from ../shared.

    python -m eval.benchmarks.brief_facts_held_out                # both sets
    python -m eval.benchmarks.brief_facts_held_out --set cnn --show

``cnn``: the human-written highlights of English articles, checked against the article. They are true briefs, in words
of their own; some state what their article does not (bylines, mostly), so alarms are told apart: ``literal`` are those
over something that does stand in the article word for word. ``indosum``: the
translated lead of Indonesian articles, checked against translation and source. What the guard says of a brief before
a fact is altered is no catch afterwards, and what the translator did is no false alarm of the brief's. Facts are found
here by plain patterns and lists, not by the extractor under test; a new value never stands in the article.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.brief_facts import DATE, DAYS, MONTHS, _other_date, _other_number, interval
from eval.benchmarks.brief_sets import DATA, Item, load
from pipeline.language.names import is_common
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.citations import align
from pipeline.stages.summarize.fact_check import Evidence, Problem, check

QUOTA = {"number": 80, "date": 30, "name": 50, "place": 40}
NUMBER = r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w-])"
PLACES = (
    "Jakarta|Bandung|Surabaya|Medan|Makassar|Bali|Papua|Aceh|Malaysia|Singapore|Thailand|Vietnam|Philippines|Australia|"
    "China|Japan|India|Pakistan|Iran|Iraq|Syria|Israel|Egypt|Turkey|Russia|Ukraine|Germany|France|Italy|Spain|England|"
    "London|Paris|Berlin|Moscow|Tokyo|Beijing|Sydney|Boston|Chicago|Texas|California|Florida|Brazil|Mexico|Canada|Nigeria"
)
NAME = r"(?<=[a-z,] )[A-Z][a-z]{2,} [A-Z][a-z]{2,}(?! [A-Z])"
PATTERN = {"number": NUMBER, "date": DATE, "name": NAME, "place": rf"\b(?:{PLACES})\b"}
COMMON = re.compile(rf"\b(?:{MONTHS}|{DAYS}|{PLACES}|The|President|Minister|National|United)\b")


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief's sentences and what they may rest on."""

    sentences: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Planted:
    """A brief with one fact altered."""

    brief: Brief
    kind: str
    at: int
    original: str
    altered: str
    sentence: str


def briefs(name: str, items: Sequence[Item]) -> list[Brief]:
    """The briefs of a set: its references (``cnn``), or the lead of the translation."""
    made = []
    for item in items:
        clean, translated = item.pair
        english = tuple(t.text for t in translated.sentences)
        sources = tuple(s.text for s in clean.sentences)
        titles = (translated.title.text, clean.title or "") if translated.title else ("", clean.title or "")
        evidence = Evidence(english, sources, titles, "en" if clean.language == "en" else "id")
        texts = postprocess.split(item.reference) if name == "cnn" else english[:3]
        made.append(Brief(tuple(texts[:3]), evidence))
    return made


def found(sentence: str, evidence: Evidence) -> list[Problem]:
    """What the guard says of a sentence, the translator's part aside."""
    (cited,) = align([sentence], evidence.english, evidence.indonesian)
    return [
        p for p in check(sentence, [c.sentence for c in cited], evidence) if p.what != "lost" and p.by != "translation"
    ]


def plant(made: Sequence[Brief], seed: int) -> Iterator[Planted]:
    """Altered briefs, as many of each kind as its quota, from as many articles as there are."""
    rng = random.Random(seed)
    seen = {m for b in made for s in b.sentences for m in re.findall(NAME, s) if not COMMON.search(m)}
    # "Cannot See" of a headline in capitals is no name to plant.
    names = sorted(name for name in seen if not any(is_common(word, "en") for word in name.split()))
    for kind, wanted in QUOTA.items():
        sites = [(b, at, m) for b in made for at, s in enumerate(b.sentences) for m in re.finditer(PATTERN[kind], s)]
        rng.shuffle(sites)
        done = 0
        for brief, at, match in sites:
            sentence = brief.sentences[at]
            dates = [m.span() for m in re.finditer(DATE, sentence)]
            inside = kind == "number" and any(a <= match.start() < b for a, b in dates)
            if done == wanted or inside or (kind == "name" and COMMON.search(match[0])):
                continue
            altered = _altered(kind, match[0], brief.evidence, names, rng)
            if altered:
                text = sentence[: match.start()] + altered + sentence[match.end() :]
                yield Planted(brief, kind, at, match[0], altered, text)
                done += 1


def _altered(kind: str, fact: str, evidence: Evidence, names: Sequence[str], rng: random.Random) -> str:
    """Another value of the kind that the article does not hold; "" where none is found."""
    held = " ".join(evidence.both())
    if kind == "number":
        offers = [_other_number(fact, rng) for _ in range(20)]
        numerals = {n.strip(".,") for n in re.findall(r"\d[\d.,]*", held)}
        return next((o for o in offers if o != fact and o not in numerals and o.lstrip("0") == o), "")
    if kind == "date":
        offers = [_other_date(fact, rng) for _ in range(20)]
    else:
        offers = rng.sample(PLACES.split("|") if kind == "place" else list(names), k=20)
    return next((o for o in offers if o != fact and not any(word in held for word in o.split())), "")


def stands(fact: str, evidence: Evidence) -> bool:
    """Whether every word of a fact stands in the article as it is."""
    held = set(re.findall(r"[\w.,]*\w", " ".join(evidence.both()).lower()))
    return all(word in held for word in re.findall(r"[\w.,]*\w", fact.lower()))


def main() -> None:
    """Print the catch rates and the false alarms."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", action="append", choices=("cnn", "indosum"))
    parser.add_argument("--limit", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="print what was missed and every false alarm")
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    for name in given.set or ("cnn", "indosum"):
        made = briefs(name, load(name, given.data, given.limit, "marian-id-en").items)
        print(f"{name}: {len(made)} briefs")
        tally: dict[str, list[bool]] = {}
        for planted in plant(made, given.seed):
            before = {(p.kind, p.text) for p in found(planted.brief.sentences[planted.at], planted.brief.evidence)}
            after = {(p.kind, p.text) for p in found(planted.sentence, planted.brief.evidence)}
            tally.setdefault(planted.kind, []).append(bool(after - before))
            if given.show and not after - before:
                print(f"  missed {planted.kind}: {planted.original} -> {planted.altered}: {planted.sentence}")
        alarms = [[(s, p) for s in b.sentences for p in found(s, b.evidence)] for b in made]
        tally["clean brief"] = [bool(a) for a in alarms]
        literal = [[p for _, p in a if stands(p.text, b.evidence)] for b, a in zip(made, alarms, strict=True)]
        tally["clean, literal"] = [bool(a) for a in literal]
        tally["clean sentence"] = [
            any(s == t for t, _ in a) for b, a in zip(made, alarms, strict=True) for s in b.sentences
        ]
        for kind, hits in tally.items():
            low, high = interval(sum(hits), len(hits))
            rate = 100 * sum(hits) / len(hits)
            print(f"{kind:14} {sum(hits):4}/{len(hits):<4} {rate:6.1f}%  [{100 * low:.1f}, {100 * high:.1f}]")
        for sentence, problem in [pair for a in alarms for pair in a] if given.show else []:
            print(f"  alarm {problem.flag}: {problem.text}: {sentence}")


if __name__ == "__main__":
    main()
