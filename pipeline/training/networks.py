"""Builds, loads and freezes the network being trained, and computes its loss.

Any seq2seq checkpoint of transformers works through ``logits``; Marian and BART shapes take a faster path
(the output layer only at target tokens, cached encoder states, attention maps for guidance).
"""

from __future__ import annotations

import hashlib
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as functional

from pipeline.core.errors import ModelError, UserError
from pipeline.training.config import Start
from pipeline.training.tokens import Tokens

_VECTORS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "asimddp")  # what speed depends on


@dataclass(frozen=True, slots=True)
class Device:
    """Where to compute and whether in bfloat16 (autocast; the weights stay in float32)."""

    kind: torch.device
    bfloat16: bool


def quiet_libraries() -> None:
    """Turns off the progress bars and messages of transformers."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()


def use_threads(count: int) -> None:
    """Sets torch's threads; 0 takes all that this process may use.

    Called again before each round: an engine of CTranslate2 that was loaded in between (to translate the data) leaves
    the calling thread with the share of one of its workers, and training would go on with that, silently.
    """
    torch.set_num_threads(count or len(os.sched_getaffinity(0)))


def choose_device(requested: str, precision: str, threads: int) -> Device:
    """The device of a preset on this machine.

    Raises:
        UserError: cuda or bfloat16 was asked for where there is none. On a CPU without bfloat16 instructions the
            emulation is 80 times slower than float32, so it is refused, not tried.
    """
    if requested == "cuda" and not torch.cuda.is_available():
        raise UserError("device = 'cuda', but this machine has no usable GPU", "say device = 'auto'")
    gpu = requested != "cpu" and torch.cuda.is_available()
    use_threads(threads)
    capable = torch.cuda.is_bf16_supported() if gpu else bool(torch.cpu._is_avx512_bf16_supported())
    if precision == "bfloat16" and not capable:
        raise UserError("precision = 'bfloat16', but this processor lacks it", "say precision = 'auto'")
    if gpu:
        torch.backends.cuda.matmul.allow_tf32 = True
    return Device(torch.device("cuda" if gpu else "cpu"), capable and precision != "float32")


def processor() -> str:
    """The processor in words, with its vector instructions."""
    name = platform.machine()
    about = Path("/proc/cpuinfo")
    if not about.is_file():
        return name
    lines = [line.partition(":") for line in about.read_text(encoding="utf-8").splitlines()]
    fields = {key.strip(): value.strip() for key, _, value in reversed(lines)}
    vectors = [flag for flag in _VECTORS if flag in fields.get("flags", "").split()]
    return " ".join([fields.get("model name", name), *([f"({', '.join(vectors)})"] if vectors else [])])


def machine(device: Device) -> str:
    """The machine in words, for the card: processor, cores in use, GPU, precision."""
    words = f"{processor()}, {torch.get_num_threads()} threads"
    if device.kind.type == "cuda":
        words = f"{torch.cuda.get_device_name(device.kind)}; {words}"
    return f"{words}, {'bfloat16' if device.bfloat16 else 'float32'}"


def build_marian(tokens: Tokens, start: Start, dropout: float = 0.1) -> Any:
    """A Marian with random weights in the preset's shape; positions are sinusoids, so they need no training.

    Raises:
        UserError: the width is not a multiple of the number of heads.
    """
    from transformers import MarianConfig, MarianMTModel

    if start.width % start.heads:
        raise UserError(f"start: width {start.width} is no multiple of heads {start.heads}", "e.g. 384 and 12")
    config = MarianConfig(
        vocab_size=tokens.size,
        decoder_vocab_size=tokens.size,
        d_model=start.width,
        encoder_layers=start.encoder_layers or 6,
        decoder_layers=start.decoder_layers or 2,
        encoder_attention_heads=start.heads,
        decoder_attention_heads=start.heads,
        encoder_ffn_dim=start.feed_forward,
        decoder_ffn_dim=start.feed_forward,
        max_position_embeddings=512,
        pad_token_id=tokens.pad,
        eos_token_id=tokens.eos,
        bos_token_id=tokens.eos,
        decoder_start_token_id=tokens.pad,
        forced_eos_token_id=tokens.eos,
        share_encoder_decoder_embeddings=start.share_embeddings,
        tie_word_embeddings=True,
        activation_function="gelu",
        scale_embedding=True,
        dropout=dropout,
        init_std=0.03,
    )
    return MarianMTModel(config)


def load_model(folder: Path) -> Any:
    """A seq2seq checkpoint in float32 from a local folder, with attention that can return its weights.

    Raises:
        ModelError: it does not load, or weights are missing from it.
    """
    from transformers import AutoModelForSeq2SeqLM

    if not (folder / "config.json").is_file():
        raise ModelError(f"{folder}: no config.json, so no checkpoint", "give a folder in the hub's layout")
    try:
        model, info = AutoModelForSeq2SeqLM.from_pretrained(
            str(folder),
            dtype=torch.float32,
            local_files_only=True,
            use_safetensors=True,
            attn_implementation="eager",
            output_loading_info=True,
        )
    except Exception as error:
        # safetensors raises its own SafetensorError over a damaged file
        if not isinstance(error, (OSError, ValueError, RuntimeError)) and "afetensor" not in type(error).__name__:
            raise
        raise ModelError(f"{folder}: {error}", "is it a complete seq2seq checkpoint with safetensors?") from error
    missing = [k for k in info["missing_keys"] if "embed_positions" not in k]
    if missing:
        raise ModelError(f"{folder}: {len(missing)} weights are missing, e.g. {sorted(missing)[0]}", "fetch it again")
    return model


def set_dropout(model: Any, share: float) -> None:
    """Sets the dropout of the residual stream; dropout inside attention maps and activations stays as it was."""
    model.config.dropout = share
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = share
        elif isinstance(getattr(module, "dropout", None), float) and "Attention" not in type(module).__name__:
            module.dropout = share


def freeze_encoder(model: Any, frozen: bool) -> None:
    """Decides what is trained: all but fixed positions, and without the encoder (and its embeddings) when frozen.

    Raises:
        UserError: the encoder's embeddings are also the decoder's, so that freezing one freezes both.
    """
    for name, parameter in model.named_parameters():
        parameter.requires_grad = "embed_positions" not in name
    if not frozen:
        return
    encoder = model.get_encoder()
    inside = {id(p) for p in encoder.parameters()}
    if any(id(p) in inside for p in model.get_decoder().parameters()):
        raise UserError(
            "freeze_encoder: encoder and decoder share their embeddings in this checkpoint",
            "start from one with share_encoder_decoder_embeddings = false, or train everything",
        )
    for parameter in encoder.parameters():
        parameter.requires_grad = False


def has_marian_shape(model: Any) -> bool:
    """Whether encoder, decoder and output layer can be run one by one (Marian, BART, mBART)."""
    return all(hasattr(model, name) for name in ("model", "lm_head", "final_logits_bias"))


@dataclass(frozen=True, slots=True)
class Losses:
    """``total`` is what is minimised; ``cross_entropy`` (natural log, per target token) and ``guide`` its parts."""

    total: torch.Tensor
    cross_entropy: torch.Tensor
    guide: torch.Tensor
    tokens: int


def loss(
    model: Any,
    source: torch.Tensor,
    target: torch.Tensor,
    *,
    pad: int,
    smoothing: float,
    states: torch.Tensor | None = None,
    alignment: torch.Tensor | None = None,
    guide: float = 0.0,
) -> Losses:
    """The training loss of a batch.

    Args:
        model: the network.
        source: ids [rows, source length].
        target: ids [rows, target length], end token included.
        pad: the padding id; it is the decoder's start in Marian, otherwise the configured start is used.
        smoothing: label smoothing.
        states: encoder states [rows, source length, width] when they are cached.
        alignment: source position per target token [rows, target length], -1 where not certain.
        guide: weight of the guided-attention loss (Chen et al. 2016), on half of the last layer's heads.
    """
    start = torch.full_like(target[:, :1], model.config.decoder_start_token_id)
    before = torch.cat([start, target[:, :-1]], 1)
    mask = (source != pad).long()
    real = target != pad
    if not has_marian_shape(model):
        logits = model(input_ids=source, attention_mask=mask, decoder_input_ids=before).logits[real]
        maps = None
    else:
        if states is None:
            states = model.model.encoder(input_ids=source, attention_mask=mask).last_hidden_state
        out = model.model.decoder(
            input_ids=before,
            encoder_hidden_states=states,
            encoder_attention_mask=mask,
            output_attentions=bool(guide),
        )
        logits = model.lm_head(out.last_hidden_state[real]) + model.final_logits_bias[0]
        maps = out.cross_attentions[-1] if guide else None
    entropy = functional.cross_entropy(logits.float(), target[real], label_smoothing=smoothing)
    guidance = _guidance(maps, alignment)
    return Losses(entropy + guide * guidance, entropy.detach(), guidance.detach(), int(real.sum()))


def _guidance(maps: torch.Tensor | None, alignment: torch.Tensor | None) -> torch.Tensor:
    if maps is None or alignment is None or not bool((alignment >= 0).any()):
        return torch.zeros(())
    attention = maps[:, : max(1, maps.shape[1] // 2)].float().mean(1)
    sure = alignment >= 0
    chosen = attention.gather(2, alignment.clamp(min=0).unsqueeze(2)).squeeze(2)[sure]
    return -torch.log(chosen + 1e-6).mean()


def weights_digest(model: Any) -> str:
    """SHA-256 over names and bytes of all weights: equal digests mean bit-identical models."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
