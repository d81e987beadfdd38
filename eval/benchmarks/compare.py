"""Measures the measuring: the leaderboard of stored systems, the test's false positives and power, and its speed.

    RINGKAS_DATA=DIR python -m eval.benchmarks.compare [leaderboard] [null] [power] [speed]

DIR holds FLORES devtest (``flores-devtest.id``, ``flores-devtest.en``) and, under ``systems/``, a file per system.
Each part rewrites its table in ``eval/results``; without a name all of them run.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from statistics import NormalDist

import numpy as np

from pipeline import metrics
from pipeline.comparison import analysis, suites
from pipeline.comparison.formatting import number
from pipeline.comparison.render import table
from pipeline.comparison.texts import load_texts
from pipeline.comparison.verdict import POWER
from pipeline.core.text_lines import read_lines
from pipeline.metrics import escapes, resampling
from pipeline.metrics.base import Metric, Rows, Values

RESULTS = Path(__file__).resolve().parents[1] / "results"
LEADERBOARD = (
    "bleu",
    "chrf",
    "chrf++",
    "ter",
    "numbers-recall",
    "numbers-precision",
    "names-recall",
    "names-precision",
)
TEXT = ("bleu", "chrf", "chrf++", "ter", "rouge1", "rouge2", "rougeL", "rougeLsum")
TESTED = ("bleu", "chrf", "ter")
TRIALS, SAMPLES, ALPHA = 500, 1000, 0.05
RESAMPLINGS = 10
POWER_TRIALS = 200
SIZES = (50, 100, 200, 400, 800)
ALL_SIZES = (50, 100, 161, 200, 400, 600, 1012)
POWER_PAIRS = (("opusmt", "argos"), ("nllb", "bergamot-tiny"), ("microsoft", "google"))


class Data:
    """FLORES devtest and the systems' outputs; escapes are undone unless asked otherwise."""

    def __init__(self) -> None:
        self.files = suites.locate(suites.load_suite("flores-devtest")).files
        self.sources, self.references = (read_lines(path) for path in self.files)
        self.paths = sorted((self.files[0].parent / "systems").glob("*.en"))
        self.outputs = {path.stem: read_lines(path) for path in self.paths}

    def rows(self, system: str, metric: Metric) -> Rows:
        """The metric's rows for a system, escapes undone."""
        texts = [escapes.unescape(text) for text in self.outputs[system]]
        return metrics.statistics(metric, metrics.make_items(texts, [[r] for r in self.references], self.sources))


def leaderboard(data: Data) -> None:
    """All systems on all metrics; those with escapes twice, as stored and undone."""
    entries = dict(data.outputs)
    for name, texts in data.outputs.items():
        if escapes.escaped(texts):
            entries[f"{name} (escapes undone)"] = tuple(map(escapes.unescape, texts))
    rows = []
    for name, texts in entries.items():
        items = metrics.make_items(texts, [[r] for r in data.references], data.sources)
        found = [metrics.score_items(metrics.load_metric(m), items) for m in LEADERBOARD]
        rows.append((found[1].value, [name, *(f"{s.value:.1f} ({s.low:.1f} to {s.high:.1f})" for s in found)]))
    ordered = [row for _, row in sorted(rows, key=lambda r: -r[0])]
    write(
        "leaderboard.md",
        "FLORES-200 devtest, Indonesian to English, 1,012 sentences: stored outputs of six systems",
        [
            "Outputs as Mozilla's firefox-translations-models stores them (evaluation/id-en); value with 95% bootstrap "
            "interval, by chrF. Numbers and names are read against the source.",
            "",
            *table(["system", *LEADERBOARD], ordered),
        ],
    )


