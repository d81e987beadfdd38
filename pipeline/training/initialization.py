"""Builds the initial model of a training (the step *start*).

From any seq2seq checkpoint as it is; or from a multilingual encoder with a decoder that translates word for word
(``decoder_seeding``); or, for a summarizer, from an encoder with a decoder that copies. ``with_layers`` adds layers
that hardly change the output at first, or leaves some out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.core.errors import ModelError, UserError
from pipeline.training import networks
from pipeline.training.batches import Item
from pipeline.training.config import TrainConfig
from pipeline.training.decoder_seeding import word_for_word
from pipeline.training.encoder_states import compute
from pipeline.training.encoders import take_encoder
from pipeline.training.packed_weights import unpack
from pipeline.training.tokens import MarianTokens, Tokens, load_tokens

_SIDES = ("encoder", "decoder")


def checkpoint_folder(config: TrainConfig, path: str) -> Path:
    """A folder of this preset, or that of the model card of this name.

    Raises:
        UserError: neither exists.
        ModelError: the folder holds no checkpoint, or the card's weights are not on this machine.
    """
    here = config.locate(path)
    if here.is_dir() and not (here / "config.json").is_file():
        files = ", ".join(sorted(p.name for p in here.iterdir())[:5]) or "nothing"
        raise ModelError(
            f"start.path: {here} holds no checkpoint: no config.json ({files})",
            "give a folder in the hub's layout (config.json, *.safetensors, tokenizer), or a card's name",
        )
    if here.exists():
        return here
    from pipeline.backends.model_card import load_card

    return load_card(path).folder()


def start_tokens(config: TrainConfig) -> Tokens:
    """The tokenizer of the model to be trained: ``start.tokenizer`` if given, else the checkpoint's own."""
    if config.start.tokenizer:
        path = config.locate(config.start.tokenizer)
        if path.suffix in (".model", ".spm"):
            return MarianTokens.from_spm(path)
        return load_tokens(path, (config.languages.source, config.languages.target))
    folder = checkpoint_folder(config, config.start.path)
    return load_tokens(folder, (config.languages.source, config.languages.target))


def start_model(config: TrainConfig, tokens: Tokens, items: Sequence[Item], device: torch.device) -> tuple[Any, float]:
    """The initial model.

    Args:
        config: the preset.
        tokens: its tokenizer.
        items: forward training items, aligned when the start is word for word.
        device: where the encoder runs over the sample.

    Returns:
        The model on ``device``, and the word classifier's held-out accuracy (0..1; -1 where there was none).
    """
    torch.manual_seed(config.seed)
    start = config.start
    if start.kind == "random":
        return networks.build_marian(tokens, start).to(device), -1.0
    path = checkpoint_folder(config, start.path)
    if start.kind == "encoder":
        model = networks.build_marian(tokens, start)
        take_encoder(path, model, tokens)
    elif path.suffix == ".npz":
        model = networks.build_marian(tokens, start)
        unpack(path, model)
    else:
        model = networks.load_model(path)
        average_into(model, [checkpoint_folder(config, name) for name in start.mean])
    if tokens.size > model.config.vocab_size:
        raise ModelError(
            f"{path}: the tokenizer has {tokens.size} pieces, the model {model.config.vocab_size}",
            "use the tokenizer that belongs to the checkpoint",
        )
    if start.kind == "checkpoint":
        return with_layers(model, start.encoder_layers, start.decoder_layers).to(device), -1.0
    model = fresh_decoder(model, start.decoder_layers or model.config.decoder_layers).to(device)
    sample = seed_sample(items, start.seed_pairs, config.seed, copier=start.kind == "copier")
    accuracy = word_for_word(
        model, sample, compute(model, sample, tokens.pad), tokens.pad, start.word_steps, config.seed
    )
    return model, accuracy


def average_into(model: Any, folders: Sequence[Path]) -> None:
    """Puts the mean of a model's weights and those of further checkpoints into the model.

    Raises:
        ModelError: a checkpoint has other weights or shapes.
    """
    total = {name: tensor.double() for name, tensor in model.state_dict().items()} if folders else {}
    for folder in folders:
        other = networks.load_model(folder).state_dict()
        unlike = [n for n, t in total.items() if n not in other or other[n].shape != t.shape]
        if unlike or len(other) != len(total):
            raise ModelError(
                f"start.mean: {folder} has another shape ({', '.join(unlike[:3]) or 'more weights'})",
                "a mean is of checkpoints that were trained from the same start",
            )
        for name, tensor in other.items():
            total[name] += tensor.double()
    if folders:
        kept = model.state_dict()
        model.load_state_dict({n: (t / (1 + len(folders))).to(kept[n].dtype) for n, t in total.items()})


