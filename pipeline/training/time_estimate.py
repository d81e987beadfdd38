"""Estimates the tokens of an epoch and the duration of the rounds on this machine, before training.

The speed is measured, not guessed: a few real steps of a network of the preset's shape on real batches of each round.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from pipeline.training import networks
from pipeline.training.batches import BatchPlan, Collator
from pipeline.training.config import Round
from pipeline.training.passes import Passes

_STEPS = 4


@dataclass(frozen=True, slots=True)
class Estimate:
    """One round: target tokens and steps of an epoch, the speed measured, and the length of the round."""

    name: str
    epoch_tokens: int
    epoch_steps: int
    tokens_per_second: float
    minutes: float
    epochs: float


def measure(
    model: Any, plan: BatchPlan, collate: Collator, options: Round, device: networks.Device, pad: int
) -> Estimate:
    """Times a few steps (forward, backward, update) over batches spread through the first epoch.

    Cached encoder states are not computed for this: rounds with a cache will be faster than estimated.
    """
    batches = plan.epoch(0)
    networks.freeze_encoder(model, options.freeze_encoder)
    passes = Passes(model, device, options, pad)
    optimizer = torch.optim.AdamW(passes.trained, lr=1e-6, fused=True)
    chosen = [batches[i * len(batches) // (_STEPS + 1)] for i in range(min(_STEPS + 1, len(batches)))]
    seconds: list[float] = []
    tokens: list[int] = []
    model.train()
    for batch in chosen:
        arrays = collate(batch)
        began = time.monotonic()  # batches are made beside the training, in a thread or in other processes
        losses = passes.backward(arrays, guide=options.guide)
        passes.update(optimizer)
        if device.kind.type == "cuda":
            torch.cuda.synchronize()
        seconds.append(time.monotonic() - began)
        tokens.append(losses.tokens)
    if len(seconds) > 1:  # the first step also allocates
        seconds, tokens = seconds[1:], tokens[1:]
    per_step = sum(seconds) / len(seconds)
    steps = options.steps or int(options.minutes * 60 / per_step)
    return Estimate(
        options.name,
        plan.target_tokens(),
        len(batches),
        sum(tokens) / sum(seconds),
        options.minutes or steps * per_step / 60,
        steps / max(len(batches), 1),
    )


def describe(estimates: Sequence[Estimate]) -> str:
    """The estimates in words, a line per round and their sum."""
    lines = [
        f"{e.name}: {e.epoch_tokens:,} target tokens and {e.epoch_steps:,} steps an epoch, "
        f"{e.tokens_per_second:,.0f} target tokens/s, about {e.minutes:.1f} minutes, {e.epochs:.1f} epochs"
        for e in estimates
    ]
    lines.append(f"in all about {sum(e.minutes for e in estimates):.0f} minutes of training, evaluation not counted")
    return "\n".join(lines)
