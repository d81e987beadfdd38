"""Comparing finished runs: what is compared, what is left out, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.comparison.analysis import check_signatures
from pipeline.comparison.compare import compare
from pipeline.comparison.results import Cost
from pipeline.comparison.runs import cost, load_runs
from pipeline.core.errors import UserError

MakeRun = Callable[..., Path]


def worse(text: str) -> str:
    return text.replace("1,100", "1,500").replace("the ", "some ").replace("was", "were")


def test_both_sides_are_compared(make_run: MakeRun) -> None:
    result = compare([make_run("a"), make_run("b", worse)], samples=100)
    labels = {d.metric for d in result.differences}
    assert {"translation.chrf", "translation.bleu", "translation.numbers-precision", "brief.rougeLsum"} <= labels
    assert {"brief.facts-supported", "brief.facts-wrong-translation"} <= labels
    chrf = next(d for d in result.differences if d.metric == "translation.chrf")
    assert chrf.delta < 0
    assert chrf.wins + chrf.losses + chrf.ties == 5  # articles, not sentences
    score = next(s for s in result.scores if s.metric == "translation.chrf" and s.system == "a")
    assert score.value == pytest.approx(100)
    assert score.signature.endswith("unit:article|aligned:5/5")
    assert len(result.notes) == 1
    assert "too few" in result.notes[0]


def test_a_short_name_finds_its_side(make_run: MakeRun) -> None:
    runs = [make_run("a"), make_run("b", worse)]
    result = compare(runs, metric=["chrf", "rouge2", "brief.chrf"], samples=20)
    assert {s.metric for s in result.scores} == {"translation.chrf", "brief.rouge2", "brief.chrf"}


def test_other_sentences_than_the_references_are_scored_by_article(make_run: MakeRun) -> None:
    def shorten(row: dict[str, Any]) -> dict[str, Any]:
        lines = str(row["reference_translation"]).split("\n")
        joined = "\n".join([" ".join(lines[:2]), *lines[2:]])
        return {**row, "reference_translation": joined}

    runs = [make_run("a", edit=shorten), make_run("b", worse, edit=shorten)]
    score = compare(runs, metric=["chrf"], samples=20).scores[0]
    assert score.value == pytest.approx(100)
    assert score.signature.endswith("aligned:0/5")


def test_missing_articles_are_left_out_for_all_and_counted(make_run: MakeRun) -> None:
    result = compare([make_run("a"), make_run("b", skip=[1, 3])], metric=["chrf"], samples=20)
    assert result.n == 3
    assert result.left_out == ("a1 (not in b)", "a3 (not in b)")
    assert result.notes[0] == "b: 2 of 5 articles have no translation or brief; they are left out for all."


def test_unlike_suites_are_refused(make_run: MakeRun) -> None:
    first = make_run("a")
    with pytest.raises(UserError, match=r"not of the same suite: a alone has 2 articles \(a3, a4\)"):
        compare([first, make_run("b", articles=range(3))])
    with pytest.raises(UserError, match=r"differ in the reference translation of 5 articles"):
        compare([first, make_run("c", edit=lambda row: {**row, "reference_translation": "Other."})])
    with pytest.raises(UserError, match=r"differ in the text of 5 articles"):
        compare([first, make_run("d", edit=lambda row: {**row, "text": "Lain."})])
    with pytest.raises(UserError, match="no article has a translation"):
        compare([first, make_run("e", skip=range(5))])
    with pytest.raises(UserError, match="occurs twice"):
        compare([first, make_run("f", articles=[0, 0])])
    with pytest.raises(UserError, match="does not exist"):
        compare([first, first.parent / "nothing"])
    (first.parent / "nothing").mkdir(exist_ok=True)
    with pytest.raises(UserError, match="not a run folder"):
        compare([first, first.parent / "nothing"])


def test_unlike_signatures_are_refused() -> None:
    check_signatures("chrf", {"a": "nrefs:1|v:2", "b": "nrefs:1|v:2"})
    with pytest.raises(UserError, match=r"a: v:2; b: v:3"):
        check_signatures("chrf", {"a": "nrefs:1|v:2", "b": "nrefs:1|v:3"})


def test_without_references_only_facts_and_shape_are_compared(make_run: MakeRun) -> None:
    def bare(row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "reference_translation": None, "reference_summary": None}

    result = compare([make_run("a", edit=bare), make_run("b", worse, edit=bare)], samples=20)
    labels = {s.metric for s in result.scores}
    assert "translation.numbers-precision" in labels
    assert not labels & {"translation.chrf", "brief.rouge1"}
    assert any("is one on facts and not on the whole text" in note for note in result.notes)


def test_costs_come_from_the_manifest_and_enter_the_verdict(make_run: MakeRun) -> None:
    def manifest(seconds: float) -> dict[str, Any]:
        return {
            "config": {"translate": {"model": "nobody-knows-it"}, "summarize": {"model": "lead"}},
            "stages": {"clean": {"seconds": 1.0}, "translate": {"seconds": seconds}, "summarize": {"seconds": 1.0}},
            "machine": {"cpus": 2, "processor": "x86_64"},
        }

    fast, slow = make_run("fast", worse, manifest=manifest(2.0)), make_run("slow", manifest=manifest(8.0))
    for folder in (fast, slow):
        (folder / "translations.jsonl").write_text('{"sentences": [{"source": "satu dua tiga empat"}]}\n')
    found = cost(fast)
    assert found.models == "nobody-knows-it + lead"
    assert found.seconds == 4.0
    assert found.words_per_second == 2.0
    assert found.licence == ""
    assert cost(fast.parent / "none") == Cost()
    result = compare([slow, fast], metric=["chrf"], samples=20)
    assert "At what cost, beside slow: 4.0x as fast, each timed once." in result.verdicts[0].sentence


def test_a_run_that_was_replayed_from_the_memory_has_no_speed(make_run: MakeRun) -> None:
    stages = {"clean": {"seconds": 1.0}, "translate": {"seconds": 0.1, "replayed": 7}, "summarize": {"seconds": 2.0}}
    manifest = {"config": {"translate": {"model": "x"}, "summarize": {"model": "y"}}, "stages": stages, "machine": {}}
    runs = [make_run("a", manifest=manifest), make_run("b", worse)]
    spent = cost(runs[0])
    assert (spent.seconds, spent.words_per_second, spent.replayed) == (None, None, 7)
    notes = compare(runs, metric=["chrf"], samples=20).notes
    assert [note for note in notes if note.startswith("a: 7 sentences came from the translation memory")]


@pytest.mark.parametrize("content", ['{"config": {"transl', "[]", "{}", '{"config": 1, "stages": 2}'])
def test_a_damaged_manifest_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content, "utf-8")
    with pytest.raises(UserError, match=r"manifest\.json is damaged"):
        cost(tmp_path)


@pytest.mark.parametrize(("kinds", "said"), [(("int8", "int8"), False), (("int8", "float32"), True)])
def test_unlike_arithmetic_is_said(make_run: MakeRun, kinds: tuple[str, str], said: bool) -> None:
    """One checkpoint gives other texts in another arithmetic."""
    models = {"translate": {"model": "fake"}, "summarize": {"model": "lead"}}
    runs = [
        make_run(name, manifest={"config": models, "stages": {}, "arithmetic": {"translate": kind}})
        for name, kind in zip(("one", "two"), kinds, strict=True)
    ]
    found = [note for note in load_runs(runs).notes if note.startswith("Not decoded alike")]
    assert bool(found) == said
    assert all("one int8, two float32" in n and "--set translate.compute_type=int8" in n for n in found)


def test_the_memory_of_runs_that_share_a_process_is_not_compared(make_run: MakeRun) -> None:
    """A process's peak never falls, so that the last run of a sweep would have the largest."""
    models = {"translate": {"model": "fake"}, "summarize": {"model": "lead"}}
    runs = [make_run(n, manifest={"config": models, "stages": {}, "peak_memory_mb": 300}) for n in ("one", "two")]
    assert load_runs(runs).costs["one"].memory_mb == 300
    (runs[0].parent / "sweep.json").write_text("[]")
    loaded = load_runs(runs)
    assert [own.memory_mb for own in loaded.costs.values()] == [None, None]
    assert any(note.startswith("Memory is not compared") for note in loaded.notes)
