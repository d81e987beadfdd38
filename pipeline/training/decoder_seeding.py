"""Initializes a decoder as a word-for-word translator (or a copier) over the states of a trained encoder.

The output layer is trained first, as a classifier from an encoder state to the aligned target token; cross-attention
then passes values through unchanged, so that whatever is attended to is written; its queries and keys are fitted by
ridge regression to sinusoids of the position, so that attention starts on the diagonal. Measured on FLORES dev
(first 100 lines, greedy, two CPU cores): chrF 23.6 after 0.7M target tokens of training, where a random decoder over
the same encoder had 18.9 after 1.9M.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as functional

from pipeline.training.batches import Item
from pipeline.training.encoder_states import EncoderStates

Floats = npt.NDArray[np.float64]
_BATCH = 4096
_NEGATIVES = 2000
_HELD = 0.1
_SHORTEST_WAVE, _LONGEST_WAVE = 6.0, 170.0
_FIT_POSITIONS = 70  # beyond it the sample is too thin for the ridge fit of positions


def word_for_word(model: Any, sample: Sequence[Item], states: EncoderStates, pad: int, steps: int, seed: int) -> float:
    """Sets the decoder of a Marian as described on top of this file.

    Args:
        model: encoder trained, decoder random; changed in place.
        sample: aligned items, in the order of ``states``.
        states: their encoder states.
        pad: the padding id, also the decoder's start.
        steps: of the word classifier.
        seed: of everything random here.

    Returns:
        Accuracy of the word classifier on held-out tokens (0..1).
    """
    torch.manual_seed(seed)
    norm = float(np.linalg.norm(states.states[::7].astype(np.float32), axis=1).mean())
    scale = 1.5 * math.sqrt(model.config.d_model) / max(norm, 1e-6)
    accuracy = _word_classifier(model, sample, states, scale, steps, seed)
    with torch.no_grad():
        _pass_through(model, scale)
        _diagonal(model, sample, states, pad)
    return accuracy


def _word_classifier(
    model: Any, sample: Sequence[Item], states: EncoderStates, scale: float, steps: int, seed: int
) -> float:
    """Trains the output layer (and the tied decoder embeddings) to name the aligned target token of a state."""
    rng = np.random.default_rng(seed)
    rows, targets = _aligned_tokens(sample, states)
    order = rng.permutation(len(rows))
    held = order[: max(1, min(int(len(order) * _HELD), 20_000))]
    train = order[len(held) :] if len(order) > len(held) else order
    device = model.lm_head.weight.device
    weight = model.lm_head.weight.detach().clone().requires_grad_(True)
    size, width = weight.shape
    optimizer = torch.optim.Adam([weight], lr=1.5e-3, betas=(0.9, 0.98))

    def state(index: npt.NDArray[np.int64]) -> torch.Tensor:
        values = torch.from_numpy(states.states[rows[index]].astype(np.float32)).to(device)
        return functional.layer_norm(values * scale, (width,))

    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = 1.5e-3 * min(1.0, (step + 1) / 50) * (1 - 0.9 * step / steps)
        index = train[rng.integers(0, len(train), min(_BATCH, len(train)))]
        x = state(index)
        x = functional.layer_norm(x + 0.4 * torch.randn_like(x), (width,))  # noise: in training the states will differ
        y = torch.from_numpy(targets[index]).to(device)
        classes = torch.unique(torch.cat([y, torch.randint(0, size, (min(_NEGATIVES, size),), device=device)]))
        functional.cross_entropy(x @ weight[classes].t(), torch.searchsorted(classes, y)).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
    with torch.no_grad():
        hits = (state(held) @ weight.t()).argmax(1).cpu().numpy() == targets[held]
        model.lm_head.weight.copy_(weight)
    return float(hits.mean())


def _aligned_tokens(
    sample: Sequence[Item], states: EncoderStates
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    rows: list[int] = []
    targets: list[int] = []
    for index, item in enumerate(sample):
        for token, position in zip(item.target, item.alignment, strict=True):
            if position >= 0:
                rows.append(int(states.offsets[index]) + position)
                targets.append(token)
    return np.array(rows, np.int64), np.array(targets, np.int64)


def _pass_through(model: Any, scale: float) -> None:
    """Makes cross-attention pass values through unchanged, and damps the other sublayers."""
    eye = torch.eye(model.config.d_model, device=model.lm_head.weight.device)
    for number, layer in enumerate(model.model.decoder.layers):
        attention = layer.encoder_attn
        attention.v_proj.weight.copy_(eye + 0.02 * torch.randn_like(eye))
        attention.v_proj.bias.zero_()
        attention.out_proj.weight.copy_((scale if number else 0.5 * scale) * eye + 0.01 * torch.randn_like(eye))
        attention.out_proj.bias.zero_()
        layer.fc2.weight.mul_(0.3)


def _diagonal(model: Any, sample: Sequence[Item], states: EncoderStates, pad: int) -> None:
    """Queries and keys become sinusoids of the position, by ridge regression, so that attention starts diagonal."""
    heads = model.config.decoder_attention_heads
    head = model.config.d_model // heads
    frequencies = 2 * np.pi / np.geomspace(_SHORTEST_WAVE, _LONGEST_WAVE, head // 2)

    def wave(position: Floats) -> Floats:
        angle = position[:, None] * frequencies
        return np.concatenate([np.sin(angle), np.cos(angle)], 1)

    keep = range(min(len(sample), 3000))
    inputs = np.concatenate([states.of(i)[:_FIT_POSITIONS].astype(np.float64) for i in keep])
    places = np.concatenate([np.arange(min(len(sample[i].source), _FIT_POSITIONS), dtype=np.float64) for i in keep])
    key_map, key_fit = ridge(inputs, wave(places))
    model.eval()
    for layer in model.model.decoder.layers:
        queries, places = _query_inputs(model, layer, sample[:800], pad)
        query_map, query_fit = ridge(queries, wave(places))
        weight = np.clip(key_fit, 0.02, 1) * np.clip(query_fit, 0.02, 1)
        weight = np.sqrt(weight / weight.sum())
        for number in range(heads):
            sharp = math.sqrt(math.sqrt(head) * (8 if number < heads // 2 else 4))
            rows = slice(number * head, number * head + len(weight))
            for projection, fitted in (
                (layer.encoder_attn.q_proj, query_map),
                (layer.encoder_attn.k_proj, key_map),
            ):
                values = torch.from_numpy((fitted[:-1] * weight).T * sharp).to(projection.weight)
                projection.weight[rows].copy_(values + 0.02 * torch.randn_like(values))
                projection.bias[rows].copy_(torch.from_numpy(fitted[-1] * weight * sharp).to(projection.bias))


def _query_inputs(model: Any, layer: Any, sample: Sequence[Item], pad: int) -> tuple[Floats, Floats]:
    """What the queries of a layer are computed from, and at which target position."""
    captured: list[torch.Tensor] = []
    hook = layer.encoder_attn.q_proj.register_forward_hook(lambda module, given, out: captured.append(given[0]))
    inputs: list[Floats] = []
    places: list[Floats] = []
    device = model.lm_head.weight.device
    for start in range(0, len(sample), 50):
        chunk = sample[start : start + 50]
        source = _padded([i.source for i in chunk], pad).to(device)
        before = _padded([(model.config.decoder_start_token_id, *i.target[:-1]) for i in chunk], pad).to(device)
        model.model(input_ids=source, attention_mask=(source != pad).long(), decoder_input_ids=before)
        lengths = torch.tensor([min(len(i.target), _FIT_POSITIONS) for i in chunk])
        inside = torch.arange(before.shape[1])[None] < lengths[:, None]
        inputs.append(captured.pop().cpu()[inside].double().numpy())
        places.append(torch.arange(before.shape[1]).expand(len(chunk), -1)[inside].double().numpy())
    hook.remove()
    return np.concatenate(inputs), np.concatenate(places)


def _padded(rows: Sequence[Sequence[int]], pad: int) -> torch.Tensor:
    out = torch.full((len(rows), max(len(r) for r in rows)), pad)
    for k, row in enumerate(rows):
        out[k, : len(row)] = torch.tensor(row)
    return out


def ridge(inputs: Floats, targets: Floats, strength: float = 10.0) -> tuple[Floats, Floats]:
    """Linear map with a constant, inputs [n, d] -> targets [n, k].

    Returns:
        The map [d + 1, k] (the last row is the constant) and the share of variance explained per column.
    """
    x = np.concatenate([inputs, np.ones((len(inputs), 1))], 1)
    fitted = np.linalg.solve(x.T @ x + strength * np.eye(x.shape[1]), x.T @ targets)
    left = ((targets - x @ fitted) ** 2).mean(0)
    return fitted, 1 - left / np.maximum(targets.var(0), 1e-12)
