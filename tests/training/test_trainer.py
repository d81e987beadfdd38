"""A round that was killed and continued ends with the same bits; the dev score decides what is kept."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from pipeline.core.errors import StoreError
from pipeline.training import checkpoint, networks, trainer
from pipeline.training.batches import BatchPlan, Collator
from pipeline.training.config import Filters, Round, TrainConfig
from pipeline.training.items import encode_pairs
from pipeline.training.parallel_text import Pair
from pipeline.training.steps import Run
from pipeline.training.telemetry import Telemetry, read_log
from pipeline.training.tokens import MarianTokens
from pipeline.training.trainer import Trainer

Toy = Callable[..., TrainConfig]
CPU = networks.Device(torch.device("cpu"), False)


@pytest.fixture(autouse=True)
def one_thread() -> Any:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def make(
    tokens: MarianTokens, folder: Path, scores: Callable[[int], float] | None = None, **options: Any
) -> tuple[Trainer, list[int]]:
    """A trainer over twenty toy pairs; ``scores`` invents the dev score from the number of the evaluation."""
    torch.manual_seed(5)
    from pipeline.training.config import Start

    shape = {"kind": "random", "tokenizer": "x", "encoder_layers": 1, "decoder_layers": 1, "width": 32, "heads": 2}
    model = networks.build_marian(tokens, Start.model_validate({**shape, "feed_forward": 64}))
    pairs = [Pair(f"Presiden membuka {n} pasar.", f"The president opened {n} markets.", "x") for n in range(20, 60)]
    items = encode_pairs(pairs, tokens, Filters()).items
    table = Round.model_validate(
        {"name": "r", "steps": 12, "tokens": 128, "warmup": 3, "eval_steps": 4, "dropout": 0.2, "sampling": 0.3,
         "numbers": 0.3} | options
    )  # fmt: skip
    calls: list[int] = []

    def evaluate(model: Any) -> tuple[str, float]:
        calls.append(1)
        # Without a score of its own the last step is the best, also for a trainer that was started again.
        return "chrf", scores(len(calls)) if scores else float(made.state.step)

    folder.mkdir(parents=True, exist_ok=True)
    plan = BatchPlan(items, table.tokens, table.source_buckets, [], 1)
    collate = Collator(items, tokens, ("id", "en"), numbers=table.numbers, sampling=table.sampling)
    telemetry = Telemetry("r", folder / "log.jsonl", bars=False)
    networks.quiet_libraries()
    made = Trainer(model, tokens, plan, collate, table, folder, evaluate, telemetry, CPU, 7)
    return made, calls


class Killed(Exception):
    pass


@pytest.mark.parametrize("kill_at", [9, *(pytest.param(step, marks=pytest.mark.heavy) for step in (6, 11))])
def test_resume_equals_uninterrupted(tokens: MarianTokens, tmp_path: Path, kill_at: int) -> None:
    whole, _ = make(tokens, tmp_path / "whole")
    whole.fit()
    cut, _ = make(tokens, tmp_path / "cut")
    step = cut._step

    def dies(prepared: Any) -> Any:
        if cut.state.step == kill_at:
            raise Killed
        return step(prepared)

    cut._step = dies  # type: ignore[method-assign]
    with pytest.raises(Killed):
        cut.fit()
    again, _ = make(tokens, tmp_path / "cut")
    assert again.state.step == kill_at // 4 * 4
    again.fit()
    assert networks.weights_digest(again.model) == networks.weights_digest(whole.model)
    final = [torch.load(tmp_path / f / "state.pt", weights_only=True)["model"] for f in ("whole", "cut")]
    assert all(torch.equal(final[0][k], final[1][k]) for k in final[0])
    assert again.state.tokens == whole.state.tokens


@pytest.mark.parametrize("kill_at", [7, *(pytest.param(step, marks=pytest.mark.heavy) for step in (5, 10))])
def test_synthetic_pairs_end_at_their_share_also_after_a_kill(
    tokens: MarianTokens, tmp_path: Path, kill_at: int
) -> None:
    """Half of the items are synthetic and leave after 5 of 12 steps."""

    def trained(folder: Path) -> tuple[Trainer, list[tuple[int, ...]]]:
        made, _ = make(tokens, folder, synthetic_until=0.4)
        made.plan.items = [replace(i, synthetic=k % 2 == 0) for k, i in enumerate(made.plan.items)]
        seen: list[tuple[int, ...]] = []
        inner = made._step

        def step(prepared: Any) -> Any:
            if folder.name == "cut" and not again and made.state.step == kill_at:
                raise Killed
            seen.append(prepared[0].rows)
            return inner(prepared)

        made._step = step  # type: ignore[method-assign]
        return made, seen

    again = False
    whole, seen = trained(tmp_path / "whole")
    whole.fit()
    assert any(r % 2 == 0 for rows in seen[:5] for r in rows)
    assert all(r % 2 == 1 for rows in seen[5:] for r in rows)
    cut, _ = trained(tmp_path / "cut")
    with pytest.raises(Killed):
        cut.fit()
    again = True
    rest, more = trained(tmp_path / "cut")
    rest.fit()
    assert more == seen[kill_at // 4 * 4 :]
    assert networks.weights_digest(rest.model) == networks.weights_digest(whole.model)


def test_the_best_evaluation_is_what_remains(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, calls = make(tokens, tmp_path, scores=lambda n: [5.0, 9.0, 7.0][n - 1])
    kept = []
    inner = checkpoint.save_model

    def spy(model: Any, *rest: Any) -> None:
        kept.append(networks.weights_digest(model))
        inner(model, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainer, "save_model", spy)
        outcome = trained.fit()
    assert (outcome.best, outcome.best_step, len(calls), len(kept)) == (9.0, 8, 3, 2)
    assert networks.weights_digest(trained.model) == kept[-1]


def test_harmful_training_is_thrown_away_when_the_start_is_scored_too(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, calls = make(tokens, tmp_path, scores=lambda n: 10.0 - n, eval_start=True)
    before = networks.weights_digest(trained.model)
    outcome = trained.fit()
    assert (outcome.best, outcome.best_step, len(calls)) == (9.0, 0, 4)
    assert networks.weights_digest(trained.model) == before


def test_early_stopping(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, calls = make(tokens, tmp_path, scores=lambda n: -float(n), patience=2, steps=400)
    outcome = trained.fit()
    assert (outcome.steps, outcome.stopped_early, len(calls)) == (12, True, 3)
    again, more = make(tokens, tmp_path, patience=2, steps=400)
    assert (again.fit().steps, more) == (12, [])  # a finished round is not begun anew


def test_rate_warms_up_then_follows_the_cosine(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, _ = make(tokens, tmp_path, steps=100, warmup=10, rate=1.0, floor=0.1)
    rates = []
    for step in range(100):
        trained.state.step = step
        rates.append(trained.rate())
    assert rates[:10] == sorted(rates[:10])
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[0] == pytest.approx(0.1, abs=0.01)
    assert rates[-1] == pytest.approx(0.1, abs=0.01)


def test_the_clock_ends_a_round(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, calls = make(tokens, tmp_path, steps=0, minutes=0.02, eval_steps=0)
    outcome = trained.fit()
    assert 0.02 <= outcome.minutes < 0.2
    assert calls
    assert trained.share() == 1.0


def test_averages_are_evaluated_and_then_put_back(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, _ = make(tokens, tmp_path, ema=0.9)
    seen: list[str] = []
    trained.evaluate = lambda model: (seen.append(networks.weights_digest(model)) or "chrf", 1.0)  # type: ignore[func-returns-value]
    trained.fit()
    raw = torch.load(tmp_path / "state.pt", weights_only=True)
    name = "model.decoder.layers.0.fc1.weight"
    assert not torch.equal(raw["model"][name], raw["average"][name])
    assert len(set(seen)) == 3


def test_a_full_disk_stops_with_the_last_checkpoint_kept(
    tokens: MarianTokens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained, _ = make(tokens, tmp_path)

    def full(*given: Any, **more: Any) -> None:
        raise OSError(28, "No space left on device")

    inner = checkpoint.save_state

    def at_the_second(state: dict[str, Any], path: Path) -> None:
        if state["standing"]["step"] == 8:
            monkeypatch.setattr(torch, "save", full)
        inner(state, path)

    monkeypatch.setattr(trainer, "save_state", at_the_second)
    with pytest.raises(StoreError, match="No space left"):
        trained.fit()
    monkeypatch.undo()
    again, _ = make(tokens, tmp_path)
    assert again.state.step == 4
    assert again.fit().steps == 12


def test_log_and_lines(tokens: MarianTokens, tmp_path: Path) -> None:
    trained, _ = make(tokens, tmp_path, steps=40, eval_steps=20)
    trained.fit()
    rows = read_log(tmp_path / "log.jsonl")
    assert [r["step"] for r in rows if r["kind"] == "train"] == [20, 40]
    assert [r["step"] for r in rows if r["kind"] == "dev"] == [20, 40]
    assert all(r["tokens_per_second"] > 0 for r in rows if r["kind"] == "train")


PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from pipeline.training.session import train
train({preset!r}, out={out!r})
"""


