"""Ranks, verdicts and files for papers say no more than the tests do."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pipeline.comparison import export, render
from pipeline.comparison.ranking import BOLD, ranked
from pipeline.comparison.results import Comparison, Difference, Finding
from pipeline.comparison.verdict import judge, smallest_shown
from pipeline.core.records import Score


def score(system: str, value: float, metric: str = "chrf") -> Score:
    return Score(metric, value, value - 1, value + 1, "chrF2|v:2", (value,), 9, system)


def difference(left: str, right: str, finding: Finding, low: float = -1.0, p: float = 0.2) -> Difference:
    return Difference("chrf", left, right, 1.0, low, 2.0, p, p, p, 0.1, None, 5, 3, 1, finding)


SCORES = (score("a", 50), score("b", 52), score("c", 49), score("d_x", 40))
DIFFERENCES = (
    difference("a", "b", "no evidence"),
    difference("a", "c", "no evidence"),
    difference("b", "c", "worse"),
    *(difference(s, "d_x", "worse") for s in "abc"),
)


def made(systems: int = 4) -> Comparison:
    names = tuple(s.system for s in SCORES[:systems])
    kept = tuple(d for d in DIFFERENCES if d.left in names and d.right in names)
    verdicts = tuple(judge(names, kept, SCORES, {"chrf": "higher"}, {}))
    return Comparison(names, "x", 9, SCORES[:systems], {"chrf": "higher"}, kept, (), verdicts, {}, (), (), 100, 1)


def test_systems_that_no_test_separates_share_their_ranks() -> None:
    """b beats c, but a stands between them and beats neither."""
    places = [(r.system, r.place) for r in ranked("chrf", SCORES, DIFFERENCES, {"chrf": "higher"})]
    assert places == [("b", "1-3"), ("a", "1-3"), ("c", "1-3"), ("d_x", "4")]


def test_lower_is_better_for_some_metrics_and_undefined_scores_come_last() -> None:
    scores = [score("a", 50, "ter"), score("b", 40, "ter"), score("c", math.nan, "ter")]
    won = [replace(difference("a", "b", "better"), metric="ter")]
    assert [r.system for r in ranked("ter", scores, won, {"ter": "lower"})] == ["b", "a", "c"]


def test_ranks_come_first_and_details_on_request() -> None:
    short, whole = render.markdown(made(), details=False), render.markdown(made())
    assert short.splitlines()[2].startswith("Ranks by chrf: 1-3 b, 1-3 a, 1-3 c, 4 d_x. Systems that share")
    assert "## Scores" in short
    assert "## Differences" not in short
    assert "`--details` prints" in short
    assert "## Differences" in whole
    assert "p bootstrap: the same question" in whole
    assert "p is corrected over the 6 pairs of systems (Holm)" in short
    assert "## Signatures" in whole
    assert "Ranks" not in render.markdown(made(2))
    assert "<p>Ranks by chrf: 1-3 b" in render.html(made())


@pytest.mark.parametrize(
    ("systems", "why"), [(2, "disagree at the edge"), (4, "of 6 pairs some differ by chance alone")]
)
def test_an_interval_without_0_that_is_no_evidence_is_explained(systems: int, why: str) -> None:
    names = ("a", "b", "c", "d")[:systems]
    found = replace(difference("a", "b", "no evidence", low=0.1), p_randomization=0.2 if systems == 2 else 0.03)
    said = next(judge(names, [found], (), {"chrf": "higher"}, {})).sentence
    assert "the interval leaves out 0, yet it is no evidence" in said
    assert why in said
    plain = next(judge(names, [difference("a", "b", "no evidence")], (), {"chrf": "higher"}, {})).sentence
    assert "leaves out 0" not in plain


@pytest.mark.parametrize(
    ("differing", "said"), [(1, "only 1 item differs; 6 are needed"), (4, "only 4 items differ; 6 are needed")]
)
@pytest.mark.parametrize("systems", [2, 4])
def test_few_items_that_differ_are_the_reason(differing: int, said: str, systems: int) -> None:
    """Neither the edge of the test nor Holm: four items cannot have a p below 0.13."""
    names = ("a", "b", "c", "d")[:systems]
    found = replace(difference("a", "b", "no evidence", low=0.1, p=0.13), wins=differing, losses=0, ties=30)
    told = next(judge(names, [found], (), {"chrf": "higher"}, {})).sentence
    assert said in told
    assert f"Only {differing} of " in told
    assert not any(other in told for other in ("at the edge", "Holm", "in four of five cases"))


def test_holm_is_blamed_only_for_what_it_changed() -> None:
    found = difference("a", "b", "no evidence", low=0.1, p=0.2)
    told = next(judge(("a", "b", "c"), [found], (), {"chrf": "higher"}, {})).sentence
    assert "disagree at the edge" in told


@pytest.mark.parametrize(("items", "least"), [(1, "1 item can show"), (2, "0.50"), (5, "0.06")])
def test_no_power_is_printed_where_no_p_can_be_small(items: int, least: str) -> None:
    found = replace(difference("a", "b", "no evidence"), wins=items, losses=0, ties=0)
    told = next(judge(("a", "b"), [found], (), {"chrf": "higher"}, {})).sentence
    assert "in four of five cases" not in told
    assert "can show no difference of any size: the smallest possible p is" in told
    assert least in told


def test_a_legend_has_something_to_explain() -> None:
    assert BOLD not in render.markdown(made(3), details=False)
    assert BOLD not in render.html(made(3))
    assert BOLD in render.markdown(made(), details=False)


def test_findings_on_other_metrics_do_not_decide() -> None:
    better = {"names-recall": "higher", "chrf": "higher"}
    both = [replace(difference("a", "b", "better", p=0.045), metric="names-recall"), difference("a", "b", "worse")]
    verdict = next(judge(("a", "b"), both, (), better, {}))
    assert (verdict.word, verdict.decided_by) == ("worse", "chrf")
    assert verdict.sentence.startswith("b is worse than a on chrf (")
    assert "Findings that do not decide: better on names-recall (" in verdict.sentence
    named = next(judge(("a", "b"), both, (), better, {}, decides="names-recall"))
    assert (named.word, named.decided_by) == ("better", "names-recall")


def test_summaries_decide_where_the_translations_are_the_same() -> None:
    same = replace(difference("a", "b", "no evidence"), metric="translation.chrf", delta=0.0, wins=0, losses=0)
    briefs = replace(difference("a", "b", "worse"), metric="brief.rougeLsum")
    verdict = next(judge(("a", "b"), [same, briefs], (), {}, {}))
    assert (verdict.word, verdict.decided_by) == ("worse", "brief.rougeLsum")
    assert "The same on every item: translation.chrf." in verdict.sentence


def test_no_evidence_says_what_the_items_could_have_shown() -> None:
    """An interval of 3.92 points is a standard error of 1: 1.96 and 0.84 of them are found in four of five."""
    found = replace(difference("a", "b", "no evidence"), low=-1.46, high=2.46)
    assert smallest_shown(found) == pytest.approx(2.80, abs=0.01)
    assert smallest_shown(found, pairs=3) > smallest_shown(found)
    said = next(judge(("a", "b"), [found], (), {"chrf": "higher"}, {})).sentence
    assert "These 9 items would show a difference of about 2.80 in four of five cases" in said


def test_a_small_p_of_two_items_is_no_evidence() -> None:
    found = replace(difference("a", "b", "no evidence", p=0.001), wins=0, losses=2, ties=598)
    said = next(judge(("a", "b"), [found], (), {"chrf": "higher"}, {})).sentence
    assert "only 2 of 600 items can be compared and differ" in said


def test_a_table_for_spreadsheets() -> None:
    rows = [line.split("\t") for line in export.tsv(made()).splitlines()]
    assert rows[0] == list(export.COLUMNS)
    assert all(len(row) == len(rows[0]) for row in rows)
    assert rows[1][:8] == ["a", "chrf", "higher", "50", "49", "51", "9", ""]
    assert rows[4][7:13] == ["a", "1", "-1", "2", "0.2", "worse"]


def test_a_table_for_papers() -> None:
    text = export.latex(made())
    assert r"\begin{tabular}{lr}" in text
    assert r"\textbf{52.00} {\scriptsize [51.00, 53.00]}" in text
    assert r"d\_x & 40.00$^\ddagger$" in text
    assert "% chrf: chrF2|v:2" in text
    undefined = replace(made(2), scores=(score("a", math.nan), score("b", 1)))
    assert "-- " in export.latex(undefined)


def test_only_what_is_shown_to_be_better_is_bold() -> None:
    """b has the highest value, yet no test sets it apart from a and c; all three are shown to be better than d_x."""
    _, rows = render.score_table(made())
    assert [row[1].startswith("**") for row in rows] == [True, True, True, False]
    _, rows = render.score_table(made(3))
    assert not any(cell.startswith("**") for row in rows for cell in row)
    alone = replace(made(2), differences=(difference("a", "b", "better"),))
    assert [row[1].split(" ")[0] for row in render.score_table(alone)[1]] == ["50.00", "**52.00**"]
    assert export.latex(made()).count("textbf") == 3
    assert "textbf" not in export.latex(made(3))
    said = "Bold: shown to be better than every system that is not bold"
    for told in (render.markdown(made(), details=False), render.html(made()), export.latex(made())):
        assert told.count(said) == 1
