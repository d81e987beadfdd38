"""Trains a model for one round, with averaged weights and a state from which training resumes exactly.

Everything that decides the next step is in the state: weights, optimiser, averages, the generator of dropout, the
epoch and the position in it. Batches depend on seed, epoch and position only. So a run that was killed and continued
ends with the same bits as one that was not, on one thread and with a length in steps (a clock is never exact).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from pipeline.core.files import restore_folder
from pipeline.training import networks
from pipeline.training.batches import Arrays, BatchPlan, Collator, TrainingBatch, prefetch
from pipeline.training.checkpoint import load_state, save_model, save_state
from pipeline.training.config import Round
from pipeline.training.encoder_states import EncoderStates
from pipeline.training.telemetry import Telemetry
from pipeline.training.tokens import Tokens

_LOG_EVERY = 20
_EMA_EVERY = 5  # averaging five steps at once costs a fifth and changes nothing one could measure
_EVALUATIONS = 10  # per round, where the preset does not say when to evaluate


@dataclass(slots=True)
class RoundState:
    """The progress of a round; all of it is saved and restored."""

    step: int = 0
    epoch: int = 0
    place: int = 0  # batches of this epoch already used
    used: float = 0.0  # seconds of training, evaluation not counted
    tokens: int = 0  # target tokens seen
    best: float = -math.inf
    best_step: int = 0
    bad: int = 0  # evaluations since the best one
    done: bool = False
    scores: list[list[float]] = field(default_factory=list)  # [step, minutes, value]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a round: the best dev score, at which step, and what it cost."""

    best: float
    best_step: int
    steps: int
    minutes: float
    target_tokens: int
    stopped_early: bool


