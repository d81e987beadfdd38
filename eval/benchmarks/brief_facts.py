"""Does the guard see a wrong fact in a brief? 200 briefs with one fact altered, and the briefs they were made from.

    python -m eval.benchmarks.brief_facts            # catch rates and false alarms, with intervals
    python -m eval.benchmarks.brief_facts --write    # make eval/suites/starter/planted.jsonl again (fixed seed)

The facts to alter are found here by hand-made lists and plain patterns, not by the extractor under test. The new
value never stands in the article; values moved within the article (``swap``) are measured apart, since no look-up can
see all of these. Negation and swapped roles are out of scope.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.stages.summarize.citations import align
from pipeline.stages.summarize.fact_check import Evidence, Problem, check

SUITE = Path(__file__).parents[1] / "suites" / "starter"
QUOTA = {"number": 80, "date": 30, "name": 50, "place": 40, "swap-number": 20, "swap-name": 20}
PEOPLE = (
    "Hendra Wiratama|Sri Lestari|Ratna Kusumadewi|Bambang Setiadi|Anucha Prasert|Yosua Rumbiak|Rafli Mahardika|"
    "Agus Pribadi|Arif Budiman Saleh|Nurhayati Simanjuntak|Lilis Suryani|Maria Tambunan|Karen Whitfield|Teuku Fadhlan|"
    "Anisa Maharani|Rudi Hartanto|Siti Munawaroh|Laksmi Pramudita|Utuh Ardiansyah|Ferdinand Hutapea|Gunawan Prakoso|"
    "Kristina Hamba Banju|Rambu Ana|Yohanes Umbu Tara|Slamet Riyanto|Indah Parawangsih|Dewi Anggraeni|Karsidi|"
    "Galih Nugroho|Ida Rosdiana"
)
BODIES = "BMKG|BPBD|Bank Indonesia|PSSI|ASEAN|BRIN|OJK|KAI|BNPB|WHO|UNESCO|Gerkatin|Isyarata"
PLACES = (
    "Pesisir Barat|Pesisir Tengah|Lampung|Krui|Jepara|Thailand|Jakarta|Vietnam|Malaysia|North Korea|South Korea|"
    "Bandung|New York|United States|Pyongyang|Sleman|Yogyakarta|Depok|Meratus|South Kalimantan|Sabah|"
    "Riau Islands|Batam|Kuala Lumpur|Waingapu|East Lombok|Surabaya|Malang|Lawang|Indian Ocean|Kebumen|Merak|"
    "Cilacap|Banten|West Java|Central Java|Bali|Pangandaran"
)
MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
SMALL = "three|four|five|six|seven|eight|nine|seventeen|nineteen|twenty|thirty-six"
WORDS = "three|four|five|six|seven|eight|nine|eleven|twelve|thirteen|fourteen|sixteen|eighteen|twenty-two|forty"
DATE = rf"(?:{MONTHS}) \d{{1,2}}(?:, \d{{4}})?|(?:{DAYS})|(?:{MONTHS})(?: \d{{4}})?|(?:19|20)\d\d"
NUMBER = rf"(?<![\w.,-])\d+(?:[.,-]\d+)*(?:th|rd|nd|st)?(?![\w-])|\b(?:{SMALL}|{SMALL.title()})\b"
PATTERN = {"date": DATE, "number": NUMBER, "name": rf"{PEOPLE}|{BODIES}", "place": PLACES}


@dataclass(frozen=True, slots=True)
class Planted:
    """A brief; ``at`` is its altered sentence (-1: none)."""

    id: str
    article: str
    kind: str
    sentences: list[str]
    at: int = -1
    original: str = ""
    altered: str = ""


def read(name: str) -> list[dict[str, Any]]:
    """Rows of one of the suite's files."""
    return [json.loads(line) for line in (SUITE / name).read_text(encoding="utf-8").splitlines()]


