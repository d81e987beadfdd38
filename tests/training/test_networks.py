"""The loss, freezing, dropout and devices behave as the presets promise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import torch

from pipeline.core.errors import ModelError, UserError
from pipeline.training import networks
from pipeline.training.packed_weights import pack, unpack
from pipeline.training.tokens import MarianTokens


def batch(pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    source = torch.tensor([[5, 6, 7, 0], [8, 0, pad, pad]])
    target = torch.tensor([[9, 10, 0], [11, 0, pad]])
    return source, target


def test_the_loss_is_the_librarys_own(small: Any, tokens: MarianTokens) -> None:
    small.eval()
    source, target = batch(tokens.pad)
    ours = networks.loss(small, source, target, pad=tokens.pad, smoothing=0.0)
    labels = target.masked_fill(target == tokens.pad, -100)
    theirs = small(input_ids=source, attention_mask=(source != tokens.pad).long(), labels=labels).loss
    assert float(ours.total.detach()) == pytest.approx(float(theirs.detach()), abs=1e-5)
    assert ours.tokens == 5


def test_cached_states_give_the_same_loss(small: Any, tokens: MarianTokens) -> None:
    small.eval()
    source, target = batch(tokens.pad)
    states = small.model.encoder(input_ids=source, attention_mask=(source != tokens.pad).long()).last_hidden_state
    live = networks.loss(small, source, target, pad=tokens.pad, smoothing=0.1)
    kept = networks.loss(small, source, target, pad=tokens.pad, smoothing=0.1, states=states)
    assert float(live.total.detach()) == pytest.approx(float(kept.total.detach()), abs=1e-6)


def test_guided_attention_moves_to_the_alignment(small: Any, tokens: MarianTokens) -> None:
    small.set_attn_implementation("eager")
    source, target = batch(tokens.pad)
    alignment = torch.tensor([[2, -1, 3], [0, 1, -1]])
    optimizer = torch.optim.Adam(small.parameters(), lr=1e-2)
    guides = []
    for _ in range(12):
        losses = networks.loss(small, source, target, pad=tokens.pad, smoothing=0.0, alignment=alignment, guide=1.0)
        losses.total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        optimizer.zero_grad()
        guides.append(float(losses.guide))
    assert guides[-1] < 0.7 * guides[0]


def test_a_frozen_encoder_gets_no_gradient(small: Any, tokens: MarianTokens) -> None:
    networks.freeze_encoder(small, True)
    source, target = batch(tokens.pad)
    networks.loss(small, source, target, pad=tokens.pad, smoothing=0.0).total.backward()  # type: ignore[no-untyped-call]
    assert all(p.grad is None for p in small.model.encoder.parameters())
    assert any(p.grad is not None for p in small.model.decoder.parameters())
    networks.freeze_encoder(small, False)
    assert all(p.requires_grad for n, p in small.named_parameters() if "embed_positions" not in n)


def test_freezing_shared_embeddings_is_refused(tokens: MarianTokens) -> None:
    from pipeline.training.config import Start

    shape = {"kind": "random", "tokenizer": "x", "encoder_layers": 1, "decoder_layers": 1, "width": 32, "heads": 2}
    model = networks.build_marian(tokens, Start.model_validate({**shape, "feed_forward": 64, "share_embeddings": True}))
    with pytest.raises(UserError, match="share their embeddings"):
        networks.freeze_encoder(model, True)


def test_dropout_reaches_the_layers(small: Any) -> None:
    networks.set_dropout(small, 0.37)
    assert small.model.decoder.layers[0].dropout == 0.37
    assert small.model.encoder.dropout == 0.37
    assert small.model.decoder.layers[0].self_attn.dropout == 0.0


def test_devices_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UserError, match="no usable GPU"):
        networks.choose_device("cuda", "auto", 0)
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    with pytest.raises(UserError, match="lacks it"):
        networks.choose_device("cpu", "bfloat16", 0)
    assert not networks.choose_device("auto", "auto", 0).bfloat16


def test_an_engine_loaded_in_between_takes_no_threads_away() -> None:
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        networks.choose_device("cpu", "float32", 0)
        assert torch.get_num_threads() == len(os.sched_getaffinity(0))
        networks.use_threads(1)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_an_incomplete_checkpoint_is_refused(small: Any, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    with pytest.raises(ModelError, match=r"no config\.json"):
        networks.load_model(tmp_path)
    small.save_pretrained(str(tmp_path))
    weights = load_file(tmp_path / "model.safetensors")
    weights.pop("model.decoder.layers.0.fc1.weight")
    save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="weights are missing"):
        networks.load_model(tmp_path)


def test_packed_weights_come_back_nearly_the_same(small: Any, tokens: MarianTokens, tmp_path: Path) -> None:
    pack(small, tmp_path / "w.npz")
    before = {k: v.clone() for k, v in small.state_dict().items()}
    with torch.no_grad():
        for parameter in small.parameters():
            parameter.add_(1.0)
    unpack(tmp_path / "w.npz", small)
    for name, tensor in small.state_dict().items():
        if "embed_positions" not in name and name != "final_logits_bias":
            assert torch.allclose(tensor, before[name], atol=2e-3), name
    (tmp_path / "bad.npz").write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match="no packed weights"):
        unpack(tmp_path / "bad.npz", small)
