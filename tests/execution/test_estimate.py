"""An estimate is the line through two measured runs: what a run costs once is told from what an article costs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.errors import PipelineError
from pipeline.execution import estimate as estimates
from pipeline.execution.estimate import INDEXED, Sample, estimate

MB = 1 << 20


def sample(articles: int) -> Sample:
    """Of a run that costs 5 s once, 0.1 s an article of which 0.08 s in shards, 300 MB and 0.001 MB an article."""
    return Sample(
        articles, 5 + 0.1 * articles, 6 + 0.16 * articles, 0.08 * articles, 300 * MB, 20_000 + 9_000 * articles
    )


def test_one_worker_is_the_line() -> None:
    cost = estimate(sample(20), sample(60), 10_000, 1, cores=4)
    assert cost.seconds == pytest.approx(1005)
    assert cost.apart == pytest.approx(1005)
    assert cost.memory == 300 * MB + INDEXED * 9_940
    assert cost.disk == 20_000 + 9_000 * 10_000
    assert cost.processor_hours == pytest.approx(1606 / 3600)


@pytest.mark.parametrize(
    ("small", "large", "articles", "measured"),
    # MB of runs that were measured: the default preset, and the fake model over longer articles.
    [((4, 571), (12, 676), 64, 782), ((50, 349), (150, 386), 450, 492)],
)
def test_memory_is_near_what_was_measured(
    small: tuple[int, int], large: tuple[int, int], articles: int, measured: int
) -> None:
    """The line through both samples went on for ever: 1,360 MB for 64 articles, terabytes for a million."""
    one, other = (replace(sample(n), memory=mb * MB) for n, mb in (small, large))
    assert estimate(one, other, articles, 1, cores=2).memory / MB == pytest.approx(measured, rel=0.15)
    assert estimate(one, other, large[0], 1, cores=2).memory == large[1] * MB
    assert estimate(one, other, 1, 1, cores=2).memory == small[1] * MB


def test_workers_divide_the_shards_and_nothing_else() -> None:
    cost = estimate(sample(20), sample(60), 10_000, 4, cores=64)
    assert cost.apart == pytest.approx(5 + 10_000 * (0.02 + 0.08 / 4))
    assert cost.machine_hours == pytest.approx(4 * cost.apart / 3600)
    assert cost.memory == pytest.approx(4 * 300 * MB + INDEXED * 9_940)


def test_workers_on_one_machine_get_no_more_than_its_processors_give() -> None:
    cost = estimate(sample(20), sample(60), 10_000, 16, cores=2)
    assert cost.seconds == pytest.approx(5 + 10_000 * 0.16 / 2)
    assert cost.apart < cost.seconds


def test_too_few_articles_are_an_error() -> None:
    with pytest.raises(PipelineError, match="only 12 articles"):
        estimate(sample(12), sample(12), 100, 1, cores=2)


def test_a_run_that_mostly_waited_is_warned_of() -> None:
    slow = replace(sample(12), seconds=260.0, processor=9.0)
    assert "9.0 s of processor time in 4 min by the clock, on a machine with 1 processor" in estimates.busy(slow, 1)
    assert "measure again when the machine is free" in estimates.busy(slow, 4)
    assert estimates.busy(sample(12), 4) == ""


def test_small_costs_have_digits(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (replace(sample(n), seconds=n, processor=n / 4, memory=200 * MB) for n in (4, 12))
    cost = estimate(small, large, 64, 1, cores=2)
    monkeypatch.setattr(estimates, "measured", lambda *given: (cost, (small, large)))
    said = cli("estimate", "tiny", "--articles", "64").out
    assert re.findall(r"(\S+-hours|memory|disk) +(.+)", said) == [
        ("machine-hours", "0.018"), ("processor-hours", "0.0044"), ("memory", "200 MiB"), ("disk", "1 MiB")
    ]  # fmt: skip


@pytest.mark.heavy
def test_the_verb_measures_and_says(cli: Callable[..., Any], articles: Callable[[int], Path]) -> None:
    folder = articles(12)
    done = cli("estimate", "tiny", "--articles", "1000", "--input", folder, "--sample", "12", "--json")
    assert done.code == 0, done.err
    row = json.loads(done.out)
    small, large = row["samples"]
    assert (small["articles"], large["articles"]) == (4, 12)
    assert row["disk"] > large["disk"] * 5
    assert row["seconds"] >= large["seconds"] * 0.5
    assert "runs of 1, 4, 12 articles with the config tiny are measured" in done.err
    assert "estimate: 4 articles in" in done.err


def test_the_starter_suite_limits_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its twelve articles are fewer than the default sample, and both runs would be of one size."""
    measured_with: list[int] = []

    def run(out: Path, inputs: object, config: str, settings: object, articles: int) -> Sample:
        measured_with.append(articles)
        return sample(articles)

    monkeypatch.setattr(estimates, "_run", run)
    cost, _ = estimates.measured((), "tiny", (), 60, 1000, 1)
    assert measured_with == [1, 4, 12]
    assert cost.seconds == pytest.approx(105)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "the folder holds no articles"),
        ({"a.pdf": "%PDF-1.4", "b.csv": "isi\nhalo\n"}, "a.pdf: this kind of file is not read"),
        ({f"{n}.txt": "Harga beras naik di pasar." for n in range(3)}, "the inputs hold 3 articles, and 4 at least"),
    ],
)
def test_a_wrong_folder_is_refused_before_anything_is_measured(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], said: str
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.setattr(estimates, "_run", lambda *_: pytest.fail("it was measured"))
    refused = cli("estimate", "tiny", "--input", folder)
    assert refused.code == 2, refused.err
    assert said in refused.err
    assert cli("estimate", "tiny", "--input", tmp_path / "none").code == 2
    assert "can be read once" in cli("estimate", "tiny", "--input", "-").err


def test_no_more_is_read_than_is_measured_and_few_articles_make_small_runs(
    articles: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def run(out: Path, inputs: Any, config: str, settings: Any, count: int) -> Sample:
        sizes.append(count)
        return sample(count)

    monkeypatch.setattr(estimates, "_run", run)
    folder = str(articles(9))
    for wanted in (60, 6):
        estimates.measured([folder], "tiny", (), wanted, 100, 1)
    assert sizes == [1, 3, 9, 1, 2, 6]
