"""Decodes texts with the model being trained, greedily or by beam, for dev scores and synthetic pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from pipeline.training.networks import Device
from pipeline.training.tokens import Tokens


@dataclass(frozen=True, slots=True)
class DecodeOptions:
    """How to decode. ``ratio`` bounds the output to ``ratio * source tokens + 10``; ``marker`` is put in front of
    every source (-1: none), which makes a joint model translate in the reverse direction. ``temperature`` above 0 draws
    the output from the model's distribution, with torch's random numbers."""

    beam_size: int = 1
    batch_tokens: int = 8192
    ratio: float = 1.6
    max_source_tokens: int = 512
    no_repeat_ngram_size: int = 0
    length_penalty: float = 1.0
    marker: int = -1
    temperature: float = 0.0


def decode(
    model: Any,
    tokens: Tokens,
    texts: Sequence[str],
    device: Device,
    how: DecodeOptions,
    *,
    side: str = "source",
    tick: Callable[[int], None] | None = None,
) -> list[str]:
    """The model's output for each text, in the order given; each distinct text is decoded once.

    Args:
        model: on ``device``; its mode (train or eval) is restored afterwards.
        tokens: its tokenizer.
        texts: sources.
        device: where it is, and whether in bfloat16.
        how: beam, batch and limits.
        side: which side of the tokenizer the texts are on.
        tick: called with the number of texts done.
    """
    ids = [_limited(i, how, tokens.eos) for i in tokens.encode(texts, side)]
    order = sorted(range(len(ids)), key=lambda k: (len(ids[k]), texts[k]))
    outputs: dict[tuple[int, ...], list[int]] = {}
    was_training = model.training
    model.eval()
    with torch.no_grad(), torch.autocast(device.kind.type, dtype=torch.bfloat16, enabled=device.bfloat16):
        for chunk in _chunks([k for k in order if len(ids[k]) > 1], ids, how):
            fresh = sorted({tuple(ids[k]) for k in chunk} - outputs.keys())
            if fresh:
                outputs.update(zip(fresh, _generate(model, tokens, fresh, device, how), strict=True))
            if tick:
                tick(len(chunk))
    model.train(was_training)
    return tokens.decode([outputs.get(tuple(i), []) for i in ids])


def _limited(ids: list[int], how: DecodeOptions, eos: int) -> list[int]:
    if len(ids) > how.max_source_tokens:
        ids = [*ids[: how.max_source_tokens - 1], eos]
    return [how.marker, *ids] if how.marker >= 0 else ids


def _chunks(order: list[int], ids: list[list[int]], how: DecodeOptions) -> list[list[int]]:
    """Batches of at most ``batch_tokens`` padded tokens (times the beam)."""
    chunks: list[list[int]] = []
    for k in order:
        if chunks and (len(chunks[-1]) + 1) * len(ids[k]) * how.beam_size <= how.batch_tokens:
            chunks[-1].append(k)
        else:
            chunks.append([k])
    return chunks


def _generate(
    model: Any, tokens: Tokens, rows: Sequence[tuple[int, ...]], device: Device, how: DecodeOptions
) -> list[list[int]]:
    length = max(len(r) for r in rows)
    source = torch.full((len(rows), length), tokens.pad)
    for k, row in enumerate(rows):
        source[k, : len(row)] = torch.tensor(row)
    source = source.to(device.kind)
    options: dict[str, Any] = {
        "num_beams": how.beam_size,
        "do_sample": False,
        "max_new_tokens": min(int(length * how.ratio) + 10, 500),
        "max_length": None,
        "no_repeat_ngram_size": how.no_repeat_ngram_size,
        "bad_words_ids": [[tokens.pad]],
    }
    if how.temperature:
        options |= {"do_sample": True, "temperature": how.temperature, "top_k": 0}
    if how.beam_size > 1:
        options["length_penalty"] = how.length_penalty
    generated = model.generate(input_ids=source, attention_mask=(source != tokens.pad).long(), **options)
    special = (tokens.pad, tokens.eos)
    return [[t for t in row if t not in special] for row in generated.tolist()]
