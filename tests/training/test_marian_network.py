"""The working copy of a Marian computes what transformers computes, and a round trained through it resumes exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pipeline.core.errors import UserError
from pipeline.training import networks, passes
from pipeline.training.batches import Arrays
from pipeline.training.config import Round, Start
from pipeline.training.marian_network import MarianNetwork, divergence, fits, working_copy
from pipeline.training.networks import Device
from pipeline.training.tokens import MarianTokens
from tests.training.test_trainer import Killed, make

CPU = Device(torch.device("cpu"), True)


def shaped(tokens: MarianTokens, **changes: Any) -> Any:
    """A Marian in eager attention whose norms and biases are not those of a network that knows nothing."""
    torch.manual_seed(2)
    shape = {"encoder_layers": 3, "decoder_layers": 2, "width": 32, "heads": 4, "feed_forward": 48} | changes
    model = networks.build_marian(tokens, Start.model_validate({"kind": "random", "tokenizer": "x"} | shape))
    model.set_attn_implementation("eager")
    networks.freeze_encoder(model, False)
    networks.set_dropout(model, 0.0)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(0.1 * torch.randn_like(parameter))
        model.final_logits_bias.normal_()
    return model


def batch(pad: int) -> Arrays:
    source = np.array([[5, 6, 7, 8, 0, pad], [9, 0, pad, pad, pad, pad], [11, 12, 13, 14, 15, 0]])
    target = np.array([[21, 22, 0, pad], [23, 24, 25, 0], [26, 0, pad, pad]])
    return Arrays(source, target, (0, 1, 2))


@pytest.mark.parametrize("written_out", [False, True], ids=["fused", "written-out"])
@pytest.mark.parametrize("share", [False, True])
def test_logits_and_gradients_are_those_of_transformers(tokens: MarianTokens, share: bool, written_out: bool) -> None:
    model, arrays = shaped(tokens, share_embeddings=share), batch(tokens.pad)
    source, target = torch.from_numpy(arrays.source), torch.from_numpy(arrays.target)
    before = torch.cat([torch.full_like(target[:, :1], tokens.pad), target[:, :-1]], 1)
    theirs = model(input_ids=source, attention_mask=(source != tokens.pad).long(), decoder_input_ids=before).logits
    network = MarianNetwork(model, tokens.pad, torch.float32)
    assert network.written_out
    network.written_out = written_out
    real = (target != tokens.pad).flatten()
    ours = network(source, target, real.nonzero().squeeze(1))
    assert float((ours - theirs.flatten(0, 1)[real]).detach().abs().max()) < 1e-4

    expected = networks.loss(model, source, target, pad=tokens.pad, smoothing=0.1)
    expected.total.backward()  # type: ignore[no-untyped-call]
    wanted = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
    model.zero_grad(set_to_none=True)
    got = network.loss(arrays, 0.1)
    got.total.backward()  # type: ignore[no-untyped-call]
    network.give_gradients()
    assert got.tokens == expected.tokens
    assert float(got.total.detach()) == pytest.approx(float(expected.total.detach()))
    found = {n: p.grad for n, p in model.named_parameters() if p.grad is not None}
    assert found.keys() == wanted.keys()
    assert max(float((found[n] - wanted[n]).abs().max()) for n in wanted) < 1e-5
    if not share:  # looked up, the padding row learns nothing; in the output layer it does
        assert not found["model.encoder.embed_tokens.weight"][tokens.pad].any()
        assert found["model.decoder.embed_tokens.weight"][tokens.pad].any()


def test_gradients_in_bfloat16_are_nearly_those_in_float32(tokens: MarianTokens) -> None:
    """Over so many positions that sums in bfloat16, such as those of the norms, would stop growing."""
    model = shaped(tokens)
    source, target = (torch.randint(2, tokens.size, (256, 12), generator=torch.manual_seed(s)).numpy() for s in (1, 2))
    found = []
    for dtype in (torch.float32, torch.bfloat16):
        network = MarianNetwork(model, tokens.pad, dtype)
        network.loss(Arrays(source, target, tuple(range(256))), 0.1).total.backward()  # type: ignore[no-untyped-call]
        network.give_gradients()
        found.append({n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None})
    for name in (n for n in found[0] if "k_proj.bias" not in n):  # a key's bias changes nothing, its gradient is noise
        off = float((found[0][name] - found[1][name]).norm() / found[0][name].norm())
        assert off < 0.1, f"{name}: {off:.2f}"


def test_it_follows_the_weights(tokens: MarianTokens) -> None:
    model, arrays = shaped(tokens), batch(tokens.pad)
    network = MarianNetwork(model, tokens.pad, torch.float32)
    before = float(network.loss(arrays, 0.0).total.detach())
    with torch.no_grad():
        for layer in model.model.encoder.layers:
            layer.fc1.weight.mul_(1.1)
    assert float(network.loss(arrays, 0.0).total.detach()) == before
    network.take_weights()
    assert float(network.loss(arrays, 0.0).total.detach()) != before


def test_building_it_leaves_random_numbers_and_weights_alone(tokens: MarianTokens) -> None:
    model = shaped(tokens)
    state, digest = torch.get_rng_state(), networks.weights_digest(model)
    MarianNetwork(model, tokens.pad, torch.bfloat16)
    assert torch.equal(state, torch.get_rng_state())
    assert networks.weights_digest(model) == digest


def test_where_it_is_used(tokens: MarianTokens) -> None:
    model = shaped(tokens)
    assert fits(model)
    plain = Round(name="r", steps=1)
    for bfloat16, dtype in ((True, torch.bfloat16), (False, torch.float32)):
        network = working_copy(model, Device(torch.device("cpu"), bfloat16), plain, tokens.pad)
        assert network is not None
        assert network.output.dtype == dtype
    for other in ({"guide": 0.3}, {"freeze_encoder": True}, {"freeze_encoder": True, "cache_encoder": True}):
        assert working_copy(model, CPU, plain.model_copy(update=other), tokens.pad) is None
    model.config.encoder_layerdrop = 0.1
    assert not fits(model)


@pytest.fixture(params=[torch.float32, torch.bfloat16], ids=["float32", "bfloat16"])
def through(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Trainers whose network is of a type that this machine's processor need not be quick in."""
    monkeypatch.setattr(passes, "working_copy", lambda m, device, options, pad: MarianNetwork(m, pad, request.param))
    return request.param


