"""People's votes: the file, what counts, what is summed up, and how compare shows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.comparison import judged_items, render
from pipeline.comparison.compare import compare
from pipeline.comparison.judged_items import shared_items
from pipeline.comparison.people_tables import people_notes, people_tables
from pipeline.comparison.results import PairOutcome, VoteReport
from pipeline.comparison.votes import DirectVote, PairVote, Span, append, latest, read, text_hash
from pipeline.core.errors import UserError
from pipeline.core.files import append_row

MakeRun = Callable[..., Path]
Cli = Callable[..., Any]


def worse(text: str) -> str:
    return text.replace("1,100", "1,500").replace("the ", "some ").replace("was", "were") + " Bad."


def pair(item: judged_items.JudgedItem, preferred: str | None, judge: str = "ani", **more: Any) -> PairVote:
    texts = (text_hash(item.texts["a"]), text_hash(item.texts["b"]))
    task = "brief" if item.sentence is None else "translation"
    values = {"task": task, "item": item.article, "sentence": item.sentence, "judge": judge, "systems": ("a", "b")}
    return PairVote(**{**values, "preferred": preferred, "shown": ("b", "a"), "texts": texts, **more})


@pytest.fixture
def runs(make_run: MakeRun) -> dict[str, Path]:
    return {"a": make_run("a"), "b": make_run("b", worse)}


def test_items_are_shared_and_differ(runs: dict[str, Path], make_run: MakeRun) -> None:
    briefs = shared_items(runs, "brief")
    assert [i.article for i in briefs] == [f"a{n}" for n in range(5)]
    assert briefs[0].texts["b"].endswith("Bad.")
    sentences = shared_items(runs, "translation")
    assert len(sentences) == 15
    assert (sentences[1].before, sentences[1].after) == ("Gempa mengguncang Krui.", "Tidak ada korban jiwa.")
    assert shared_items({"a": runs["a"], "c": make_run("c")}, "brief") == []  # no difference, nothing to judge
    assert len(shared_items({"a": runs["a"], "d": make_run("d", worse, skip=[0, 1])}, "brief")) == 3


def test_a_votes_file_is_read_as_it_was_written(runs: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    item = shared_items(runs, "brief")[0]
    first, second = pair(item, "a", reasons=("reads badly",)), pair(item, None)
    spans = (Span(start=1, end=4, severity="major"),)
    direct = DirectVote(task="brief", item="a0", judge="budi", system="a", score=71, text="x", spans=spans)
    for vote in (first, second, direct):
        append(path, vote)
    assert read(path) == [first, second, direct]
    assert latest(read(path)) == [second, direct]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "Invalid JSON"),
        ('{"form": "pair", "task": "brief"}', "Field required"),
        ('{"form": "direct", "task": "brief", "item": "a", "judge": "b", "system": "c", "score": 101}', "100"),
        ('{"form": "guess"}', "expected tags"),
    ],
)  # fmt: skip
def test_a_damaged_line_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_text(f"\n{line}\n")
    with pytest.raises(UserError, match=rf"line 2: .*{why}"):
        read(path)
    with pytest.raises(UserError, match="No such file"):
        read(tmp_path / "none")


def test_names_in_a_vote_agree(runs: dict[str, Path]) -> None:
    item = shared_items(runs, "brief")[0]
    with pytest.raises(ValueError, match="one of the systems"):
        pair(item, "c")
    with pytest.raises(ValueError, match="same two"):
        pair(item, "a", shown=("a", "a"))


def test_a_line_that_was_cut_short_damages_no_other(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    append_row(path, {"n": 1})
    with path.open("a") as file:
        file.write('{"n": ')
    append_row(path, {"n": 2})
    assert path.read_text().split("\n") == ['{"n": 1}', '{"n": ', '{"n": 2}', ""]


def test_votes_are_summed_up_by_item(runs: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    items = shared_items(runs, "brief")
    for n, item in enumerate(items):
        append(path, pair(item, "a" if n < 4 else None, reasons=("says something wrong",)))
        append(path, pair(item, "b" if n == 3 else "a", judge="budi"))
    people = compare(list(runs.values()), metric=["brief.chrf"], samples=200, votes=path).people
    assert people is not None
    (outcome,) = people.pairs
    assert (outcome.left, outcome.right, outcome.wins, outcome.losses, outcome.ties) == ("a", "b", 0, 4, 1)
    assert outcome.p == pytest.approx(2 * 0.5**4)  # four items, all one way
    assert outcome.reasons == {"a": {}, "b": {"says something wrong": 4}}
    first, second = people.strengths
    assert first.value > 0 > second.value
    assert second.against_first == pytest.approx((1.5 + 0.5) / 11)
    assert (people.votes, people.judges) == (10, 2)
    assert people.alpha["brief, choices"] < 0.5
    (agreement,) = people.agreement
    assert (agreement.metric, agreement.n, agreement.accuracy) == ("brief.chrf", 5, 1.0)


def test_direct_scores_have_means_errors_and_agreement(runs: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    for item in shared_items(runs, "translation")[:6]:
        for system, score, spans in (("a", 90, ()), ("b", 40, (Span(start=0, end=3, severity="major"),))):
            values: dict[str, Any] = {"task": "translation", "item": item.article, "sentence": item.sentence}
            vote = DirectVote(
                **values, judge="ani", system=system, score=score, spans=spans, text=text_hash(item.texts[system])
            )
            append(path, vote)
    result = compare(list(runs.values()), metric=["translation.chrf", "translation.ter"], samples=100, votes=path)
    assert result.people is not None
    good, bad = result.people.scores
    assert (good.system, good.value, good.n, good.major) == ("a", 90, 6, 0)
    assert (bad.value, bad.major, bad.minor) == (40, 1, 0)
    assert {m.metric: m.accuracy for m in result.people.agreement} == {"translation.chrf": 1.0, "translation.ter": 1.0}
    said = render.markdown(result)
    assert "## People's direct scores" in said
    assert "| translation | b | 40.0 | 40.00 to 40.00 | 6 | 1.00 | 0.00 |" in said
    assert "Bradley-Terry" not in said  # nobody compared two texts
    assert "People&#39;s direct scores" in render.html(result)
    assert json.loads(json.dumps(render.as_json(result)))["people"]["scores"][0]["system"] == "a"


def test_votes_on_other_texts_or_runs_do_not_count(runs: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    items = shared_items(runs, "brief")
    append(path, pair(items[0], "a"))
    append(path, pair(items[1], "b", texts=("0" * 16, "1" * 16)))
    append(path, pair(items[2], "x", systems=("a", "x"), shown=("a", "x")))
    people = compare(list(runs.values()), metric=["brief.chrf"], samples=50, votes=path).people
    assert people is not None
    assert people.votes == 1
    assert [note.partition(" ")[0] for note in people.notes] == ["1", "1"]
    path.write_text("")
    append(path, pair(items[1], "b", texts=("0" * 16, "1" * 16)))
    with pytest.raises(UserError, match="the runs have other texts by now"):
        compare(list(runs.values()), metric=["brief.chrf"], samples=50, votes=path)


def test_a_vote_is_found_whatever_the_order_of_the_runs(runs: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    for item in shared_items(runs, "brief"):
        append(path, pair(item, "a"))
    people = compare([runs["b"], runs["a"]], metric=["brief.chrf"], samples=50, votes=path).people
    assert people is not None
    (outcome,) = people.pairs
    assert (outcome.left, outcome.right, outcome.wins, outcome.losses) == ("b", "a", 5, 0)
    assert people.agreement[0].accuracy == 1.0


def test_the_command_line_takes_votes(cli: Cli, runs: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    for item in shared_items(runs, "brief"):
        append(path, pair(item, "a"))
    shown = cli("compare", *runs.values(), "--votes", path, "--samples", "50", "--metric", "brief.chrf")
    assert shown.code == 0
    assert "- People: 5 votes of 1 judge." in shown.out
    assert (
        "- Briefs: no evidence that people prefer b or a (0 items against 5, 0 ties, sign test p = 0.062)." in shown.out
    )
    refused = cli("compare", "--reference", path, path, path, "--votes", path)
    assert refused.code == 2
    assert "--votes goes with runs" in refused.err


def test_one_sided_votes_come_with_raw_agreement(runs: dict[str, Path], tmp_path: Path) -> None:
    """Judges who agree on nine of ten items have an alpha near 0 where nearly all votes are alike."""
    path = tmp_path / "votes.jsonl"
    items = shared_items(runs, "translation")
    for n, item in enumerate(items):
        append(path, pair(item, "a", "ani"))
        append(path, pair(item, "b" if n == 0 else "a", "budi"))
    result = compare(list(runs.values()), metric=["translation.chrf"], samples=50, votes=path)
    people = result.people
    assert people is not None
    raw, alpha = people.raw["translation, choices"], people.alpha["translation, choices"]
    assert raw == pytest.approx((len(items) - 1) / len(items))
    assert alpha < 0.1
    said = "\n".join(people_notes(people))
    assert f"two judges of one item agree in {100 * raw:.0f}%" in said
    assert "are a. Alpha is near 0 there" in said
    assert "identical are not shown to judges" in said
    rows = next(rows for title, _, rows in people_tables(people) if title == "Bradley-Terry strengths")
    assert rows[0][-1] == "-"
    assert rows[1][-1].endswith("%")


def test_a_small_p_is_written_without_two_signs() -> None:
    outcome = PairOutcome("brief", "a", "b", 20, 0, 1, 1e-6, {})
    (said,) = [n for n in people_notes(VoteReport(1, 1, (outcome,), (), (), {}, (), ())) if n.startswith("Briefs")]
    assert "(20 items against 0, 1 tie, sign test p < 0.001)" in said
    assert "People: 1 vote of 1 judge." in people_notes(VoteReport(1, 1, (), (), (), {}, (), ()))
