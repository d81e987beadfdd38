"""Judging: blind, in an order of each judge's own, and in a file that compare reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.comparison import votes
from pipeline.comparison.votes import DirectVote, PairVote
from pipeline.serve.security import TOKEN_HEADER

Cli = Callable[..., Any]
TWO = {"a": "first", "b": "second"}


def following(client: Any, judge: str = "Ani", **more: str) -> Any:
    answer = client.get("/api/judging/next", params={**TWO, "judge": judge, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def vote(client: Any, item: Any, choice: str, judge: str = "Ani", **more: Any) -> Any:
    body = {**TWO, "task": "brief", "item": item["article"], "sentence": item["sentence"], "judge": judge}
    return client.post("/api/judging/pair", {**body, "choice": choice, **more})


def briefs(run: Path) -> dict[str, str]:
    rows = map(json.loads, (run / "briefs.jsonl").read_text("utf-8").splitlines())
    return {row["article_id"]: f"{row['headline']}\n\n{row['brief']}" for row in rows}


def test_items_come_without_names_and_one_after_the_other(client: Any, runs: Path) -> None:
    seen = []
    for n in range(3):
        shown = following(client)
        assert (shown["done"], shown["total"]) == (n, 3)
        assert "first" not in json.dumps(shown)
        assert "second" not in json.dumps(shown)
        assert following(client) == shown  # the same until there is a vote
        seen.append(shown["item"]["article"])
        assert vote(client, shown["item"], "left").status_code == 201
    assert len(set(seen)) == 3
    assert following(client)["item"] is None


def test_a_vote_names_the_system_that_was_preferred(client: Any, runs: Path) -> None:
    texts = {"first": briefs(runs / "first"), "second": briefs(runs / "second")}
    for choice, reasons in (("left", ["reads badly", "made up"]), ("right", []), ("tie", [])):
        item = following(client)["item"]
        assert vote(client, item, choice, reasons=reasons).status_code == 201
        last = votes.read(runs / "votes.jsonl")[-1]
        assert isinstance(last, PairVote)
        preferred = item[choice] if choice != "tie" else None
        assert (texts[last.preferred][item["article"]] if last.preferred else None) == preferred
        assert last.reasons == (("reads badly",) if choice == "left" else ())
        assert (last.judge, last.systems) == ("Ani", ("first", "second"))
        assert last.shown[0] == next(s for s in texts if texts[s][item["article"]] == item["left"])


def test_sides_are_even_over_many_judges(client: Any, runs: Path) -> None:
    first = briefs(runs / "first")
    shown = [following(client, f"judge {n}")["item"] for n in range(60)]
    left = sum(item["left"] == first[item["article"]] for item in shown)
    assert 15 < left < 45
    assert len({item["article"] for item in shown}) == 3  # they do not begin with the same one


def test_judges_do_not_see_each_other(client: Any) -> None:
    vote(client, following(client)["item"], "tie")
    assert following(client, "Budi")["done"] == 0
    assert client.get("/api/judging/next", params={**TWO, "judge": " "}).status_code == 400


def test_direct_scores_with_marked_errors(client: Any, runs: Path) -> None:
    shown = following(client, task="brief", form="direct")
    assert shown["total"] == 6
    item = shown["item"]
    body = {**TWO, "task": "brief", "item": item["article"], "judge": "Ani", "unit": item["unit"], "score": 62}
    spans = [{"start": 0, "end": 5, "severity": "major"}, {"start": 3, "end": 3, "severity": "minor"}]
    assert client.post("/api/judging/direct", {**body, "spans": spans}).status_code == 201
    (last,) = votes.read(runs / "votes.jsonl")
    assert isinstance(last, DirectVote)
    assert briefs(runs / last.system)[item["article"]] == item["text"]
    assert (last.score, len(last.spans)) == (62, 2)
    assert following(client, task="brief", form="direct")["done"] == 1
    beyond = [{"start": 0, "end": 99999, "severity": "major"}]
    assert client.post("/api/judging/direct", {**body, "spans": beyond}).status_code == 400
    wrong: dict[str, Any]
    for wrong in ({"score": 101}, {"spans": [{"start": 5, "end": 1, "severity": "major"}]}, {"spans": [{}]}):
        assert client.post("/api/judging/direct", {**body, **wrong}).status_code == 422
    assert client.post("/api/judging/direct", {**body, "unit": "0" * 16}).status_code == 404


def test_what_cannot_be_judged(client: Any, runs: Path) -> None:
    item = following(client)["item"]
    assert vote(client, {**item, "article": "none"}, "left").status_code == 404
    assert vote(client, item, "both").status_code == 422
    assert client.get("/api/judging/next", params={"a": "first", "b": "first", "judge": "A"}).status_code == 400
    assert client.get("/api/judging/next", params={"a": "first", "b": "none", "judge": "A"}).status_code == 404
    assert client.get("/judge?runs=first&runs=first").status_code == 400
    assert not (runs / "votes.jsonl").exists()


def test_translations_that_do_not_differ_leave_nothing_to_judge(client: Any) -> None:
    shown = following(client, task="translation")
    assert (shown["total"], shown["item"]) == (0, None)


def test_compare_reads_the_votes(client: Any, cli: Cli, runs: Path) -> None:
    first = briefs(runs / "first")
    for judge in ("Ani", "Budi"):
        for _ in range(3):
            item = following(client, judge)["item"]
            side = "left" if item["left"] == first[item["article"]] else "right"
            vote(client, item, side, judge)
    result = cli(
        "compare", runs / "first", runs / "second", "--votes", runs / "votes.jsonl", "--samples", "50", "--json"
    )
    assert result.code == 0
    people = json.loads(result.out)["people"]
    assert (people["votes"], people["judges"]) == (6, 2)
    assert (people["pairs"][0]["losses"], people["pairs"][0]["wins"]) == (3, 0)
    page = client.get("/compare?runs=first&runs=second").text
    assert "6 votes of 2 judges" in page
    assert client.get("/api/compare?runs=first&runs=second&votes=false").json()["people"] is None


def test_a_text_that_changed_is_to_be_judged_again(client: Any, cli: Cli, runs: Path) -> None:
    item = following(client)["item"]
    vote(client, item, "left")
    assert following(client)["done"] == 1
    rows = map(json.loads, (runs / "first" / "briefs.jsonl").read_text("utf-8").splitlines())
    brief = next(row for row in rows if row["article_id"] == item["article"])
    told = brief["sentences"][0]["citations"][0]  # a change of a sentence that the brief leaves out is none
    text = "The regional government now says this of the 36 houses in the three villages."
    body = {"article_id": item["article"], "index": told, "action": "accept", "text": text, "editor": "A"}
    assert client.post("/api/runs/first/decisions", body).status_code == 200
    assert cli("run", "--out", runs / "first").code == 0
    assert following(client)["done"] == 0


def test_votes_may_lie_elsewhere(opened: Any, runs: Path, tmp_path: Path) -> None:
    client = opened(votes=tmp_path / "elsewhere" / "mine.jsonl")
    vote(client, following(client)["item"], "tie")
    assert len(votes.read(tmp_path / "elsewhere" / "mine.jsonl")) == 1


def test_pearmut_there_and_back(client: Any, runs: Path) -> None:
    answer = client.get("/api/judging/pearmut.json?runs=first&runs=second&task=brief&judges=2")
    assert 'filename="campaign.json"' in answer.headers["content-disposition"]
    made = answer.json()
    assert made["campaign_id"] == "ringkas_brief_first_second"
    assert len(made["data"]) == 2
    log = [
        {
            "item": document,
            "annotation": [{s: {"score": 50, "error_spans": []} for s in row["tgt"]} for row in document],
            "user_id": "calm-river-1",
            "item_i": n,
        }
        for n, document in enumerate(made["data"][0])
    ]
    files = {"file": ("annotations.json", json.dumps({made["campaign_id"]: log}).encode())}
    headers = {TOKEN_HEADER: client.token}
    imported = client.http.post("/api/judging/pearmut", files=files, headers=headers)
    assert imported.status_code == 201
    assert imported.json() == {"votes": 6, "notes": []}
    people = client.get("/api/compare?runs=first&runs=second").json()["people"]
    assert [score["value"] for score in people["scores"]] == [50, 50]
    wrong = client.http.post("/api/judging/pearmut", files={"file": ("a.json", b"{}")}, headers=headers)
    assert wrong.status_code == 400


@pytest.mark.parametrize("line", ["{", '{"form": "pair"}'])
def test_a_damaged_votes_file_is_named(client: Any, runs: Path, line: str) -> None:
    (runs / "votes.jsonl").write_text(line + "\n")
    answer = client.get("/api/judging/next", params={**TWO, "judge": "Ani"})
    assert answer.status_code == 400
    assert "votes.jsonl, line 1" in answer.json()["error"]
