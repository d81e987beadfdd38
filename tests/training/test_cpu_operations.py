"""Attention written out is torch's own, and dropout drops its share at every place, the same for the same seed."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from pipeline.training.cpu_operations import attend, blocked, drop, random_bytes


@pytest.mark.parametrize("masked", [True, False], ids=["masked", "causal"])
def test_attention_and_its_gradients_are_torchs(masked: bool) -> None:
    torch.manual_seed(1)
    rows, heads, length, width = 3, 4, 5, 32
    keys = 7 if masked else length
    shapes = ((rows, length, width), (rows, keys, width), (rows, keys, width))
    given = [torch.randn(s, requires_grad=True) for s in shapes]
    mask = torch.ones(rows, 1, 1, keys, dtype=torch.bool) if masked else None
    if mask is not None:
        mask[1, ..., 4:] = False
    q, k, v = (x.view(rows, -1, heads, width // heads).transpose(1, 2) for x in given)
    theirs = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=not masked)
    theirs = theirs.transpose(1, 2).reshape(rows, length, width)
    ours = attend(given, heads, None if mask is None else blocked(mask, heads, torch.float32), 0.0)
    assert torch.allclose(ours, theirs, atol=1e-6)
    weights = torch.randn_like(ours)
    wanted = torch.autograd.grad((theirs * weights).sum(), given)
    found = torch.autograd.grad((ours * weights).sum(), given)
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(found, wanted, strict=True))


def test_each_value_is_as_likely_at_each_of_the_eight_places() -> None:
    torch.manual_seed(1)
    drawn = random_bytes(8 * 2_000_000).view(-1, 8)
    for cut in (26, 128, 230):
        shares = (drawn < cut).float().mean(0)
        assert torch.allclose(shares, torch.full((8,), cut / 256), rtol=0.01)
    assert len(random_bytes(13)) == 13


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_the_share_is_dropped_and_the_mean_stays(share: float, dtype: torch.dtype) -> None:
    torch.manual_seed(1)
    x = torch.rand(4_000, 1_000).add_(0.5).to(dtype).requires_grad_()  # of many values, or all are rounded one way
    out = drop(x, share)
    dropped = float((out == 0).float().mean())
    assert dropped == pytest.approx(round(share * 256) / 256, rel=0.01)
    assert dropped == pytest.approx(share, abs=1 / 512 + 0.001)
    assert float(out.detach().float().mean()) == pytest.approx(1, abs=0.002)
    (gradient,) = torch.autograd.grad((out * x.detach()).sum(), [x])
    assert torch.equal(gradient, out)


@pytest.mark.parametrize("share", [0.0001, 0.9999])
def test_no_share_drops_nothing_or_all(share: float) -> None:
    out = drop(torch.ones(100_000), share)
    assert 0 < int((out == 0).sum()) < 100_000
    assert torch.equal(drop(out, 0.0), out)


def test_a_seed_gives_the_same_mask_also_from_a_saved_state() -> None:
    x = torch.ones(1_000)
    torch.manual_seed(3)
    first, state = drop(x, 0.1), torch.get_rng_state()
    second = drop(x, 0.1)
    torch.set_rng_state(state)
    assert torch.equal(drop(x, 0.1), second)
    torch.manual_seed(3)
    assert torch.equal(drop(x, 0.1), first)
    assert not torch.equal(first, second)