def null(data: Data) -> None:
    """How often the tests call two samples of the same thing different."""
    rows = []
    for name in TESTED:
        metric = metrics.load_metric(name)
        one, other = data.rows("nllb", metric), data.rows("bergamot-tiny", metric)
        for kind, draw in (("split", _split(one)), ("swap", _swap(one, other))):
            hits = np.zeros(3)
            for trial in range(TRIALS):
                left, right = draw(np.random.default_rng([trial, 99]))
                hits += [p < ALPHA for p in _p_values(left, right, metric.value, trial % RESAMPLINGS)]
            rows += [[name, kind, test, _rate(int(h), TRIALS)] for test, h in zip(TESTS, hits, strict=True)]
            print(name, kind, *hits / TRIALS, flush=True)
    write(
        "null-calibration.md",
        f"False positives at p < {ALPHA} where there is nothing to find ({TRIALS} trials, {SAMPLES:,} resamples)",
        [
            "`split`: one system's 1,012 sentences (nllb) cut at random into two halves that are held against each "
            "other. `swap`: two systems (nllb, bergamot-tiny) whose outputs are exchanged at random, line by line.",
            "`absolute` is the paired bootstrap as sacrebleu 2.6.0 computes it: absolute differences, then centred. "
            "Findings in `ringkas compare` rest on randomization.",
            "",
            *table(["metric", "null", "test", "false positives (95% interval)"], rows),
        ],
    )


TESTS = ("randomization", "bootstrap", "absolute")
Draw = Callable[[np.random.Generator], tuple[Rows, Rows]]


def _split(rows: Rows) -> Draw:
    half = len(rows) // 2

    def draw(rng: np.random.Generator) -> tuple[Rows, Rows]:
        order = rng.permutation(len(rows))
        return rows[order[:half]], rows[order[half : 2 * half]]

    return draw


def _swap(left: Rows, right: Rows) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Rows, Rows]:
        stay = rng.integers(0, 2, (len(left), 1)).astype(bool)
        return np.where(stay, left, right), np.where(stay, right, left)

    return draw


def _p_values(left: Rows, right: Rows, value: Callable[[Rows], Values], seed: int) -> tuple[float, float, float]:
    delta = float(value(right.sum(axis=0)) - value(left.sum(axis=0)))
    weights, masks = _resampling(len(left), seed)
    deltas = value(weights @ right) - value(weights @ left)
    sizes = np.abs(deltas)
    absolute = (int((sizes - sizes.mean() > abs(delta)).sum()) + 1) / (SAMPLES + 1)
    return (
        resampling.randomization_p(left, right, value, masks),
        resampling.bootstrap_p(delta, deltas),
        absolute,
    )


@lru_cache(maxsize=2 * RESAMPLINGS)
def _resampling(items: int, seed: int) -> tuple[resampling.Matrix, resampling.Matrix]:
    """Drawing the resamples takes longer than the test, so the trials take turns with a few sets of them."""
    draw_weights, draw_masks = resampling.bootstrap_weights.__wrapped__, resampling.swap_masks.__wrapped__
    return draw_weights(items, SAMPLES, seed), draw_masks(items, SAMPLES, seed)


def _rate(hits: int, trials: int) -> str:
    """A share with Wilson's 95% interval."""
    share, z = hits / trials, 1.96
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2)) / (1 + z * z / trials)
    return f"{100 * share:.1f}% ({100 * (middle - half):.1f} to {100 * (middle + half):.1f})"


def power(data: Data) -> None:
    """How often a true difference is found in fewer sentences."""
    rows = []
    for (left, right), name in ((p, m) for p in POWER_PAIRS for m in ("bleu", "chrf")):
        metric = metrics.load_metric(name)
        a, b = data.rows(left, metric), data.rows(right, metric)
        delta = float(metric.value(b.sum(axis=0)) - metric.value(a.sum(axis=0)))
        found = []
        for size in SIZES:
            hits = 0
            for trial in range(POWER_TRIALS):
                drawn = np.random.default_rng([trial, size]).permutation(len(a))[:size]
                masks = resampling.swap_masks.__wrapped__(size, SAMPLES, trial)
                p = resampling.randomization_p(a[drawn], b[drawn], metric.value, masks)
                same = (metric.value(b[drawn].sum(axis=0)) > metric.value(a[drawn].sum(axis=0))) == (delta > 0)
                hits += bool(p < ALPHA and same)
            found.append(f"{100 * hits / POWER_TRIALS:.0f}%")
        rows.append([f"{right} - {left}", name, number(delta, sign=True), *found])
    write(
        "power.md",
        f"How often the test finds a difference, by the number of sentences ({POWER_TRIALS} subsets of FLORES each)",
        [
            "Randomization, p < 0.05, in the direction of the difference on all 1,012 sentences (escapes undone). "
            "Subsets are drawn from the same 1,012 sentences, so the larger ones resemble each other.",
            "",
            *table(["pair", "metric", "difference", *(f"n = {n}" for n in SIZES)], rows),
            "",
            *smallest(data),
        ],
    )


