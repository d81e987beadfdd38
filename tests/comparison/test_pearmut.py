"""Pearmut: the campaign has the form that its README describes, and its log and download come back as votes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.comparison.judged_items import JudgedItem, shared_items
from pipeline.comparison.pearmut import campaign, read_annotations
from pipeline.comparison.votes import Span, text_hash
from pipeline.core.errors import UserError

MakeRun = Callable[..., Path]


@pytest.fixture
def items(make_run: MakeRun) -> list[JudgedItem]:
    return shared_items({"a": make_run("a"), "b": make_run("b", str.upper)}, "translation")


def entry(document: list[dict[str, Any]], judge: str = "calm-river-1", **more: Any) -> dict[str, Any]:
    """An entry of the log, in the form of Pearmut's own example of a comparison of several systems."""
    annotation = [
        {
            "a": {"score": 95, "error_spans": [], "textfield": None},
            "b": {
                "score": 70,
                "error_spans": [
                    {"start_i": 0, "end_i": 3, "category": None, "severity": "minor"},
                    {"start_i": len(item["tgt"]["b"]), "end_i": len(item["tgt"]["b"]), "severity": "major"},
                    {"start_i": 1, "end_i": 2, "category": None, "severity": None},
                ],
            },
        }
        for item in document
    ]
    actions = [{"time": 1771311126.056, "action": "load"}, {"time": 1771313450.6, "action": "submit"}]
    return {"annotation": annotation, "actions": actions, "item": document, "user_id": judge, "item_i": 0, **more}


def test_the_campaign_is_of_the_form_that_pearmut_reads(items: list[JudgedItem]) -> None:
    made = json.loads(json.dumps(campaign("news", items, "translation", judges=2)))
    assert made["info"] == {"assignment": "task-based", "protocol": "cESA"}
    assert made["campaign_id"] == "news"
    assert len(made["data"]) == 2  # a task for each judge
    documents = made["data"][0]
    assert [len(document) for document in documents] == [3, 3, 3, 3, 3]
    for document in documents:
        assert "instructions" in document[0]
        for row in document:
            assert isinstance(row["src"], str)
            assert set(row["tgt"]) == {"a", "b"}
            assert all(isinstance(text, str) for text in row["tgt"].values())
    ids = [row["item_id"] for document in documents for row in document]
    assert len(set(ids)) == 15
    assert ids[0] == "translation:a0#0"


def test_what_pearmut_would_misread_is_not_exported(items: list[JudgedItem]) -> None:
    markup = replace(items[0], texts={"a": "<img src=x>", "b": "B"})
    lines = replace(items[1], texts={"a": "One.\n\nTwo.", "b": "B"})
    rows = campaign("news", [markup, lines], "translation")["data"][0][0]
    assert [row["tgt"]["a"] for row in rows] == ["One.  Two."]
    assert rows[0]["hashes"]["a"] == text_hash("One.\n\nTwo.")
    with pytest.raises(UserError, match="only digits"):
        campaign("news", [replace(items[0], texts={"1": "x", "b": "y"})], "translation")
    with pytest.raises(UserError, match="no item"):
        campaign("news", [], "translation")


@pytest.mark.parametrize("form", ["log", "download"])
def test_annotations_come_back_as_votes(items: list[JudgedItem], form: str) -> None:
    documents = campaign("news", items, "translation")["data"][0]
    entries = [entry(document, item_i=n) for n, document in enumerate(documents)]
    content = "\n".join(map(json.dumps, entries)) if form == "log" else json.dumps({"news": entries})
    votes = read_annotations(content).votes
    assert len(votes) == 30
    vote = next(v for v in votes if v.system == "b")
    assert (vote.task, vote.item, vote.sentence, vote.judge, vote.score) == (
        "translation",
        "a0",
        0,
        "pearmut:calm-river-1",
        70,
    )
    length = len(items[0].texts["b"])
    assert vote.spans == (Span(start=0, end=4, severity="minor"), Span(start=length, end=length, severity="major"))
    assert vote.text == text_hash(items[0].texts["b"])
    assert vote.at == "2026-02-17T07:30:50+00:00"


def test_a_log_may_hold_the_line_separators_of_unicode(items: list[JudgedItem]) -> None:
    document = campaign("news", items[:1], "translation")["data"][0][0]
    entries = [entry(document, item_i=0), entry(document, item_i=0, user_id="judge\u2028two")]
    content = "\n".join(json.dumps(e, ensure_ascii=False) for e in entries)
    assert {vote.judge for vote in read_annotations(content).votes} == {
        "pearmut:calm-river-1",
        "pearmut:judge\u2028two",
    }


@pytest.mark.parametrize("where", [{}, {"item_i": 0}])
def test_a_reset_makes_earlier_annotations_void(items: list[JudgedItem], where: dict[str, int]) -> None:
    document = campaign("news", items[:1], "translation")["data"][0][0]
    reset = {"annotation": "__RESET__", "user_id": "calm-river-1", **where}
    later = entry(document, item_i=1)
    rows = [entry(document), entry(document, "other"), entry(document, item_i=1), reset, later]
    judges = [v.judge for v in read_annotations(json.dumps(rows)).votes if v.system == "a"]
    assert sorted(judges) == ["pearmut:calm-river-1"] * (2 if where else 1) + ["pearmut:other"]


def test_places_are_characters_and_not_utf_16_units(items: list[JudgedItem]) -> None:
    item = replace(items[0], texts={"a": "A", "b": "😀 says"})
    document = campaign("news", [item], "translation")["data"][0][0]
    row = entry(document)
    row["annotation"][0]["b"]["error_spans"] = [{"start_i": 3, "end_i": 6, "severity": "minor"}]
    vote = next(v for v in read_annotations(json.dumps([row])).votes if v.system == "b")
    assert "😀 says"[vote.spans[0].start : vote.spans[0].end] == "says"


def test_what_is_left_out_is_counted(items: list[JudgedItem]) -> None:
    document = campaign("news", items[:1], "translation")["data"][0][0]
    row = entry(document)
    row["annotation"][0]["a"]["score"] = None
    foreign = {"annotation": [{"m": {"score": 1}}], "item": [{"src": "x", "tgt": {"m": "y"}}], "user_id": "u"}
    skipped = {"annotation": [None], "item": document, "user_id": "v"}
    imported = read_annotations(json.dumps([row, foreign, skipped]))
    assert len(imported.votes) == 1
    assert imported.notes == (
        "1 annotations have no score; they are left out.",
        "1 annotations are not of a campaign that was exported here; they are left out.",
    )
    for content in ("", "[]", "hello", '{"news": [{}]}', json.dumps([foreign])):
        with pytest.raises(UserError):
            read_annotations(content)
