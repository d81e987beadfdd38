"""Trains a model for one round, with averaged weights and a state from which training resumes exactly.

Everything that decides the next step is in the state: weights, optimiser, averages, the generator of dropout, the
epoch and the position in it. Batches depend on seed, epoch and position only. So a run that was killed and continued
ends with the same bits as one that was not, on one thread and with a length in steps (a clock is never exact).
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from pipeline.core.files import restore_folder
from pipeline.training import networks
from pipeline.training.batch_workers import collating
from pipeline.training.batches import Arrays, BatchPlan, Collator, TrainingBatch, prefetch
from pipeline.training.checkpoint import load_state, save_model, save_state
from pipeline.training.config import Round
from pipeline.training.encoder_states import EncoderStates
from pipeline.training.passes import Passes
from pipeline.training.round_state import Outcome, RoundState
from pipeline.training.telemetry import Telemetry
from pipeline.training.tokens import Tokens

_LOG_EVERY = 20
_EMA_EVERY = 5  # averaging five steps at once costs a fifth and changes nothing one could measure
_EVALUATIONS = 10  # per round, where the preset does not say when to evaluate


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
        workers: processes that collate; 0: a thread.
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
        workers: int = 0,
    ) -> None:
        self.model, self.tokens, self.plan, self.collate, self.options = model, tokens, plan, collate, options
        self.folder, self.evaluate, self.telemetry, self.device = folder, evaluate, telemetry, device
        self.states, self.workers = states, workers
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
        self.passes = Passes(model, device, options, tokens.pad)
        self.average = {n: p.detach().clone() for n, p in self.trained}
        self.state = RoundState()
        self._evaluated_at = (0, 0.0)
        self._loss, self._tokens = torch.zeros((), device=device.kind), 0  # since the last point of the curve
        self._clock = self._since = time.monotonic()
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
        with collating(self.collate, 0 if self._over() else self.workers) as collated:
            self._clock = self._since = time.monotonic()
            if self.options.eval_start and not self.state.scores:
                self._checkpoint()  # training that only does harm is then thrown away
            while not self._over():
                self._leave_synthetic()
                with closing(prefetch(collated(self._batches()))) as batches:
                    for batch in batches:
                        self._use(batch)
                        if self._over() or self._ends_synthetic():
                            break
        if not self.state.done:
            self._conclude()
        return self._finish()

    def _use(self, prepared: tuple[TrainingBatch, Arrays]) -> None:
        """A step, and the log and the evaluation where they are due."""
        if (epoch := prepared[0].epoch) != self.state.epoch:
            self.state.epoch, self.state.place = epoch, 0
        losses = self._step(prepared)
        # Summed on the device: reading each loss would make the processor wait for a GPU.
        self._loss, self._tokens = self._loss + losses.cross_entropy, self._tokens + losses.tokens
        if self.state.step % _LOG_EVERY == 0:
            self._tell(float(self._loss) / _LOG_EVERY, self._tokens, time.monotonic() - self._since)
            self._loss, self._tokens, self._since = torch.zeros((), device=self.device.kind), 0, time.monotonic()
        if self._due():
            self._checkpoint()
            self._since = time.monotonic()

    def _ends_synthetic(self) -> bool:
        return not self.state.real and self.share() > self.options.synthetic_until

    def _leave_synthetic(self) -> None:
        """Ends the epoch where the synthetic pairs have had their share of the round."""
        if self._ends_synthetic():
            self.state.epoch, self.state.place, self.state.real = self.state.epoch + 1, 0, True

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

    def _batches(self) -> Iterator[TrainingBatch]:
        """The batches from here on, epoch after epoch."""
        first, place, real = self.state.epoch, self.state.place, self.state.real

        def planned() -> Iterator[TrainingBatch]:  # in a thread, which must not look at the state
            yield from self.plan.epoch(first, real=real)[place:]
            for number in itertools.count(first + 1):
                yield from self.plan.epoch(number, real=real)

        return planned()

    def _step(self, prepared: tuple[TrainingBatch, Arrays]) -> networks.Losses:
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        batch, arrays = prepared
        losses = self.passes.backward(arrays, self._cached(batch, arrays.source.shape[1]), self._guide())
        self.passes.update(self.optimizer)
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
                averages = [self.average[name] for name, _ in self.trained]
                torch._foreach_lerp_(averages, [p for _, p in self.trained], 1 - kept)

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

    def _tell(self, loss: float, tokens: int, seconds: float) -> None:
        share = self.share()
        left = self.state.used * (1 - share) / max(share, 1e-9)
        self.telemetry.training(self.state.step, share, loss, tokens / max(seconds, 1e-9), left, self.rate())

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
        self.passes.follow()
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
