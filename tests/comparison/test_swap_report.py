"""A swap's verdict: what decides, which errors count where, parts of a suite, and the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.comparison import suites, swap_page, swap_report
from pipeline.comparison.error_classes import NAMES, ErrorClass, by_translation, class_of
from pipeline.comparison.results import Difference
from pipeline.comparison.runs import load_runs
from pipeline.comparison.word_diff import marked, word_diff
from pipeline.core.errors import UserError
from pipeline.guards.severity import FLAGS

MakeRun = Callable[..., Path]


def difference(metric: str, delta: float, finding: Any, p: float = 0.01) -> Difference:
    return Difference(
        metric=metric, left="a", right="b", delta=delta, low=delta - 0.5, high=delta + 0.5, p_bootstrap=p,
        p_randomization=p, p_holm=p, effect=0.1, agreement=None, wins=3, losses=2, ties=0, finding=finding,
    )  # fmt: skip


def error(stage: Any, name: str, first: float, second: float, p: float) -> ErrorClass:
    return ErrorClass(stage, name, {"a": int(first), "b": int(second)}, {"a": first, "b": second}, p)


CHRF, BETTER, WORSE, NONE = "translation.chrf", "better", "worse", "no evidence"
FIGURES = error("translation", "figures and dates", 1.0, 6.0, 0.01)
JUDGED: tuple[tuple[list[Difference], list[ErrorClass], str, str], ...] = (
    ([difference(CHRF, 2.0, BETTER)], [], "better", "b is better than a, because translation.chrf +2.00 (95% +1.50"),
    ([difference(CHRF, -2.0, WORSE)], [], "worse", "b is worse than a, because translation.chrf -2.00"),
    ([difference(CHRF, 0.3, NONE, 0.4)], [], "not shown to be better", "may be chance: translation.chrf +0.30"),
    ([difference(CHRF, 2.0, BETTER)], [FIGURES], "not shown to be better", "gains translation.chrf +2.00"),
    (
        [difference(CHRF, 0.3, NONE, 0.4)],
        [FIGURES],
        "worse",
        "more errors of figures and dates in the translation (6.0",
    ),
    (
        [difference(CHRF, 2.0, BETTER), difference("translation.numbers-recall", -1.0, WORSE)],
        [],
        "not shown to be better",
        "but translation.numbers-recall -1.00",
    ),
    ([difference(CHRF, 2.0, BETTER)], [error("summary", "names", 1, 9, 0.001)], "better", "b is better"),
    ([difference(CHRF, 2.0, BETTER)], [error("translation", "names", 9, 1, 0.001)], "better", "b is better"),
    ([difference(CHRF, 2.0, BETTER)], [error("translation", "names", 1, 2, 0.3)], "better", "b is better"),
    ([], [], "not shown to be better", "because the suite has no references for this task."),
    ([], [FIGURES], "worse", "no references for this task; more errors of figures and dates"),
)


@pytest.mark.parametrize(("differences", "errors", "word", "said"), JUDGED)
def test_the_verdict(differences: list[Difference], errors: list[ErrorClass], word: str, said: str) -> None:
    found, sentence = swap_report.judge("a", "b", "translate", differences, errors)
    assert found == word
    assert said in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("flag", "name"),
    [
        ("number-lost", "figures and dates"),
        ("number-invented-by-summarization", "figures and dates"),
        ("number-repaired", ""),
        ("headline-name-lost", "names"),
        ("term-lost", "terms"),
        ("negation-lost", "polarity and roles"),
        ("loop", "repetition"),
        ("stutter-collapsed", ""),
        ("left-over", "left-over Indonesian"),
        ("meaning-lost", "missing or added text"),
        ("split", ""),
        ("score-low", ""),
    ],
)
def test_classes_of_flags(flag: str, name: str) -> None:
    assert class_of(flag) == name


def test_every_grave_flag_of_a_translation_has_a_class() -> None:
    grave = {flag for flag, (severity, _) in FLAGS.items() if severity != "minor"}
    assert {class_of(flag) for flag in grave - {"unsure", "low-trust"}} <= set(NAMES)


def test_a_brief_does_not_pay_for_its_translation() -> None:
    assert by_translation("translation-number-lost")
    assert by_translation("number-invented-by-translation")
    assert not by_translation("number-invented-by-summarization")


def test_words_are_compared() -> None:
    pieces = word_diff("Rice rose by 5 percent.", "Rice fell by 5 percent today.")
    assert marked(pieces) == "Rice [-rose-] {+fell+} by 5 [-percent.-] {+percent today.+}"
    assert [p.of for p in word_diff("a b", "a b")] == ["both"]


def test_a_report_and_its_page(make_run: MakeRun) -> None:
    one = make_run("one")
    two = make_run("two", lambda text: text.replace("the", "a").replace("rice", "<b>beras</b>"))
    made = swap_report.report([one, two], "translate", "five", samples=50, notes=["Said by the caller."])
    assert (made.first, made.second) == ("one", "two")
    assert made.word in ("worse", "not shown to be better")
    page, text = swap_page.html(made), swap_page.markdown(made)
    assert made.sentence in text
    assert "Said by the caller." in page
    assert "Not computed: comet" in text
    assert "&lt;b&gt;beras&lt;/b&gt;" in page
    assert "<b>beras" not in page
    found = swap_page.as_json(made)
    json.dumps(found, allow_nan=False)
    assert found["word"] == made.word
    assert found["examples"][0]["diff"]
    assert {row[0] for row in swap_page.quality(made)[1]} >= {"translation.chrf"}


def test_comet_is_taken_along_where_it_can_run(make_run: MakeRun, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint without a Python that loads it must not end a swap whose runs are done."""
    monkeypatch.setenv("RINGKAS_COMET", "model.ckpt")
    monkeypatch.delenv("RINGKAS_COMET_PYTHON", raising=False)
    runs = [make_run("one"), make_run("two", str.lower)]
    assert "Not computed: comet" in swap_page.markdown(swap_report.report(runs, "translate", "five", samples=50))
    monkeypatch.setenv("RINGKAS_COMET_PYTHON", "python")
    with pytest.raises(UserError, match="comet"):
        swap_report.report(runs, "translate", "five", samples=50)


