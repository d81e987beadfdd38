"""Filters files of pairs into a training set and a dev set and counts every rejection (the step *prepare*).

Filters run in a fixed order and a pair is counted under the first that refuses it; the refused pairs are kept in
``rejected.tsv`` with the reason, so that what a filter does can be checked.
"""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.comparison import suites
from pipeline.core.errors import UserError
from pipeline.core.resources import data_dir
from pipeline.language.numbers import Language
from pipeline.training.config import PairSource, TrainConfig
from pipeline.training.decontamination import HeldOut, suite_texts
from pipeline.training.pair_language import judge
from pipeline.training.parallel_text import NOT_UTF8, Broken, Pair, read_pairs

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff]")
_LETTER = re.compile(r"[^\W\d_]")
_MANY_DECIDED = 20  # pairs whose languages must be known before a whole file is called swapped
_SUITE_TEXTS = ("title", "text", "reference_translation", "reference_summary")
_PIECES = 1.4  # most subword pieces a word in the articles read: text beyond the model's limit supports nothing
_SHORT = 25  # characters: headlines and terms may differ in length more than sentences


@dataclass(slots=True)
class Report:
    """Counts of the step prepare; ``rejected`` by reason, ``kept`` by origin, warnings in words, and the known suites
    that overlap could not be checked against, because they are not on this machine."""

    read: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rejection:
    reason: str
    where: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The prepared data: ``train`` pairs, ``dev`` pairs, the refused ones and the counts."""

    train: list[Pair]
    dev: list[Pair]
    rejections: list[Rejection]
    report: Report


def normalize(text: str) -> str:
    """NFC, HTML entities resolved, control characters and runs of spaces gone."""
    text = html.unescape(text) if "&" in text else text
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def prepare(config: TrainConfig) -> Corpus:
    """Reads and filters all data of a preset.

    Raises:
        UserError: a file is missing, empty or swapped as a whole; nothing is left to train or validate on.
    """
    pair_filter = PairFilter(config, held_out_texts(config))
    if absent := [name for name, place in known_suites().items() if place is None]:
        pair_filter.report.unchecked = absent
    dev = _dev_set(config, pair_filter)
    for source in config.data.train:
        pair_filter.take(source)
    train = pair_filter.kept
    if config.data.dev is None:
        train, dev = _split(train, config.data.dev_pairs, config.seed)
    _check(pair_filter.report, train, dev)
    pair_filter.report.kept = Counter(p.origin for p in train)
    return Corpus(train, dev, pair_filter.rejections, pair_filter.report)


def held_out_texts(config: TrainConfig) -> HeldOut:
    """What no training pair may overlap with: the suites that ship, those that are on this machine (``ringkas
    suites`` lists them), those the preset names, and its test sets.

    Raises:
        UserError: a named suite is missing; overlap is never left unchecked.
    """
    held_out = HeldOut(config.data.filters.held_out_words)
    for path in (*shipped_suites(), *map(config.locate, config.data.held_out)):
        for text, suite in suite_texts(path):
            held_out.add([text], suite)
    for name, place in known_suites().items():
        for row in suites.rows(place) if place is not None else ():
            texts = [row.get(column, "") for column in _SUITE_TEXTS]
            held_out.add([line for text in texts for line in text.splitlines()], name)
    for table in config.evaluate.suites:
        held_out.add(_both_sides(config, table.data), table.name)
    return held_out


def shipped_suites() -> list[Path]:
    """The folders of ``eval/suites``."""
    return sorted(p for p in data_dir("eval/suites").iterdir() if p.is_dir())


def known_suites() -> dict[str, suites.Located | None]:
    """The suites that Ringkas knows but does not ship, and where their files are; None for those that are not on this
    machine."""
    located: dict[str, suites.Located | None] = {}
    shipped = {path.name for path in shipped_suites()}
    for name in suites.suite_names():
        if name in shipped:
            continue
        try:
            located[name] = suites.locate(suites.load_suite(name))
        except UserError:
            located[name] = None
    return located


class PairFilter:
    """Filters source after source, and remembers the pairs seen in order to find duplicates."""

    def __init__(self, config: TrainConfig, held_out: HeldOut) -> None:
        self.config = config
        self.filters = config.data.filters
        self.languages = (config.languages.source, config.languages.target)
        self.held_out = held_out
        self.kept: list[Pair] = []
        self.rejections: list[Rejection] = []
        self.report = Report()
        self._seen: set[int] = set()

    def take(self, source: PairSource) -> None:
        """Filters one source into ``kept``.

        Raises:
            UserError: most of its pairs are in the wrong order.
        """
        verdicts: Counter[str] = Counter()
        duplicates = total = 0
        for row in read_pairs(source, self.config.locate(source.path), self.languages):
            self.report.read += 1
            total += 1
            if isinstance(row, Broken):
                self._reject("malformed", row.where, row.text, row.reason)
                continue
            pair = replace(row, source=normalize(row.source), target=normalize(row.target))
            reason = self.reason(pair, verdicts)
            duplicates += reason == "duplicate"
            if reason:
                self._reject(reason, pair.where, pair.source, pair.target)
            else:
                self.kept.append(pair)
        self._judge_source(source, verdicts)
        if duplicates > total / 2:
            self.report.warnings.append(f"{source.path}: {duplicates} of {total} pairs are duplicates")

    def reason(self, pair: Pair, verdicts: Counter[str]) -> str:
        """The first filter that refuses the pair, or ""."""
        if NOT_UTF8 in pair.source or NOT_UTF8 in pair.target:
            return "not-utf8"
        if not _LETTER.search(pair.source) or not _LETTER.search(pair.target):
            return "empty"
        shape = self._shape(pair)
        if shape:
            return shape
        if self.filters.language:
            verdict = judge(pair.source, pair.target, self.languages)
            verdicts[verdict] += 1
            if verdict in ("swapped", "wrong"):
                return "wrong-order" if verdict == "swapped" else "wrong-language"
        if self.filters.supported and not self._supported(pair):
            return "unsupported"
        key = hash((pair.source.casefold(), pair.target.casefold()))
        if key in self._seen:
            return "duplicate"
        self._seen.add(key)
        suite = self.held_out.suite_of(pair.source) or self.held_out.suite_of(pair.target)
        return f"held-out:{suite}" if suite else ""

    def _shape(self, pair: Pair) -> str:
        if self.filters.identical == "drop" and pair.source.casefold() == pair.target.casefold():
            return "identical"
        lengths = len(pair.source.split()), len(pair.target.split())
        if not self.filters.truncate_source and max(lengths) > self.filters.max_words:
            return "too-long"
        if self.config.task == "summarize":
            return "" if lengths[0] > lengths[1] else "not-shorter"
        allowance = 1.0 if max(len(pair.source), len(pair.target)) <= _SHORT else 0.0
        return "length-ratio" if max(lengths) > (self.filters.max_ratio + allowance) * min(lengths) else ""

    def _supported(self, pair: Pair) -> bool:
        """Whether the article holds every figure and name of its summary: else a model learns to invent them."""
        from pipeline.language import facts

        words = pair.source.split()
        if self.filters.truncate_source:
            words = words[: int(self.filters.max_source_tokens / _PIECES)]
        source, target = self.languages
        known: dict[str, Language] = {"id": "id", "en": "en"}
        report = facts.compare(" ".join(words), pair.target, known.get(source, "en"), known.get(target, "en"))
        return not report.added

    def _judge_source(self, source: PairSource, verdicts: Counter[str]) -> None:
        decided = verdicts["right"] + verdicts["swapped"] + verdicts["wrong"]
        if decided >= _MANY_DECIDED and verdicts["swapped"] > decided / 2:
            raise UserError(
                f"{source.path}: {verdicts['swapped']} of {decided} pairs are in the wrong order: "
                f"the source should be {self.languages[0]!r}, the target {self.languages[1]!r}",
                "say swap = true for this file, or exchange its columns",
            )

    def _reject(self, reason: str, where: str, source: str, target: str) -> None:
        self.report.rejected[reason] += 1
        self.rejections.append(Rejection(reason, where, source, target))


def _both_sides(config: TrainConfig, source: PairSource) -> Iterable[str]:
    languages = (config.languages.source, config.languages.target)
    for row in read_pairs(source, config.locate(source.path), languages):
        if isinstance(row, Pair):
            yield row.source
            yield row.target


def load_pairs(config: TrainConfig, source: PairSource) -> list[Pair]:
    """The pairs of a dev or test set as they are, normalised; broken rows are an error here.

    Raises:
        UserError: a row is not a pair: a test set is not filtered silently.
    """
    rows = read_pairs(source, config.locate(source.path), (config.languages.source, config.languages.target))
    for row in rows:
        if isinstance(row, Broken):
            raise UserError(f"{row.where}: {row.reason}", "a dev or test set must be whole: mend the row")
    return [replace(r, source=normalize(r.source), target=normalize(r.target)) for r in rows if isinstance(r, Pair)]


def _dev_set(config: TrainConfig, pair_filter: PairFilter) -> list[Pair]:
    """The dev pairs; training pairs that overlap with them are refused as held-out:dev."""
    if config.data.dev is None:
        return []
    dev = load_pairs(config, config.data.dev)
    for pair in dev:
        pair_filter.held_out.add([pair.source, pair.target], "dev")
    return dev[: config.data.dev_limit or None]


def _split(pairs: list[Pair], count: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Takes ``count`` pairs (at most a tenth) out of the training pairs as the dev set; no source is on both sides."""
    count = min(count, len(pairs) // 10)
    chosen = set(random.Random(seed).sample(range(len(pairs)), count))
    dev = [p for i, p in enumerate(pairs) if i in chosen]
    sources = {p.source.casefold() for p in dev}
    return [p for i, p in enumerate(pairs) if i not in chosen and p.source.casefold() not in sources], dev


def _check(report: Report, train: list[Pair], dev: list[Pair]) -> None:
    counts = ", ".join(f"{reason} {n}" for reason, n in report.rejected.most_common()) or "none"
    if not train:
        raise UserError(f"no training pair is left of {report.read}; rejected: {counts}", "read rejected.tsv")
    if not dev:
        raise UserError(
            f"{len(train)} pairs are too few to hold out a dev set; rejected of {report.read}: {counts}",
            "name one under [data.dev]",
        )
    overlap = report.rejected["held-out:dev"]
    if overlap:
        report.warnings.append(f"{overlap} training pairs overlap with the dev set and were left out")
