"""Computes attention and dropout in the way that is fast on a CPU, for networks being trained.

The backward pass of torch's fused attention takes a third of a training step in bfloat16 on a CPU; written out as two
products and a softmax, attention takes a fifth of the time. torch's dropout draws one random number after another on
one core, whatever the number of threads; one draw of 64 bits here serves eight elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

_BYTES = 8  # of one draw
_VALUES = 256  # of a byte


def blocked(mask: torch.Tensor, heads: int, dtype: torch.dtype) -> torch.Tensor:
    """What is added to the scores [rows * heads, queries, keys] so that no query looks where ``mask`` is false.

    Args:
        mask: [rows, 1, 1, keys].
        heads: of the attention.
        dtype: of the scores.
    """
    added = torch.zeros(mask.shape, dtype=dtype).masked_fill_(~mask, float("-inf"))
    return added.expand(-1, heads, -1, -1).flatten(0, 1)


def attend(given: Sequence[torch.Tensor], heads: int, added: torch.Tensor | None, share: float) -> torch.Tensor:
    """Attention of queries over keys and values [rows, length, width], written out.

    Args:
        given: queries, keys and values.
        heads: of the attention.
        added: made by :func:`blocked`; without it a position sees those before it and itself.
        share: of the attention weights that are dropped.
    """
    rows, length, width = given[0].shape
    queries, keys, values = (
        x.view(rows, x.shape[1], heads, width // heads).transpose(1, 2).flatten(0, 1) for x in given
    )
    if added is None:
        added = torch.full((length, length), float("-inf"), dtype=queries.dtype).triu_(1)
    scores = torch.bmm(queries * (width // heads) ** -0.5, keys.transpose(1, 2)) + added
    out = torch.bmm(drop(torch.softmax(scores, -1), share), values)
    return out.view(rows, heads, length, -1).transpose(1, 2).reshape(rows, length, width)


def drop(x: torch.Tensor, share: float) -> torch.Tensor:
    """Dropout of ``share`` of the elements, to the nearest 256th but 0; the others are scaled so that the mean stays.

    The mask depends on torch's generator and the size alone, not on threads.
    """
    if not share:
        return x
    dropped: torch.Tensor = _Dropout.apply(x, min(max(round(share * _VALUES), 1), _VALUES - 1))  # type: ignore[no-untyped-call]
    return dropped


def random_bytes(count: int) -> torch.Tensor:
    """Bytes of which each value is equally likely at each place."""
    # Without bounds the draws would have 63 random bits, and every eighth byte would be below 128.
    draws = torch.empty(-(-count // _BYTES), dtype=torch.int64).random_(torch.iinfo(torch.int64).min, None)
    return draws.view(torch.uint8)[:count]


class _Dropout(torch.autograd.Function):
    """Elements whose random byte is below ``cut`` become 0."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, cut: int) -> torch.Tensor:
        # In the type of x: multiplying by a mask of bool takes twice as long. The scale is not in the mask, where
        # bfloat16 would round it by up to 0.4%.
        ctx.kept = (random_bytes(x.numel()) >= cut).view(x.shape).to(x.dtype)
        ctx.scale = _VALUES / (_VALUES - cut)
        return _scaled(x, ctx)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return _scaled(gradients[0], ctx), None


def _scaled(x: torch.Tensor, ctx: Any) -> torch.Tensor:
    kept: torch.Tensor = ctx.kept
    return (x * kept).mul_(ctx.scale)