def test_parts_of_a_suite_by_domain(make_run: MakeRun) -> None:
    runs = [make_run("one"), make_run("two", lambda text: text.replace("the", "a"))]
    ids = load_runs(runs).sides[0].ids
    made = swap_report.report(
        runs, "translate", "five", samples=50, labels=dict.fromkeys(ids, "floods"), labelled="beat"
    )
    part = next(p for p in made.parts if p.by == "beat")
    assert (part.name, part.n) == ("floods", 5)
    whole = next(d for d in made.comparison.differences if d.metric == "translation.chrf")
    assert part.delta == pytest.approx(whole.delta)
    assert part.low <= part.delta <= part.high


def test_the_domains_of_the_suites_that_ship() -> None:
    news, called = suites.domains(suites.locate(suites.load_suite("news")))
    assert called == "beat"
    assert len(news) == 600
    assert len(set(news.values())) == 20
    starter, _ = suites.domains(suites.locate(suites.load_suite("starter")))
    assert len(starter) == 12


@pytest.mark.parametrize("flag", ["unsure", "translation-unsure", "headline-unsure", "low-trust"])
def test_a_warning_by_risk_is_no_error(flag: str) -> None:
    """Only models with labelled sentences have risks: a copy of such a model would win over it."""
    assert class_of(flag) == ""


def test_costs_that_the_two_do_not_share_are_left_out(make_run: MakeRun) -> None:
    """The translations of a swap of summarizers come from the first run, and the second never loads the translator."""

    def manifest(memory: int) -> dict[str, Any]:
        seconds = {"clean": 1.0, "translate": 5.0, "summarize": memory / 100}
        return {
            "config": {"translate": {"model": "x"}, "summarize": {"model": "lead"}},
            "peak_memory_mb": memory,
            "stages": {stage: {"seconds": took} for stage, took in seconds.items()},
        }

    runs = [make_run("one", manifest=manifest(685)), make_run("two", str.lower, manifest=manifest(240))]
    for run in runs:
        (run / "translations.jsonl").write_text('{"sentences": [{"source": "satu dua"}]}\n')
    text = swap_page.markdown(swap_report.report(runs, "summarize", "five", samples=50))
    assert "| system | models | licence | weights | seconds to summarize | machine |" in text
    assert "| two | x + lead | - | - | 2.4 |" in text
    assert "240 MB" not in text
    assert "never loaded the translator" in text
    assert "Each was timed once" in text
    made = swap_report.report(runs, "translate", "five", samples=50)
    assert "| memory | words/s | seconds to translate |" in swap_page.markdown(made)
    assert all("from nothing" not in swap_page.COSTS[task] for task in swap_page.COSTS)


def test_what_decides_is_said(make_run: MakeRun) -> None:
    made = swap_report.report([make_run("one"), make_run("two", str.lower)], "translate", "five", samples=50)
    text = swap_page.markdown(made)
    assert "Three things decide: translation.chrf, the facts (translation.numbers-recall" in text
    assert "one metric decides" not in text


def test_few_items_are_named_as_the_reason() -> None:
    found = difference(CHRF, 2.0, NONE, 0.13)
    _, sentence = swap_report.judge("a", "b", "translate", [found], [])
    assert "only 5 items differ; 6 are needed." in sentence
