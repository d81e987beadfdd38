"""Runs a Marian being trained in plain torch: fused projections, quick attention, and no wait for the GPU in a step.

The weights that are optimised, averaged and saved stay those of the transformers model, in float32. This network is a
working copy of them, in bfloat16 where the device has it; it takes their values before a step and gives its gradients
back after it. So checkpoints and states do not depend on which of the two computed the loss. The decoder's row of the
padding token, from which it starts, is treated as in transformers: no gradient from looking it up, only that of the
output layer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from pipeline.training import cpu_operations
from pipeline.training.batches import Arrays
from pipeline.training.config import Round
from pipeline.training.networks import Device, Losses, has_marian_shape


@dataclass(frozen=True, slots=True)
class _Part:
    """A weight of the transformers model and where it lies in the network: rows ``start`` to ``stop`` of ``whole``."""

    master: nn.Parameter
    whole: nn.Parameter
    start: int
    stop: int

    def of(self, tensor: torch.Tensor) -> torch.Tensor:
        return tensor[self.start : self.stop]


class _Layer(nn.Module):
    """An encoder layer, or with ``cross`` a decoder layer; the projections of one input are one matrix."""

    def __init__(self, width: int, inner: int, *, cross: bool) -> None:
        super().__init__()
        self.own = nn.Linear(width, 3 * width)
        self.own_out, self.own_norm = nn.Linear(width, width), nn.LayerNorm(width)
        if cross:
            self.query, self.key_value = nn.Linear(width, width), nn.Linear(width, 2 * width)
            self.cross_out, self.cross_norm = nn.Linear(width, width), nn.LayerNorm(width)
        self.up, self.down, self.norm = nn.Linear(width, inner), nn.Linear(inner, width), nn.LayerNorm(width)

    def of(self, layer: Any) -> Iterator[tuple[nn.Module, tuple[Any, ...]]]:
        """Each module of this layer with those of the transformers layer that it stands for."""
        attention = layer.self_attn
        yield self.own, (attention.q_proj, attention.k_proj, attention.v_proj)
        yield self.own_out, (attention.out_proj,)
        yield self.own_norm, (layer.self_attn_layer_norm,)
        if hasattr(layer, "encoder_attn"):
            yield self.query, (layer.encoder_attn.q_proj,)
            yield self.key_value, (layer.encoder_attn.k_proj, layer.encoder_attn.v_proj)
            yield self.cross_out, (layer.encoder_attn.out_proj,)
            yield self.cross_norm, (layer.encoder_attn_layer_norm,)
        yield self.up, (layer.fc1,)
        yield self.down, (layer.fc2,)
        yield self.norm, (layer.final_layer_norm,)


class MarianNetwork(nn.Module):
    """A working copy of a ``MarianMTModel``.

    Args:
        model: the transformers model, on its device; its dropout shares are taken over.
        pad: the padding id.
        dtype: of the copy.

    Attributes:
        written_out: attention and dropout are those of :mod:`pipeline.training.cpu_operations`, as on every CPU.
    """

    positions: torch.Tensor
    bias: torch.Tensor

    def __init__(self, model: Any, pad: int, dtype: torch.dtype) -> None:
        super().__init__()
        config, self.pad = model.config, pad
        encoder, decoder = model.model.encoder, model.model.decoder
        self.heads = (config.encoder_attention_heads, config.decoder_attention_heads)
        self.scales = (float(encoder.embed_scale), float(decoder.embed_scale))
        self.start = int(config.decoder_start_token_id)
        self.activation = encoder.layers[0].activation_fn
        self.dropout, self.inner_dropout = float(config.dropout), float(config.activation_dropout)
        self.attention_dropout = float(config.attention_dropout)
        device = model.lm_head.weight.device
        self.written_out = device.type == "cpu"
        inner = (config.encoder_ffn_dim, config.decoder_ffn_dim)
        with torch.device("meta"):  # the values come from the model, and its random state stays as it is
            self.encoder = nn.ModuleList(_Layer(config.d_model, inner[0], cross=False) for _ in encoder.layers)
            self.decoder = nn.ModuleList(_Layer(config.d_model, inner[1], cross=True) for _ in decoder.layers)
            tables = {id(w): nn.Parameter(torch.empty(w.shape)) for w in _tables(model)}
        self.tables = nn.ParameterList(tables.values())
        self.to(dtype)
        for module in self.modules() if self.written_out else ():
            if isinstance(module, nn.LayerNorm):
                module.float()
        self.to_empty(device=device)
        tables = dict(zip(tables, self.tables, strict=True))
        self.source_table, self.target_table, self.output = (tables[id(w)] for w in _tables(model))
        self.register_buffer("positions", encoder.embed_positions.weight.detach().to(dtype), persistent=False)
        self.register_buffer("bias", model.final_logits_bias[0].to(dtype), persistent=False)
        self._parts = list(self._all_parts(model))
        self.take_weights()

    def _all_parts(self, model: Any) -> Iterator[_Part]:
        seen: set[int] = set()
        for master, whole in zip(_tables(model), (self.source_table, self.target_table, self.output), strict=True):
            if id(master) not in seen:
                seen.add(id(master))
                yield _Part(master, whole, 0, len(whole))
        layers = [*model.model.encoder.layers, *model.model.decoder.layers]
        for ours, theirs in zip([*self.encoder, *self.decoder], layers, strict=True):
            for module, masters in ours.of(theirs):
                for kind in ("weight", "bias"):
                    begin = 0
                    for master in (getattr(m, kind) for m in masters):
                        yield _Part(master, getattr(module, kind), begin, begin + len(master))
                        begin += len(master)

    @torch.no_grad()
    def take_weights(self) -> None:
        """Copies the model's weights."""
        torch._foreach_copy_([p.of(p.whole) for p in self._parts], [p.master for p in self._parts])

    @torch.no_grad()
    def give_gradients(self) -> None:
        """Puts the gradients of the last backward pass into the model's weights, as float32, and forgets them here."""
        given = [p.of(p.whole.grad) for p in self._parts if p.whole.grad is not None]
        for part in self._parts:
            if part.master.grad is None:
                part.master.grad = torch.empty_like(part.master)
        torch._foreach_copy_([p.master.grad for p in self._parts if p.master.grad is not None], given)
        self.zero_grad(set_to_none=True)

    def _drop(self, x: torch.Tensor, share: float) -> torch.Tensor:
        if self.written_out:
            return cpu_operations.drop(x, share if self.training else 0.0)
        return functional.dropout(x, share, self.training)

    def _norm(self, module: nn.Module, x: torch.Tensor) -> torch.Tensor:
        if self.written_out:
            # In bfloat16 torch on a CPU also sums a norm's gradients over all positions in bfloat16: they stop growing,
            # and are up to half wrong.
            normed: torch.Tensor = module(x.float()).to(x.dtype)
        else:
            normed = module(x)
        return normed

    def _attend(self, given: Sequence[torch.Tensor], heads: int, mask: torch.Tensor | None) -> torch.Tensor:
        """Attention of queries over keys and values; without a mask a position sees those before it and itself."""
        dropped = self.attention_dropout if self.training else 0.0
        if self.written_out:
            added = None if mask is None else cpu_operations.blocked(mask, heads, given[0].dtype)
            return cpu_operations.attend(given, heads, added, dropped)
        rows, length, width = given[0].shape
        q, k, v = (x.view(rows, x.shape[1], heads, width // heads).transpose(1, 2) for x in given)
        out = functional.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, dropout_p=dropped, is_causal=mask is None
        )
        return out.transpose(1, 2).reshape(rows, length, width)

    def _own_attention(self, layer: Any, x: torch.Tensor, heads: int, mask: torch.Tensor | None) -> torch.Tensor:
        attended = self._attend(layer.own(x).chunk(3, -1), heads, mask)
        return self._norm(layer.own_norm, x + self._drop(layer.own_out(attended), self.dropout))

    def _feed_forward(self, layer: Any, x: torch.Tensor) -> torch.Tensor:
        inner = self._drop(self.activation(layer.up(x)), self.inner_dropout)
        return self._norm(layer.norm, x + self._drop(layer.down(inner), self.dropout))

    def _embed(self, ids: torch.Tensor, table: torch.Tensor, scale: float) -> torch.Tensor:
        words = functional.embedding(ids, table, self.pad)
        return self._drop(words * scale + self.positions[: ids.shape[1]], self.dropout)

    def encode(self, source: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Encoder states of ids [rows, length]; ``mask`` is true where attention may look."""
        x = self._embed(source, self.source_table, self.scales[0])
        for layer in self.encoder:
            x = self._feed_forward(layer, self._own_attention(layer, x, self.heads[0], mask))
        return x

    def decode(self, before: torch.Tensor, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Decoder states, where ``before`` are the target ids moved right by one."""
        x = self._embed(before, self.target_table, self.scales[1])
        for layer in self.decoder:
            given: Any = layer
            x = self._own_attention(given, x, self.heads[1], None)
            attended = self._attend((given.query(x), *given.key_value(states).chunk(2, -1)), self.heads[1], mask)
            x = self._norm(given.cross_norm, x + self._drop(given.cross_out(attended), self.dropout))
            x = self._feed_forward(given, x)
        return x

    def forward(self, source: torch.Tensor, target: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
        """The logits of the target tokens whose places in the flattened batch are ``at``."""
        mask = (source != self.pad)[:, None, None, :]
        before = torch.cat([torch.full_like(target[:, :1], self.start), target[:, :-1]], 1)
        states = self.decode(before, self.encode(source, mask), mask)
        return functional.linear(states.flatten(0, 1).index_select(0, at), self.output, self.bias)

    def loss(self, arrays: Arrays, smoothing: float, consistency: float = 0.0) -> Losses:
        """The loss of a batch as :func:`pipeline.training.networks.loss` computes it; nothing waits for the GPU.

        With ``consistency`` each pair passes twice, and the mean of both Kullback-Leibler divergences between the two
        distributions, times ``consistency``, is added (R-Drop, Liang et al. 2021).
        """
        device = self.output.device
        at = np.flatnonzero(arrays.target != self.pad)
        given = (arrays.source, arrays.target, at, arrays.target.ravel()[at])
        source, target, places, gold = (torch.from_numpy(a).to(device, non_blocking=True) for a in given)
        if consistency:
            places = torch.cat([places, places + target.numel()])
            source, target, gold = (torch.cat([ids, ids]) for ids in (source, target, gold))
        logits = self(source, target, places).float()
        entropy = functional.cross_entropy(logits, gold, label_smoothing=smoothing)
        total = entropy + consistency * divergence(logits) if consistency else entropy
        return Losses(total, entropy.detach(), torch.zeros(()), len(at))


def divergence(logits: torch.Tensor) -> torch.Tensor:
    """The mean of both Kullback-Leibler divergences, in nats a token, between the first half of the rows of ``logits``
    and the second."""
    first, second = functional.log_softmax(logits, -1).chunk(2)
    return 0.5 * ((first.exp() - second.exp()) * (first - second)).sum(-1).mean()


def _tables(model: Any) -> tuple[nn.Parameter, nn.Parameter, nn.Parameter]:
    """Source embeddings, target embeddings and output layer; some of them may be one and the same."""
    return model.model.encoder.embed_tokens.weight, model.model.decoder.embed_tokens.weight, model.lm_head.weight


def fits(model: Any) -> bool:
    """Whether the network computes what this model computes: a Marian whose layers are never skipped."""
    config = model.config
    return bool(
        config.model_type == "marian"
        and has_marian_shape(model)
        and not (config.encoder_layerdrop or config.decoder_layerdrop)
    )


def working_copy(model: Any, device: Device, options: Round, pad: int) -> MarianNetwork | None:
    """The network that a round trains through, or None where transformers' own does it.

    That is so for other models than Marian, and where a round needs attention maps or encoder states.
    """
    if not fits(model) or options.guide or options.freeze_encoder or options.cache_encoder:
        return None
    return MarianNetwork(model, pad, torch.bfloat16 if device.bfloat16 else torch.float32)
