"""Suites are found in every file format they come in; overlap is a run of 13 words or a whole short sentence."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.training.decontamination import HeldOut, suite_texts

WORDS = [f"word{n}" for n in range(20)]


def test_a_window_of_thirteen_words() -> None:
    held = HeldOut()
    held.add([" ".join(WORDS)], "news")
    assert held.suite_of("Before: " + ", ".join(WORDS[3:16]).upper() + " after") == "news"
    assert held.suite_of("before " + " ".join(WORDS[3:15]) + " after it") == ""


def test_short_sentences_must_not_be_equal_but_shortest_do_not_count() -> None:
    held = HeldOut()
    held.add(["The minister resigned yesterday.", "He said."], "news")
    assert held.suite_of("the minister resigned yesterday") == "news"
    assert held.suite_of("The minister resigned.") == ""
    assert held.suite_of("He said.") == ""


def test_texts_of_a_folder_of_suites(tmp_path: Path) -> None:
    (tmp_path / "starter").mkdir()
    (tmp_path / "starter" / "suite.toml").write_text('title = "T"\n[[item]]\ntext = "a\\nb"\n', encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text(json.dumps({"text": "c", "refs": ["d"]}) + "\n", encoding="utf-8")
    (tmp_path / "pair.tsv").write_text("e\tf\n", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    found = set(suite_texts(tmp_path))
    assert {("a", "starter"), ("b", "starter"), ("c", "rows"), ("d", "rows"), ("e", "pair"), ("f", "pair")} <= found
