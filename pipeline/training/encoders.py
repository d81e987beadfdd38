"""Initializes a Marian's encoder from a multilingual model: a Marian folder, packed weights, or a BERT-like checkpoint.

A BERT layer and a Marian layer are the same (post-norm, gelu), only the input differs: BERT normalises word plus
learned position, Marian adds sinusoids to scaled words and normalises nothing. So each word's vector becomes BERT's at
the mean position, scaled up until the sinusoids weigh what the learned positions weighed; the first layer's projections
are scaled down by the same factor, which leaves its output unchanged (its layer norm ignores scale).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional

from pipeline.core.errors import ModelError
from pipeline.training.packed_weights import unpack
from pipeline.training.tokens import Tokens

_LAYER = {
    "attention.self.query": "self_attn.q_proj",
    "attention.self.key": "self_attn.k_proj",
    "attention.self.value": "self_attn.v_proj",
    "attention.output.dense": "self_attn.out_proj",
    "attention.output.LayerNorm": "self_attn_layer_norm",
    "intermediate.dense": "fc1",
    "output.dense": "fc2",
    "output.LayerNorm": "final_layer_norm",
}


def take_encoder(path: Path, model: Any, tokens: Tokens) -> None:
    """Fills the encoder (and the embeddings, on both sides) of ``model`` from ``path``.

    Raises:
        ModelError: the path holds no encoder of this width, or knows none of the vocabulary.
    """
    with torch.no_grad():
        if path.suffix == ".npz":
            _from_packed(path, model)
        elif (path / "source.spm").is_file():
            _from_marian(path, model)
        else:
            _from_bert(path, model, tokens)


def embeddings_of(model: Any) -> list[torch.Tensor]:
    """The word embeddings of encoder, decoder and output layer; tied ones are the same tensor."""
    return [model.model.encoder.embed_tokens.weight, model.model.decoder.embed_tokens.weight, model.lm_head.weight]


def _set_embeddings(model: Any, rows: torch.Tensor) -> None:
    for table in embeddings_of(model):
        table.copy_(rows)


def _from_packed(path: Path, model: Any) -> None:
    stored = unpack(path, model)
    name = "model.shared.weight"  # what a model with one table for all calls it
    if name in stored and name not in model.state_dict():
        _set_embeddings(model, stored[name])
    elif name not in stored:
        _set_embeddings(model, model.model.encoder.embed_tokens.weight.clone())


def _from_marian(path: Path, model: Any) -> None:
    from pipeline.training.networks import load_model

    donor = load_model(path)
    if donor.config.d_model != model.config.d_model or donor.config.vocab_size != model.config.vocab_size:
        raise ModelError(
            f"{path}: width {donor.config.d_model} and {donor.config.vocab_size} pieces do not fit this model",
            f"set start.width = {donor.config.d_model} and the checkpoint's own tokenizer",
        )
    encoder, donor_weights = model.model.encoder.state_dict(), donor.model.encoder.state_dict()
    for name, tensor in encoder.items():
        if name in donor_weights and donor_weights[name].shape == tensor.shape:
            tensor.copy_(donor_weights[name])
    _set_embeddings(model, donor.model.encoder.embed_tokens.weight)


def _from_bert(path: Path, model: Any, tokens: Tokens) -> None:
    from transformers import AutoModel, AutoTokenizer

    donor: Any = AutoModel.from_pretrained(str(path), local_files_only=True, use_safetensors=True, dtype=torch.float32)
    names = AutoTokenizer.from_pretrained(str(path), local_files_only=True).get_vocab()
    if not hasattr(donor, "embeddings") or donor.config.hidden_size != model.config.d_model:
        raise ModelError(f"{path}: not a BERT-like encoder of width {model.config.d_model}", "set start.width")
    rows, scale = bert_embeddings(donor, [names.get(tokens.piece(i), -1) for i in range(tokens.size)])
    _set_embeddings(model, rows)
    for index, layer in enumerate(model.model.encoder.layers):
        if index >= len(donor.encoder.layer):
            raise ModelError(f"{path}: it has only {len(donor.encoder.layer)} layers", "lower start.encoder_layers")
        copy_bert_layer(donor.encoder.layer[index], layer, scale if index == 0 else 1.0)


@torch.no_grad()
def bert_embeddings(donor: Any, ids: list[int]) -> tuple[torch.Tensor, float]:
    """Marian's embedding rows for BERT's word ids (-1: unknown there, gets the mean row), and their scale.

    Returns:
        Rows [len(ids), width], divided by sqrt(width) because Marian multiplies by it, and the factor by which the
        input of the first layer is larger than BERT's.

    Raises:
        ModelError: fewer than half of the pieces are known.
    """
    table = donor.embeddings
    known = [i for i in ids if i >= 0]
    if 2 * len(known) < len(ids):
        raise ModelError(f"only {len(known)} of {len(ids)} pieces are in the encoder's vocabulary", "other tokenizer?")
    positions = table.position_embeddings.weight[2:130].float()  # what sentences use; the first two may be special
    middle = positions.mean(0)
    extra = table.token_type_embeddings.weight[0] if hasattr(table, "token_type_embeddings") else torch.zeros(())
    summed = table.word_embeddings.weight + middle + extra
    norm = table.LayerNorm
    words = functional.layer_norm(summed, norm.normalized_shape, norm.weight, norm.bias, norm.eps)
    share = float((positions - middle).pow(2).sum(1).mean().sqrt() / summed[known].pow(2).sum(1).mean().sqrt())
    width = summed.shape[1]
    sinusoid = math.sqrt(width / 2)  # the norm of a sinusoidal position: half of its squares are sin^2 + cos^2 = 1
    scale = sinusoid / max(share, 1e-4) / float(words[known].norm(dim=1).mean())
    mean = words[known].mean(0)
    rows = torch.stack([words[i] if i >= 0 else mean for i in ids])
    return rows * scale / math.sqrt(width), scale


def copy_bert_layer(donor: Any, layer: Any, scale: float) -> None:
    """Copies one layer; ``scale`` is by how much its input exceeds what BERT's layer was trained on."""
    source, target = donor.state_dict(), layer.state_dict()
    for old, new in _LAYER.items():
        for kind in ("weight", "bias"):
            target[f"{new}.{kind}"].copy_(source[f"{old}.{kind}"])
    for projection in ("q_proj", "k_proj", "v_proj"):
        target[f"self_attn.{projection}.weight"].div_(scale)
    target["self_attn.out_proj.weight"].mul_(scale)
    target["self_attn.out_proj.bias"].mul_(scale)