class Trainer:
    """Trains a model for one round.

    Args:
        model: changed in place; afterwards it holds the averaged weights of the best evaluation.
        tokens: its tokenizer.
        plan: the batches.
        collate: arrays for a batch.
        options: the round's table.
        folder: where ``state.pt`` and ``best/`` are kept.
        evaluate: model -> (metric's name, score on the dev set; higher is better).
        telemetry: receives the progress.
        device: where, and whether in bfloat16.
        seed: of dropout.
        states: cached encoder states, by item index.
    """

    def __init__(
        self,
        model: Any,
        tokens: Tokens,
        plan: BatchPlan,
        collate: Collator,
        options: Round,
        folder: Path,
        evaluate: Callable[[Any], tuple[str, float]],
        telemetry: Telemetry,
        device: networks.Device,
        seed: int,
        states: EncoderStates | None = None,
    ) -> None:
        self.model, self.tokens, self.plan, self.collate, self.options = model, tokens, plan, collate, options
        self.folder, self.evaluate, self.telemetry, self.device = folder, evaluate, telemetry, device
        self.states = states
        networks.set_dropout(model, options.dropout)
        networks.freeze_encoder(model, options.freeze_encoder)
        self.trained = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(
            [p for _, p in self.trained],
            lr=options.rate,
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=options.decay,
            fused=True,
        )
        self.average = {n: p.detach().clone() for n, p in self.trained}
        self.state = RoundState()
        self._evaluated_at = (0, 0.0)
        torch.manual_seed(seed)
        folder.mkdir(parents=True, exist_ok=True)
        if self.state_path.is_file():
            self._restore()

    @property
    def state_path(self) -> Path:
        return self.folder / "state.pt"

    def fit(self) -> Outcome:
        """Trains until the round's steps or minutes are used up, or the dev score stops rising.

        Raises:
            StoreError: a checkpoint could not be written; the one before is kept.
        """
        self.model.train()
        self._clock = time.monotonic()
        if self.options.eval_start and not self.state.scores:
            self._checkpoint()  # training that only does harm is then thrown away
        sums = [0.0, 0.0]  # loss, target tokens since the last point of the curve
        since = time.monotonic()
        while not self._over():
            with closing(prefetch(self._batches())) as batches:
                for arrays in batches:
                    losses = self._step(arrays)
                    sums = [sums[0] + float(losses.cross_entropy), sums[1] + losses.tokens]
                    if self.state.step % _LOG_EVERY == 0:
                        self._tell(sums, time.monotonic() - since)
                        sums, since = [0.0, 0.0], time.monotonic()
                    if self._due():
                        self._checkpoint()
                        since = time.monotonic()
                    if self._over():
                        break
                else:
                    self.state.epoch, self.state.place = self.state.epoch + 1, 0
        if not self.state.done:
            self._conclude()
        return self._finish()

    def _conclude(self) -> None:
        """The evaluation at the end, unless the last step was evaluated a moment ago."""
        if self._evaluated_at[0] != self.state.step:
            self._checkpoint()
        self.state.done = True
        self._save()

    def share(self) -> float:
        """How much of the round is over, 0..1."""
        if self.options.steps:
            return min(1.0, self.state.step / self.options.steps)
        return min(1.0, self.state.used / (60 * self.options.minutes))

    def rate(self) -> float:
        """The learning rate of the next step: linear warm-up, then half a cosine down to ``floor``."""
        o = self.options
        warm = min(1.0, (self.state.step + 1) / o.warmup) if o.warmup else 1.0
        return o.rate * warm * (o.floor + (1 - o.floor) * 0.5 * (1 + math.cos(math.pi * self.share())))

    def _batches(self) -> Iterator[tuple[TrainingBatch, Arrays]]:
        for batch in self.plan.epoch(self.state.epoch)[self.state.place :]:
            yield batch, self.collate(batch)

    def _step(self, prepared: tuple[TrainingBatch, Arrays]) -> networks.Losses:
        batch, arrays = prepared
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        source = torch.from_numpy(arrays.source).to(self.device.kind)
        target = torch.from_numpy(arrays.target).to(self.device.kind)
        guided = arrays.alignment.size > 0
        with torch.autocast(self.device.kind.type, dtype=torch.bfloat16, enabled=self.device.bfloat16):
            losses = networks.loss(
                self.model,
                source,
                target,
                pad=self.tokens.pad,
                smoothing=self.options.smoothing,
                states=self._cached(batch, source.shape[1]),
                alignment=torch.from_numpy(arrays.alignment).to(self.device.kind) if guided else None,
                guide=self._guide() if guided else 0.0,
            )
        losses.total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for _, p in self.trained], self.options.clip)
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self._count(losses.tokens)
        return losses

    def _cached(self, batch: TrainingBatch, length: int) -> torch.Tensor | None:
        if self.states is None:
            return None
        indexes = [self.plan.items[r].index for r in batch.rows]
        return torch.from_numpy(self.states.padded(indexes, length)).to(self.device.kind)

    def _guide(self) -> float:
        o = self.options
        return o.guide if self.share() < o.guide_until else min(o.guide, o.guide_after)

    def _count(self, tokens: int) -> None:
        now = time.monotonic()
        state = self.state
        state.used += now - self._clock
        self._clock = now
        state.step, state.place, state.tokens = state.step + 1, state.place + 1, state.tokens + tokens
        if self.options.ema and state.step % _EMA_EVERY == 0:
            # Early on the average follows quickly, or the random start would weigh for thousands of steps.
            kept = min(self.options.ema, (1 + state.step) / (10 + state.step)) ** _EMA_EVERY
            with torch.no_grad():
                for name, parameter in self.trained:
                    self.average[name].lerp_(parameter, 1 - kept)

    def _over(self) -> bool:
        return self.state.done or self.share() >= 1.0

    def _due(self) -> bool:
        step, used = self._evaluated_at
        if self.options.eval_steps:
            return self.state.step - step >= self.options.eval_steps
        if self.options.eval_minutes:
            return self.state.used - used >= 60 * self.options.eval_minutes
        if self.options.steps:
            return self.state.step - step >= max(1, self.options.steps // _EVALUATIONS)
        return self.state.used - used >= 60 * self.options.minutes / _EVALUATIONS

    def _tell(self, sums: Sequence[float], seconds: float) -> None:
        share = self.share()
        left = self.state.used * (1 - share) / max(share, 1e-9)
        speed = sums[1] / max(seconds, 1e-9)
        self.telemetry.training(self.state.step, share, sums[0] / _LOG_EVERY, speed, left, self.rate())

    def _checkpoint(self) -> None:
        """Scores the averaged weights, keeps them if they are the best, and saves the state."""
        began = time.monotonic()
        self._swap()
        try:
            metric, value = self.evaluate(self.model)
            best = value > self.state.best
            if best:
                save_model(self.model, self.tokens, self.folder / "best")
        finally:
            self._swap()
        state = self.state
        state.scores.append([state.step, state.used / 60, value])
        state.bad = 0 if best else state.bad + 1
        if best:
            state.best, state.best_step = value, state.step
        state.done = bool(self.options.patience and state.bad >= self.options.patience)
        self._evaluated_at = (state.step, state.used)
        self.telemetry.evaluated(state.step, state.used / 60, metric, value, best)
        self._save()
        self._clock += time.monotonic() - began

    def _swap(self) -> None:
        """Exchanges the weights and their running averages."""
        if not self.options.ema or self.state.step < _EMA_EVERY:
            return
        with torch.no_grad():
            for name, parameter in self.trained:
                held = parameter.detach().clone()
                parameter.copy_(self.average[name])
                self.average[name].copy_(held)

    def _save(self) -> None:
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "standing": asdict(self.state),
            "evaluated_at": list(self._evaluated_at),
            "random": torch.get_rng_state(),
        }
        if self.device.kind.type == "cuda":
            state["random_cuda"] = torch.cuda.get_rng_state()
        save_state(state, self.state_path)

    def _restore(self) -> None:
        state = load_state(self.state_path, self.device.kind)
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average = {n: state["average"][n].to(self.device.kind) for n, _ in self.trained}
        self.state = RoundState(**state["standing"])
        self._evaluated_at = (int(state["evaluated_at"][0]), float(state["evaluated_at"][1]))
        torch.set_rng_state(state["random"].cpu())
        if "random_cuda" in state:
            torch.cuda.set_rng_state(state["random_cuda"].cpu())

    def _finish(self) -> Outcome:
        """Puts the best averaged weights into the model."""
        best = networks.load_model(restore_folder(self.folder / "best"))
        self.model.load_state_dict(best.state_dict())
        state = self.state
        early = self.share() < 1.0
        return Outcome(state.best, state.best_step, state.step, state.used / 60, state.tokens, early)