def seed_sample(items: Sequence[Item], count: int, seed: int, *, copier: bool) -> list[Item]:
    """The items that the decoder is fitted on; for a copier each text is its own target, aligned token by token.

    Raises:
        UserError: no item carries an alignment.
    """
    chosen = np.random.default_rng(seed).permutation(len(items))[:count]
    sample = [items[i] for i in sorted(chosen.tolist())]
    if copier:
        shorter = [_copy_of(i) for i in sample]
        return shorter
    if not any(a >= 0 for i in sample for a in i.alignment[:-1]):
        raise UserError("start: no target token is aligned", 'run the step "align" first, with more pairs')
    return sample


def _copy_of(item: Item) -> Item:
    source = item.source if len(item.source) <= 128 else (*item.source[:127], item.source[-1])
    return replace(item, source=source, target=source, alignment=tuple(range(len(source))))


def fresh_decoder(model: Any, layers: int) -> Any:
    """The model with a random decoder of that many layers; encoder and embeddings stay.

    Embeddings that encoder and decoder shared become two copies, so that the encoder can stay frozen.
    """
    config = type(model.config).from_dict(
        {**model.config.to_dict(), "decoder_layers": layers, "share_encoder_decoder_embeddings": False}
    )
    new = type(model)(config)
    kept = {k: v for k, v in model.state_dict().items() if ".decoder.layers." not in k}
    new.load_state_dict(kept, strict=False)
    with torch.no_grad():
        rows = model.model.encoder.embed_tokens.weight
        new.model.encoder.embed_tokens.weight.copy_(rows)
        new.model.decoder.embed_tokens.weight.copy_(model.model.decoder.embed_tokens.weight)
        new.lm_head.weight.copy_(model.lm_head.weight)
    new.tie_weights()
    new.set_attn_implementation("eager")
    return new


def with_layers(model: Any, encoder: int, decoder: int) -> Any:
    """The model with so many encoder and decoder layers; 0, or as many as there are, leaves a side as it is.

    Added layers pass their input on almost unchanged, so that nothing learnt is lost. Of a side that loses layers those
    at even distances are kept, the first and the last among them (of 4: 0, 1 and 3).

    Raises:
        ModelError: the model is no Marian.
    """
    have = [getattr(model.config, f"{side}_layers", 0) for side in _SIDES]
    wanted = [count or there for count, there in zip((encoder, decoder), have, strict=True)]
    if wanted == have:
        return model
    if not networks.has_marian_shape(model) or model.config.model_type != "marian":
        raise ModelError(
            f"start: the number of layers of a {model.config.model_type} cannot be changed",
            "leave encoder_layers and decoder_layers at 0",
        )
    counts = {f"{side}_layers": count for side, count in zip(_SIDES, wanted, strict=True)}
    new = type(model)(type(model.config).from_dict({**model.config.to_dict(), **counts}))
    new.load_state_dict({k: v for k, v in model.state_dict().items() if ".layers." not in k}, strict=False)
    for side in _SIDES:
        _fill(list(getattr(new.model, side).layers), list(getattr(model.model, side).layers))
    new.set_attn_implementation("eager")
    new.generation_config = model.generation_config
    return new


def _fill(layers: Sequence[Any], given: Sequence[Any]) -> None:
    """Gives layers their weights: those of a trained stack, and beyond its end weights that pass the input on."""
    count, last = len(layers), given[-1]
    kept = given if count >= len(given) else [given[i * (len(given) - 1) // max(1, count - 1)] for i in range(count)]
    for layer, origin in zip(layers, kept, strict=False):
        layer.load_state_dict(origin.state_dict())
    for layer in layers[len(kept) :]:
        layer.load_state_dict(last.state_dict())
        _pass_on(layer, last.final_layer_norm)


@torch.no_grad()
def _pass_on(layer: Any, before: Any) -> None:
    """Makes a layer return its input: its sublayers end in zero weights, and its norms undo the norming.

    x is about LN(x) * s + m with s and m from the norm ``before`` it.
    """
    names = ("self_attn", "encoder_attn") if hasattr(layer, "encoder_attn") else ("self_attn",)
    for out in (*(getattr(layer, name).out_proj for name in names), layer.fc2):
        out.weight.zero_()
        out.bias.zero_()
    spread = torch.sqrt(before.weight.pow(2).mean() + before.bias.var(unbiased=False))
    for norm in (*(getattr(layer, f"{name}_layer_norm") for name in names), layer.final_layer_norm):
        norm.weight.fill_(float(spread))
        norm.bias.fill_(float(before.bias.mean()))
