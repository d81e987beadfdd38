"""Synthetic pairs are read before they are believed, made in chunks that survive a kill, and never leak a suite."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from pipeline.training import networks, synthetic
from pipeline.training.config import Mono, Synthesize, TrainConfig
from pipeline.training.decontamination import HeldOut
from pipeline.training.steps import Run
from pipeline.training.synthetic import BACK, SELF, SyntheticTranslator, refuse, synthesize, synthetic_pairs
from pipeline.training.tokens import MarianTokens
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
    calm, short = False, Synthesize(mono="news", batch_tokens=64)
    with pytest.raises(KeyboardInterrupt):
        synthesize(toy(), mono, short, maker, path, held)
    path.write_text(path.read_text("utf-8") + '{"text": "cut sh', "utf-8")
    calm = True
    counts = synthesize(toy(), mono, short, maker, path, held)
    assert counts == {"kept": 10}
    assert decoded == lines
    pairs = synthetic_pairs(path, mono, 0.5)
    assert (pairs[0].source, pairs[0].target) == ("Baris nomor 2 dari berita.", lines[0])
    assert {(p.origin, p.weight) for p in pairs} == {(BACK, 0.5)}
    forward = synthetic_pairs(path, mono.model_copy(update={"side": "source"}), 1.0)
    assert (forward[0].source, forward[0].origin) == (lines[0], SELF)


def test_samples_differ_and_come_again(toy: Toy, tmp_path: Path, small: Any, tokens: MarianTokens) -> None:
    """A network that knows nothing draws other tokens at each place, and the same ones when it is asked again."""
    lines = [f"The president opened {n} markets." for n in range(12, 24)]
    (tmp_path / "mono.txt").write_text("\n".join(lines), "utf-8")
    mono = Mono(name="news", path="mono.txt", side="target")
    maker = SyntheticTranslator(small, tokens, networks.Device(torch.device("cpu"), False), "target", -1)
    made = []
    for name, temperature in (("greedy", 0.0), ("drawn", 0.9), ("again", 0.9)):
        path = tmp_path / f"{name}.jsonl"
        synthesize(toy(), mono, Synthesize(mono="news", temperature=temperature), maker, path, HeldOut())
        made.append([json.loads(line)["made"] for line in path.read_text("utf-8").splitlines()])
    greedy, drawn, again = made
    assert drawn == again
    assert len(set(drawn)) == 12
    assert drawn != greedy


@pytest.mark.heavy
def test_a_round_that_starts_again(toy: Toy, tmp_path: Path) -> None:
    """The round before only translates back: the forward round begins with the weights of the start."""
    (tmp_path / "en.txt").write_text("".join(f"The president opened {n} markets.\n" for n in range(12, 24)), "utf-8")
    data = toy().data.model_dump() | {"mono": [{"name": "en", "path": "en.txt", "side": "target"}]}
    rounds = [
        {"name": "reverse", "direction": "reverse", "steps": 3, "tokens": 512, "rate": 1e-2, "warmup": 0},
        {"name": "forward", "restart": True, "steps": 8, "tokens": 512, "rate": 1e-9, "synthesize": [{"mono": "en"}]},
    ]  # fmt: skip
    run = Run(toy(data=data, rounds=rounds), tmp_path / "out")
    run.all()
    weights = [
        networks.load_model(p).model.encoder.layers[0].fc1.weight
        for p in (
            tmp_path / "out" / "start" / "model",
            *(run.workspace.round(n) / "best" for n in ("reverse", "forward")),
        )
    ]
    assert torch.allclose(weights[2], weights[0], atol=1e-6)
    assert not torch.allclose(weights[1], weights[0], atol=1e-3)


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
