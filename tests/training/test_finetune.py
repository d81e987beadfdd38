"""The walk-through of configs/train/README.md on the embedded translator: fine-tune, use, compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cards import load_card
from pipeline.compare import compare
from pipeline.training.cli import train_cli
from pipeline.training.evaluate import ShippedModel

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not load_card("marian-id-en").available(), reason="the embedded translator is not here"),
]


def test_the_walk_through(toy_rows: list[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen steps on 150 made-up pairs: the held-out ones must come out better, and significantly so."""
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    pairs = toy_rows[:200]
    (tmp_path / "mine.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in pairs[:150]), encoding="utf-8")
    run = train_cli(
        "finetune",
        set_overrides=[
            f"data_root={tmp_path}",
            "start.path=marian-id-en",
            "rounds.0.minutes=0",
            "rounds.0.steps=16",
            "rounds.0.eval_minutes=0",
            "rounds.0.eval_steps=8",
            "rounds.0.warmup=2",
            "data.dev_pairs=10",
            "export.int8=false",
        ],
        out=tmp_path / "run",
    )
    sources, references = zip(*pairs[150:], strict=True)
    files = []
    for name, model in (("before", "marian-id-en"), ("after", str(run / "model"))):
        made = ShippedModel(model, "translate").outputs(sources, beam_size=1)
        files.append(tmp_path / f"{name}.en")
        files[-1].write_text("".join(f"{line}\n" for line in made), encoding="utf-8")
    (tmp_path / "reference.en").write_text("".join(f"{line}\n" for line in references), encoding="utf-8")
    found = compare(files, [tmp_path / "reference.en"], metric=["chrf"])
    assert found.differences[0].delta > 0
    assert found.differences[0].finding == "better"
