"""How well cleaning does on pages its rules were not written on: boilerplate, kept text, sentence boundaries, speed.

    python eval/benchmarks/cleaning.py DATA_FOLDER [--json] [--speed]

The labels are this project's own work (eval/suites/cleaning); the pages are third-party text and stay outside the
repository: DATA_FOLDER holds ``raw_pages/*.jsonl``. Labels name a page by the hash of its id, carry the hash of its
text, and say by character offsets what is boilerplate and where sentences end. Nothing is written.

A page's lines are often lost, so boilerplate is scored by the word: precision, recall and F1 over words that should
go, and the share of words kept that should stay. A removed stretch is exact when it is removed to the word.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import itertools
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

LABELS = Path(__file__).resolve().parents[1] / "suites" / "cleaning" / "labels.jsonl"
FILES = ("detik_raw.jsonl", "kompas_tribun_inline.jsonl")
_WORD = re.compile(r"\S+")
Cleaner = Callable[[str], list[str]]
Splitter = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """A labelled page: ``remove`` are (start, end, class) of boilerplate, ``boundaries`` where sentences end."""

    source: str
    text: str
    remove: tuple[tuple[int, int, str], ...]
    boundaries: tuple[int, ...] | None
    sample: int = 1


@dataclass(slots=True)
class Tally:
    """Counts of words or boundaries: rightly found, wrongly found, missed, rightly left alone."""

    hit: int = 0
    false: int = 0
    missed: int = 0
    kept: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    missed_classes: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.hit + self.false)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.hit + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hit / max(1, 2 * self.hit + self.false + self.missed)

    @property
    def kept_recall(self) -> float:
        return self.kept / max(1, self.kept + self.false)

    def as_dict(self) -> dict[str, float | int]:
        values: dict[str, float | int] = {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "to_find": self.hit + self.missed,
        }
        return {**values, "kept_recall": round(self.kept_recall, 4)} if self.kept else values


def fingerprint(text: str) -> str:
    """The hash by which labels know a page and its text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load(data: Path, labels: Path = LABELS) -> list[Page]:
    """The labelled pages, in the order of the labels.

    Raises:
        FileNotFoundError: the pages are not there.
        ValueError: a page is missing, or its text is not the one that was labelled.
    """
    texts: dict[tuple[str, str], str] = {}  # an address can occur twice, scraped in two ways
    for name in FILES:
        for line in (data / "raw_pages" / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts[fingerprint(row["id"]), fingerprint(row["raw"])] = row["raw"]
    pages = []
    for line in labels.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if (row["page"], row["text"]) not in texts:
            raise ValueError(f"page {row['page']} is missing or is not the text that was labelled")
        text = texts[row["page"], row["text"]]
        bounds = None if row["boundaries"] is None else tuple(row["boundaries"])
        pages.append(Page(row["source"], text, tuple((a, b, c) for a, b, c in row["remove"]), bounds, row["sample"]))
    return pages


# ------------------------------------------------------------------------------------------------ what is scored


def ours(text: str) -> list[str]:
    """The project's cleaning."""
    from pipeline.stages.clean import boilerplate

    return [paragraph.text for paragraph in boilerplate.classify(text).paragraphs]


def untouched(text: str) -> list[str]:
    """Nothing removed."""
    return [line for line in text.split("\n") if line.strip()]


def trafilatura_alone(text: str) -> list[str]:
    """The text as a page of paragraphs, through trafilatura."""
    import trafilatura

    body = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    found = trafilatura.extract(f"<html><body><article>{body}</article></body></html>", include_comments=False)
    return (found or "").split("\n")


def our_sentences(text: str) -> list[str]:
    """The project's splitter."""
    from pipeline.language import segment

    return segment.split(text)


def sentencex_alone(text: str) -> list[str]:
    """sentencex with its Indonesian rules, as it comes; it never splits inside quotation marks, which the labels do."""
    import sentencex

    return [piece.strip() for piece in sentencex.segment("id", text)]


CLEANERS: dict[str, Cleaner] = {"ringkas": ours, "trafilatura": trafilatura_alone, "no-op": untouched}
SPLITTERS: dict[str, Splitter] = {"ringkas": our_sentences, "sentencex": sentencex_alone}


def score_cleaning(pages: Iterable[Page], clean: Cleaner) -> Tally:
    """Boilerplate by the word over some pages."""
    total = Tally()
    for page in pages:
        kept = kept_words(page.text, clean(page.text))
        for match in _WORD.finditer(page.text):
            kind = next((c for a, b, c in page.remove if a <= match.start() and match.end() <= b), "")
            stays = match.start() in kept
            if kind:
                total.classes[kind] += 1
                total.missed_classes[kind] += stays
                total.missed += stays
                total.hit += not stays
            else:
                total.kept += stays
                total.false += not stays
    return total


def kept_words(text: str, paragraphs: Sequence[str]) -> set[int]:
    """Offsets of a text's words that are still in the paragraphs made from it, matched in order."""
    wanted = iter(word for paragraph in paragraphs for word in paragraph.split())
    word = next(wanted, None)
    found: set[int] = set()
    for match in _WORD.finditer(text):
        if word is None:
            break
        mine = html.unescape(html.unescape(match.group().replace("\\'", "'").replace('\\"', '"')))
        if mine == word or (len(word) > 1 and (mine.endswith(word) or mine.startswith(word))):
            found.add(match.start())
            word = next(wanted, None)
    return found


def pieces(page: Page) -> Iterator[tuple[int, str]]:
    """The paragraphs of a page that stay, by its labels: offset and text."""
    borders = [0, *(x for a, b, _ in page.remove for x in (a, b)), len(page.text)]
    for start, stop in zip(borders[::2], borders[1::2], strict=True):
        offset = start
        for line in page.text[start:stop].split("\n"):
            if line.strip():
                yield offset + len(line) - len(line.lstrip()), line.strip()
            offset += len(line) + 1


def score_sentences(pages: Iterable[Page], split: Splitter) -> tuple[Tally, Tally]:
    """Sentence ends inside paragraphs, and whole sentences, over the pages that have them labelled.

    The end of a paragraph is no finding: the first tally leaves it out. The second counts whole sentences.
    """
    ends, whole = Tally(), Tally()
    for page in pages:
        for offset, text in pieces(page) if page.boundaries is not None else ():
            gold = [b - offset for b in page.boundaries or () if offset < b < offset + len(text)]
            mine = boundaries(text, split(text))
            ends.hit += len(set(gold) & set(mine))
            ends.false += len(set(mine) - set(gold))
            ends.missed += len(set(gold) - set(mine))
            real, found = spans(gold, len(text)), spans(mine, len(text))
            whole.hit += len(real & found)
            whole.false += len(found - real)
            whole.missed += len(real - found)
    return ends, whole


def with_paragraphs(ends: Tally, whole: Tally) -> Tally:
    """The ends inside paragraphs together with the paragraphs' own, which every splitter finds."""
    paragraphs = whole.hit + whole.missed - ends.hit - ends.missed
    return Tally(hit=ends.hit + paragraphs, false=ends.false, missed=ends.missed)


def boundaries(text: str, sentences: Sequence[str]) -> list[int]:
    """Offsets at which the sentences of a text end, but for the last."""
    found, position = [], 0
    for sentence in sentences:
        position = text.index(sentence, position) + len(sentence)
        found.append(position)
    return found[:-1]


def spans(ends: Sequence[int], length: int) -> set[tuple[int, int]]:
    """Sentences as (start, end) from their ends; white space after an end belongs to the next."""
    borders = [0, *ends, length]
    return set(itertools.pairwise(borders))


def speed(texts: Sequence[str], seconds: float = 5.0) -> float:
    """Articles a minute through cleaning and segmentation, in this one process."""
    from pipeline.language import segment
    from pipeline.stages.clean import boilerplate

    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        for text in texts:
            for paragraph in boilerplate.classify(text).paragraphs:
                segment.split(paragraph.text)
            done += 1
    return 60 * done / (time.process_time() - start)


def report(data: Path, with_speed: bool) -> dict[str, object]:
    """All figures, as plain values."""
    every = load(data)
    pages = [page for page in every if page.sample == 1]
    result: dict[str, object] = {}
    for name, cleaner in CLEANERS.items():
        result[f"boilerplate {name}"] = score_cleaning(pages, cleaner).as_dict()
    tally = score_cleaning(pages, ours)
    result["recall by class"] = {c: round(1 - tally.missed_classes[c] / n, 4) for c, n in sorted(tally.classes.items())}
    result["boilerplate ringkas, second sample"] = score_cleaning([p for p in every if p.sample == 2], ours).as_dict()
    for source in ("detik", "kompas", "tribun"):
        chosen = [page for page in pages if page.source == source]
        result[f"boilerplate ringkas {source}"] = score_cleaning(chosen, ours).as_dict()
    for name, splitter in SPLITTERS.items():
        for group, sources in (("", ("detik", "kompas")), (" damaged text", ("tribun",))):
            ends, whole = score_sentences([p for p in pages if p.source in sources], splitter)
            result[f"sentence ends {name}{group}"] = with_paragraphs(ends, whole).as_dict()
            result[f"  inside paragraphs only {name}{group}"] = ends.as_dict()
            result[f"  whole sentences {name}{group}"] = whole.as_dict()
    if with_speed:
        result["articles a minute, cleaning + segmentation, one core"] = round(speed([page.text for page in pages]))
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder that holds raw_pages/")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--speed", action="store_true", help="measure articles a minute too")
    options = parser.parse_args(arguments)
    if not (options.data / "raw_pages").is_dir():
        print(
            f"no raw_pages in {options.data}: the pages are third-party text and not part of this repository",
            file=sys.stderr,
        )
        return 2
    result = report(options.data, options.speed)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        for name, values in result.items():
            print(
                f"{name:45s}", "  ".join(f"{k} {v}" for k, v in values.items()) if isinstance(values, dict) else values
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