def smallest(data: Data) -> list[str]:
    """The difference that is found in four of five comparisons, by the paired bootstrap's standard errors."""
    weights = resampling.bootstrap_weights(len(data.references), SAMPLES)
    normal = NormalDist()
    reach = normal.inv_cdf(1 - ALPHA / 2) + normal.inv_cdf(POWER)
    rows = []
    for name in ("bleu", "chrf"):
        metric = metrics.load_metric(name)
        resampled = [metric.value(weights @ data.rows(system, metric)) for system in data.outputs]
        errors = np.array([(b - a).std() for a, b in combinations(resampled, 2)]) * len(data.references) ** 0.5
        cells = [reach * q / n**0.5 for n in ALL_SIZES for q in (errors.min(), np.median(errors), errors.max())]
        rows.append([name, *(" / ".join(f"{c:.1f}" for c in cells[i : i + 3]) for i in range(0, len(cells), 3))])
    pairs = len(list(combinations(data.outputs, 2)))
    return [
        "## The smallest difference that is found in four of five comparisons",
        "",
        f"Least / median / most over the {pairs} pairs of systems: 2.80 standard errors of the difference (paired "
        "bootstrap, all sentences, scaled by the root of their number). `ringkas compare` prints the same "
        "of the items at hand.",
        "",
        *table(["metric", *(f"n = {n}" for n in ALL_SIZES)], rows),
    ]


def speed(data: Data) -> None:
    """Our comparison of all pairs, and sacrebleu's own of all systems with the first."""
    import sacrebleu
    from sacrebleu.metrics import BLEU, CHRF, TER
    from sacrebleu.significance import PairedTest

    began, cpu = time.perf_counter(), time.process_time()
    loaded = load_texts(data.paths, [data.files[1]], unescape=True)
    result = analysis.compare(loaded, TEXT, samples=SAMPLES)
    ours = (time.perf_counter() - began, time.process_time() - cpu)
    pairs = len(list(combinations(data.paths, 2)))
    began, cpu = time.perf_counter(), time.process_time()
    theirs_metrics = {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=2), "TER": TER()}
    systems = [(name, list(texts)) for name, texts in data.outputs.items()]
    PairedTest(systems, theirs_metrics, [list(data.references)], test_type="bs", n_samples=SAMPLES)()
    theirs = (time.perf_counter() - began, time.process_time() - cpu)
    load = os.getloadavg()[0]
    write(
        "compare-speed.md",
        f"Six systems, 1,012 sentences, {SAMPLES:,} resamples",
        [
            f"Python {platform.python_version()}, {os.cpu_count()} CPUs ({platform.machine()}), one process; load "
            f"average when done {load:.1f}, so read the processor time.",
            "",
            *table(
                ["what", "metrics", "pairs", "tests", "seconds", "processor seconds"],
                [
                    ["ringkas compare", ", ".join(TEXT), str(pairs), "bootstrap + randomization", *_times(ours)],
                    [
                        f"sacrebleu {sacrebleu.__version__} PairedTest",
                        ", ".join(theirs_metrics),
                        str(len(systems) - 1),
                        "bootstrap",
                        *_times(theirs),
                    ],
                ],
            ),
            "",
            f"{len(result.differences)} differences were computed by ringkas compare.",
        ],
    )


def _times(seconds: tuple[float, float]) -> list[str]:
    return [f"{s:.1f}" for s in seconds]


def write(name: str, title: str, lines: Sequence[str]) -> None:
    """A table of ``eval/results``; printed too."""
    part = name.removesuffix(".md")
    command = f"python -m eval.benchmarks.compare {PART_OF[part]}"
    text = "\n".join([f"# {title}", "", f"Made by `{command}`.", "", *lines, ""])
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / name).write_text(text, "utf-8")
    print(text)


PARTS: dict[str, Callable[[Data], None]] = {"leaderboard": leaderboard, "null": null, "power": power, "speed": speed}
PART_OF = {"leaderboard": "leaderboard", "null-calibration": "null", "power": "power", "compare-speed": "speed"}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all, when none is named")
    asked = parser.parse_args().parts or list(PARTS)
    data = Data()
    for part in asked:
        PARTS[part](data)


if __name__ == "__main__":
    main()