@pytest.mark.heavy
def test_a_real_kill_and_a_second_start_give_the_same_weights(toy: Toy, tmp_path: Path) -> None:
    config = toy(rounds=[{"name": "only", "steps": 60, "tokens": 256, "eval_steps": 15, "sampling": 0.2}])
    preset = tmp_path / "preset.toml"
    preset.write_text(to_toml(config), encoding="utf-8")
    root = str(Path(networks.__file__).parents[2])
    outs = [tmp_path / "whole", tmp_path / "cut"]
    programs = [textwrap.dedent(PROGRAM.format(root=root, preset=str(preset), out=str(o))) for o in outs]
    subprocess.run([sys.executable, "-c", programs[0]], check=True, timeout=300)
    process = subprocess.Popen([sys.executable, "-c", programs[1]])
    state = outs[1] / "rounds" / "only" / "state.pt"
    deadline = time.monotonic() + 200
    while not state.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (outs[1] / "rounds" / "only" / "done.json").exists()
    subprocess.run([sys.executable, "-c", programs[1]], check=True, timeout=300)
    weights = [(o / "rounds" / "only" / "best" / "model.safetensors").read_bytes() for o in outs]
    assert weights[0] == weights[1]


def to_toml(config: TrainConfig) -> str:
    """The preset as TOML, inline tables only."""

    def value(v: Any) -> str:
        if isinstance(v, dict):
            return "{ " + ", ".join(f"{k} = {value(x)}" for k, x in v.items() if x is not None) + " }"
        if isinstance(v, list):
            return "[" + ", ".join(value(x) for x in v) + "]"
        return str(v).lower() if isinstance(v, bool) else repr(v)

    return "".join(f"{k} = {value(v)}\n" for k, v in config.model_dump(mode="json").items())


@pytest.mark.heavy
def test_two_hundred_pairs_are_learnt_by_heart(toy: Toy, tmp_path: Path) -> None:
    from pipeline import metrics

    config = toy(
        threads=1,  # tensors this small are slower on two
        start={"kind": "random", "tokenizer": toy().start.tokenizer, "encoder_layers": 1, "decoder_layers": 1,
               "width": 64, "heads": 4, "feed_forward": 128},
        rounds=[{"name": "only", "steps": 240, "tokens": 1024, "rate": 3e-3, "warmup": 30, "eval_steps": 80,
                 "dropout": 0.0, "smoothing": 0.0}],
    )  # fmt: skip
    began = time.process_time()
    run = Run(config, tmp_path / "out")
    run.all()
    lines = [line.split("\t") for line in (tmp_path / "train.tsv").read_text(encoding="utf-8").splitlines()]
    from pipeline.training.decode import DecodeOptions, decode

    model = networks.load_model(run.final_model())
    made = decode(model, run.tokens, [a for a, _ in lines], run.device, DecodeOptions())
    score = metrics.score("bleu", made, [[b] for _, b in lines], samples=100)
    assert score.value > 90
    assert time.process_time() - began < 120  # of processor time: whatever else the machine is doing
