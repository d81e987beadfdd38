"""Foreign articles with summaries become English training pairs, sentence by sentence, and are not made twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from pipeline.training.config import Columns, PairSource, TrainConfig
from pipeline.training.parallel_text import Pair, read_pairs
from pipeline.training.translated import translate_sources

Toy = Callable[..., TrainConfig]


def test_both_sides_are_translated_and_the_prefix_stays_in_front(toy: Toy, tmp_path: Path) -> None:
    row = {
        "isi": "Presiden tiba. Gempa merusak rumah warga. Kata" + " kata" * 90 + ".",
        "inti": "Gempa di Medan.",
        "dari": "x",
    }
    (tmp_path / "id.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    config = toy()
    source = PairSource(
        path="id.jsonl",
        columns=Columns(source="isi", target="inti", origin="dari"),
        prefix="brief: ",
        weight=2.0,
        translate_with="fake",
    )
    data = config.data.model_copy(update={"train": [source]})
    made = translate_sources(config.model_copy(update={"data": data}), tmp_path)
    table = made.data.train[0]
    pair = read_pairs(table, Path(table.path), ("en", "en"))[0]
    assert isinstance(pair, Pair)
    # The third sentence is longer than the translator reads and is left out.
    assert pair.source.startswith("brief: president tiba. earthquake merusak house")
    assert "kata" not in pair.source.lower()
    assert (pair.target, pair.origin, pair.weight) == ("earthquake in Medan.", "x", 2.0)
    before = Path(table.path).read_bytes()
    translate_sources(config.model_copy(update={"data": data}), tmp_path)
    assert Path(table.path).read_bytes() == before


def test_other_sources_are_left_alone(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    assert translate_sources(config, tmp_path) == config


def test_tables_that_differ_only_in_what_is_done_afterwards_share_a_translation(toy: Toy, tmp_path: Path) -> None:
    row = {"source": "Presiden tiba di Medan pagi ini. Budi merusak rumah warga.", "target": "Gempa di Medan."}
    (tmp_path / "id.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    config = toy()
    columns = Columns(source="source", target="target")
    editors = PairSource(path="id.jsonl", columns=columns, prefix="brief: ", translate_with="fake")
    leads = editors.model_copy(update={"lead": 1, "weight": 0.5, "name": "leads"})
    data = config.data.model_copy(update={"train": [editors, leads]})
    made = translate_sources(config.model_copy(update={"data": data}), tmp_path)
    assert made.data.train[0].path == made.data.train[1].path
    first, second = (read_pairs(t, Path(t.path), ("en", "en"))[0] for t in made.data.train)
    assert isinstance(first, Pair)
    assert isinstance(second, Pair)
    assert (first.source, first.target) == (second.source, "earthquake in Medan.")
    assert second.target == "President tiba in Medan pagi ini."


def test_a_translation_that_a_kill_cut_short_goes_on_behind_its_last_whole_line(toy: Toy, tmp_path: Path) -> None:
    """A text may hold U+2028, which is no end of a line here."""
    texts = [f"Presiden tiba di Medan{mark} pagi ini." for mark in ("\u2028", "", "\u0085")]
    rows = [json.dumps({"source": text, "target": "Gempa di Medan."}, ensure_ascii=False) + "\n" for text in texts]
    (tmp_path / "id.jsonl").write_text("".join(rows), encoding="utf-8")
    config = toy()
    columns = Columns(source="source", target="target")
    source = PairSource(path="id.jsonl", columns=columns, translate_with="fake")
    data = config.data.model_copy(update={"train": [source]})
    made = Path(translate_sources(config.model_copy(update={"data": data}), tmp_path).data.train[0].path)
    whole = made.read_bytes()
    assert whole.count(b"\n") == 3
    made.write_bytes(whole[: whole.index(b"\n") + 20])
    translate_sources(config.model_copy(update={"data": data}), tmp_path)
    assert made.read_bytes() == whole