def clean_briefs() -> Iterator[Planted]:
    """The suite's 120 brief sentences as 48 briefs: the reference brief of each article, and three of variants."""
    rows = read("citations.jsonl")
    for article in dict.fromkeys(r["article"] for r in rows):
        texts = [r["text"] for r in rows if r["article"] == article]
        for n, (a, b) in enumerate(((0, 3), (3, 6), (6, 8), (8, 10))):
            yield Planted(f"{article}-b{n}", article, "none", texts[a:b])


def plant(seed: int = 20_250_219) -> list[Planted]:
    """All altered briefs, the quotas of the kinds filled evenly over the articles, and the clean ones."""
    rng = random.Random(seed)
    clean, articles = list(clean_briefs()), {a["id"]: a for a in read("articles.jsonl")}
    planted: list[Planted] = []
    for kind, wanted in QUOTA.items():
        sites = [s for brief in clean for s in _sites(brief, kind)]
        rng.shuffle(sites)
        sites = sites * (1 + wanted // max(1, len(sites)))  # a fact may be altered twice, to different values
        made: dict[tuple[str, str, str], Planted] = {}
        for brief, at, match in sites:
            if len(made) == wanted:
                break
            altered = _altered(kind, match[0], articles[brief.article], rng)
            key = (brief.id, match[0], altered)
            if altered and key not in made:
                text = brief.sentences[at]
                changed = text[: match.start()] + altered + text[match.end() :]
                sentences = [changed if i == at else s for i, s in enumerate(brief.sentences)]
                name = f"{brief.article}-{kind}-{len(made):02d}"
                made[key] = Planted(name, brief.article, kind, sentences, at, match[0], altered)
        planted += made.values()
    return [*planted, *clean]


def _sites(brief: Planted, kind: str) -> Iterator[tuple[Planted, int, re.Match[str]]]:
    base = kind.removeprefix("swap-")
    for at, sentence in enumerate(brief.sentences):
        dates = [m.span() for m in re.finditer(DATE, sentence)]
        for match in re.finditer(PATTERN[base], sentence):
            inside = any(a <= match.start() < b for a, b in dates)
            if base != "number" or not inside:
                yield brief, at, match


def _altered(kind: str, fact: str, article: dict[str, Any], rng: random.Random) -> str:
    """Another value of the same kind; "" where none is found."""
    held = article["reference_translation"] + article["title_en"]
    base, swap = kind.removeprefix("swap-"), kind.startswith("swap-")
    if base == "number":
        offers = re.findall(NUMBER, held) if swap else [_other_number(fact, rng) for _ in range(20)]
        offers = [o for o in offers if o[0].isdigit() == fact[0].isdigit() and ("-" in o) == ("-" in fact)]
    elif base == "date":
        offers = [_other_date(fact, rng) for _ in range(20)]
    else:
        pool = PLACES if base == "place" else PEOPLE if re.fullmatch(PEOPLE, fact) else BODIES
        offers = re.findall(pool, held) if swap else pool.split("|")
    rng.shuffle(offers)
    numerals = [n.lower().strip(".,-") for n in re.findall(rf"[\w.,-]*\d[\w.,-]*|{SMALL}|{WORDS}", held, re.IGNORECASE)]
    for offer in offers:
        here = offer.lower() in numerals if base == "number" else any(w in held for w in offer.split())
        if offer != fact and (swap or not here):
            return offer
    return ""


def _other_number(fact: str, rng: random.Random) -> str:
    if fact[0].isalpha():
        word = rng.choice(WORDS.split("|"))
        return word.capitalize() if fact[0].isupper() else word
    places = [i for i, c in enumerate(fact) if c.isdigit()]
    at = rng.choice(places)
    digit = rng.choice([d for d in "123456789" if d != fact[at]])
    return fact[:at] + digit + fact[at + 1 :]


def _other_date(fact: str, rng: random.Random) -> str:
    for pool in (DAYS, MONTHS):
        if fact in pool.split("|"):
            return rng.choice([x for x in pool.split("|") if x != fact])
    if fact.isdigit():
        return str(int(fact) + rng.choice((-3, -2, -1, 1, 2, 3)))
    month, _, rest = fact.partition(" ")
    if rng.random() < 0.5:
        return f"{rng.choice([m for m in MONTHS.split('|') if m != month])} {rest}"
    day = re.match(r"\d+", rest)
    return fact.replace(f" {day[0]}", f" {rng.randint(1, 28)}", 1) if day else fact


def evidence(article: dict[str, Any]) -> Evidence:
    """An article's two sides."""
    english, indonesian = [e for _, e in article["sentences"]], [i for i, _ in article["sentences"]]
    return Evidence(tuple(english), tuple(indonesian), (article["title_en"], article["title"]))


def problems(sentences: Sequence[str], held: Evidence) -> list[list[Problem]]:
    """What the guard says of each sentence, the translator's losses aside."""
    cited = align(sentences, held.english, held.indonesian)
    found = []
    for sentence, citations in zip(sentences, cited, strict=True):
        all_ = check(sentence, [c.sentence for c in citations], held)
        found.append([p for p in all_ if p.what != "lost"])
    return found


def measure(rows: Sequence[Planted]) -> dict[str, tuple[int, int]]:
    """Caught (or falsely alarmed) and total, by kind; ``none`` counts briefs, ``none-sentence`` their sentences."""
    articles = {a["id"]: evidence(a) for a in read("articles.jsonl")}
    tally: dict[str, tuple[int, int]] = {}

    def count(kind: str, hit: bool) -> None:
        hits, total = tally.get(kind, (0, 0))
        tally[kind] = (hits + hit, total + 1)

    for row in rows:
        found = problems(row.sentences, articles[row.article])
        if row.at >= 0:
            count(row.kind, bool(found[row.at]))
        else:
            count("none", any(found))
            for each in found:
                count("none-sentence", bool(each))
    return tally


def interval(hits: int, total: int) -> tuple[float, float]:
    """Wilson's 95% interval of a share."""
    z = 1.96
    share, squared = hits / total, z * z / total
    middle, half = share + squared / 2, z * ((share * (1 - share) + squared / 4) / total) ** 0.5
    return max(0.0, (middle - half) / (1 + squared)), min(1.0, (middle + half) / (1 + squared))


def main() -> None:
    """Print the table, or write the data."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--write", action="store_true", help="make planted.jsonl again")
    parser.add_argument("--show", action="store_true", help="print what was missed and every false alarm")
    parser.add_argument("--seed", type=int, default=0, help="measure on briefs altered anew with this seed")
    arguments = parser.parse_args()
    if arguments.write:
        lines = [json.dumps(asdict(p), ensure_ascii=False) + "\n" for p in plant()]
        (SUITE / "planted.jsonl").write_text("".join(lines), encoding="utf-8")
    rows = plant(arguments.seed) if arguments.seed else [Planted(**r) for r in read("planted.jsonl")]
    for kind, (hits, total) in measure(rows).items():
        low, high = interval(hits, total)
        print(f"{kind:14} {hits:4}/{total:<4} {100 * hits / total:6.1f}%  [{100 * low:.1f}, {100 * high:.1f}]")
    if arguments.show:
        _show(rows)


def _show(rows: Sequence[Planted]) -> None:
    articles = {a["id"]: evidence(a) for a in read("articles.jsonl")}
    for row in rows:
        found = problems(row.sentences, articles[row.article])
        if row.at >= 0 and not found[row.at]:
            print(f"missed {row.kind}: {row.original} -> {row.altered}: {row.sentences[row.at]}")
        for each in [p for f in found for p in f] if row.at < 0 else []:
            print(f"false alarm {each.flag}: {each.text}: {row.id}")


if __name__ == "__main__":
    main()