def test_a_round_through_it_resumes_exactly(tokens: MarianTokens, tmp_path: Path, through: Any) -> None:
    whole, _ = make(tokens, tmp_path / "whole", ema=0.9)
    whole.fit()
    cut, _ = make(tokens, tmp_path / "cut", ema=0.9)
    step: Callable[[Any], Any] = cut._step

    def dies(prepared: Any) -> Any:
        if cut.state.step == 9:
            raise Killed
        return step(prepared)

    cut._step = dies  # type: ignore[method-assign]
    with pytest.raises(Killed):
        cut.fit()
    again, _ = make(tokens, tmp_path / "cut", ema=0.9)
    assert again.state.step == 8
    again.fit()
    assert networks.weights_digest(again.model) == networks.weights_digest(whole.model)
    states = [torch.load(tmp_path / f / "state.pt", weights_only=True) for f in ("whole", "cut")]
    for part in ("model", "average"):
        assert all(torch.equal(states[0][part][k], v) and v.dtype != torch.bfloat16 for k, v in states[1][part].items())


def test_its_states_are_those_of_the_other_way(tokens: MarianTokens, tmp_path: Path, through: Any) -> None:
    """A round begun through the network goes on without it, with nearly the weights of one that never used it."""
    quiet: dict[str, Any] = {"dropout": 0.0, "rate": 1e-3, "steps": 8}
    begun, _ = make(tokens, tmp_path / "one", **quiet)
    begun.fit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "working_copy", lambda *given: None)
        plain, _ = make(tokens, tmp_path / "two", **quiet)
        start = {n: p.detach().clone() for n, p in plain.model.named_parameters()}
        plain.fit()
        taken, _ = make(tokens, tmp_path / "one", **quiet | {"steps": 12})
        assert (taken.state.step, taken.passes.network) == (8, None)
    moved = torch.cat([(p - start[n]).detach().flatten() for n, p in plain.model.named_parameters()])
    ours = torch.cat([(p - start[n]).detach().flatten() for n, p in begun.model.named_parameters()])
    assert float(torch.nn.functional.cosine_similarity(moved, ours, dim=0)) > (
        0.99 if through == torch.float32 else 0.8
    )


def test_consistency_weighs_how_far_two_passes_differ(tokens: MarianTokens) -> None:
    model, arrays = shaped(tokens), batch(tokens.pad)
    network = MarianNetwork(model, tokens.pad, torch.float32)
    once = network.loss(arrays, 0.1)
    same = network.loss(arrays, 0.1, 3.0)  # no dropout: both passes agree
    assert float(same.total.detach()) == pytest.approx(float(once.total.detach()), abs=1e-5)
    assert same.tokens == once.tokens
    networks.set_dropout(model, 0.4)
    network = MarianNetwork(model, tokens.pad, torch.float32)
    network.train()
    torch.manual_seed(3)
    apart = network.loss(arrays, 0.1, 3.0)
    assert float(apart.total.detach()) > float(apart.cross_entropy) + 1e-3


def test_divergence_is_symmetric_and_zero_for_equal_rows() -> None:
    a, b = torch.tensor([[0.0, 1.0, 2.0]]), torch.tensor([[2.0, 0.5, 0.0]])
    p, q = (torch.softmax(x, -1) for x in (a, b))
    expected = 0.5 * float((p * (p / q).log()).sum() + (q * (q / p).log()).sum())
    assert float(divergence(torch.cat([a, b]))) == pytest.approx(expected, abs=1e-6)
    assert float(divergence(torch.cat([b, a]))) == pytest.approx(expected, abs=1e-6)
    assert float(divergence(torch.cat([a, a]))) == 0.0


def test_consistency_is_refused_where_it_cannot_work(tokens: MarianTokens) -> None:
    with pytest.raises(ValueError, match="consistency needs dropout"):
        Round(name="r", steps=1, consistency=1.0, dropout=0.0)
    from transformers import BartConfig, BartForConditionalGeneration

    small = {"vocab_size": 32, "d_model": 8, "encoder_ffn_dim": 8, "decoder_ffn_dim": 8}
    layers = {"encoder_layers": 1, "decoder_layers": 1, "encoder_attention_heads": 2, "decoder_attention_heads": 2}
    bart = BartForConditionalGeneration(BartConfig(**small, **layers))
    with pytest.raises(UserError, match="consistency is known for Marian"):
        passes.Passes(bart, CPU, Round(name="r", steps=1, consistency=1.0), 1)
