"""Synthetic pairs are read before they are believed, made in chunks that survive a kill, and never leak a suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.training import synthetic
from pipeline.training.config import Mono, Synthesize, TrainConfig
from pipeline.training.decontamination import HeldOut
from pipeline.training.steps import Run
from pipeline.training.synthetic import BACK, SELF, SyntheticTranslator, refuse, synthesize, synthetic_pairs
from pipeline.training.workspace import read_pairs_file

Toy = Callable[..., TrainConfig]
EN_ID = ("en", "id")


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        ("Harga naik 2,5 persen di Medan kemarin.", ""),
        ("", "empty"),
        ("Harga", "empty"),
        ("Harga naik", "length"),
        ("naik 2,5 naik naik naik naik naik naik", "loop"),
        ("Prices rose 2.5 percent in Medan yesterday.", "copy"),
        ("Harga naik 3,5 persen di Medan kemarin.", "numbers"),
        ("Harga naik banyak sekali di Medan kemarin.", "numbers"),
    ],
)
def test_refuse(made: str, reason: str) -> None:
    assert refuse("Prices rose 2.5 percent in Medan yesterday.", made, EN_ID) == reason


def test_lines_are_made_once_even_after_a_kill(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"Line number {n} of the news." for n in range(2, 12)]
    (tmp_path / "mono.txt").write_text(
        "\n".join([*lines, lines[0], "Too short", "A held out sentence of the suite."]), "utf-8"
    )
    monkeypatch.setattr(synthetic, "_CHUNK", 3)
    decoded: list[str] = []

    def fake(model: Any, tokens: Any, texts: list[str], *rest: Any, **more: Any) -> list[str]:
        if len(decoded) >= 6 and not calm:
            raise KeyboardInterrupt
        decoded.extend(texts)
        return [t.replace("Line number", "Baris nomor").replace("of the news", "dari berita") for t in texts]

    monkeypatch.setattr(synthetic, "decode", fake)
    held = HeldOut()
    held.add(["A held out sentence of the suite."], "suite")
    mono = Mono(name="news", path="mono.txt", side="target")
    maker: Any = SyntheticTranslator(None, None, None, "target", -1)  # type: ignore[arg-type]
    path = tmp_path / "out.jsonl"
    calm = False
    with pytest.raises(KeyboardInterrupt):
        synthesize(toy(), mono, Synthesize(mono="news"), maker, path, held)
    path.write_text(path.read_text("utf-8") + '{"text": "cut sh', "utf-8")
    calm = True
    counts = synthesize(toy(), mono, Synthesize(mono="news"), maker, path, held)
    assert counts == {"kept": 10}
    assert decoded == lines
    pairs = synthetic_pairs(path, mono, 0.5)
    assert (pairs[0].source, pairs[0].target) == ("Baris nomor 2 dari berita.", lines[0])
    assert {(p.origin, p.weight) for p in pairs} == {(BACK, 0.5)}
    forward = synthetic_pairs(path, mono.model_copy(update={"side": "source"}), 1.0)
    assert (forward[0].source, forward[0].origin) == (lines[0], SELF)


def test_a_joint_recipe_from_end_to_end(toy: Toy, tmp_path: Path) -> None:
    """Joint round, back-translation and self-training with the same network, a forward round at the end."""
    (tmp_path / "en.txt").write_text("".join(f"The president opened {n} markets.\n" for n in range(12, 24)), "utf-8")
    (tmp_path / "id.txt").write_text("".join(f"Presiden membuka {n} pasar baru.\n" for n in range(12, 24)), "utf-8")
    short = {"steps": 3, "tokens": 512, "eval_steps": 3, "numbers": 0.2, "sampling": 0.2, "dropout": 0.3}
    base = toy()
    data = base.data.model_dump() | {
        "mono": [{"name": "en", "path": "en.txt", "side": "target"}, {"name": "id", "path": "id.txt", "side": "source"}]
    }
    config = toy(
        data=data,
        rounds=[
            {"name": "joint", "direction": "both", **short},
            {"name": "mixed", "direction": "both", "synthesize": [{"mono": "en"}, {"mono": "id"}],
             "synthetic": ["en", "id"], **short},
            {"name": "forward", "synthetic": ["en", "id"], **short},
        ],
    )  # fmt: skip
    run = Run(config, tmp_path / "out")
    run.all()
    counts = run.workspace.about("rounds/mixed")["synthetic"]
    assert sum(counts["en"].values()) == sum(counts["id"].values()) == 12
    assert run.marker == run.tokens.piece_id("<0x01>")
    both = run.round_items(config.rounds[0])
    assert [i.reverse for i in both] == [False] * 200 + [True] * 200
    # Outputs of a network that has seen nine steps are refused; with believable ones the directions are these:
    for name in ("en", "id"):
        text, made = (
            ("The market is new.", "Pasar itu baru.") if name == "en" else ("Pasar itu baru.", "The market is new.")
        )
        row = {"text": text, "made": made, "refused": ""}
        (run.workspace.round("mixed") / f"synthetic-{name}.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    added = run.round_items(config.rounds[1])[400:]
    assert [(i.target_text, i.reverse) for i in added] == [
        ("The market is new.", False),  # from real English: forward only
        ("The market is new.", False),  # self-training
        ("Pasar itu baru.", True),  # real Indonesian as a target of the reverse direction
    ]
    assert len(run.round_items(config.rounds[2])) == 202
    assert len(read_pairs_file(tmp_path / "out" / "prepare" / "train.jsonl")) == 200
