"""Runs sequence-to-sequence checkpoints with CTranslate2, converted once; the default on a CPU.

Importing it imports neither torch nor transformers. Batches go to the engine's own queue without waiting, so that it
never idles while texts are tokenized or detokenized.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.backends._batching import Batch
from pipeline.backends._codecs import load_codec
from pipeline.backends._compute import choose
from pipeline.backends._convert import converted
from pipeline.backends._heap import keep_memory
from pipeline.backends._seq2seq import Seq2Seq, resolve_device
from pipeline.backends.base import Decoding, Hypothesis
from pipeline.backends.model_card import Card
from pipeline.core import processors
from pipeline.core.errors import UserError

COMPUTE_TYPES = ("auto", "int8", "int8_float32", "float32", "int8_float16", "int8_bfloat16", "float16", "bfloat16")

MOST_REPLICAS = 8


class Engine(Seq2Seq):
    """A converted seq2seq checkpoint.

    Args:
        card: what to load.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        compute_type: ``auto`` measures what this processor does best, once per card.
        threads: CPU threads altogether; 0 takes all that this process may use.
        batch_tokens: tokens of source and expected output per batch.

    Raises:
        ModelError: the checkpoint is missing, or the converter refused it.
        UserError: a compute type or device that this machine does not have.
    """

    backend = "ctranslate2"
    libraries = ("ctranslate2",)

    def __init__(
        self,
        card: Card,
        *,
        device: str = "auto",
        compute_type: str = "auto",
        threads: int = 0,
        batch_tokens: int = 3072,
    ) -> None:
        import ctranslate2

        super().__init__(card, batch_tokens)
        kind, index = resolve_device(device)
        if compute_type not in COMPUTE_TYPES:
            raise UserError(f"unknown compute_type {compute_type!r}", f"one of: {', '.join(COMPUTE_TYPES)}")
        supported = ctranslate2.get_supported_compute_types(kind)
        if compute_type == "auto":
            compute_type = choose(card, kind, supported)
        if compute_type not in supported:
            raise UserError(
                f"this {kind} has no {compute_type}",
                f"it has: {', '.join(sorted(supported))}; or compute_type = 'auto'",
            )
        self.device, self.compute_type = kind, compute_type
        folder = converted(card, "int8" if compute_type.startswith("int8") else "float32")
        self._codec = load_codec(folder)
        if kind == "cpu":
            keep_memory(vocabulary_size(folder))
        self._engine = ctranslate2.Translator(
            str(folder), device=kind, device_index=index, compute_type=compute_type, **thread_plan(kind, threads)
        )
        self._lanes = self._engine.num_translators
        self._ahead = 2 * self._lanes if kind == "cpu" else 4

    def _encode(self, texts: Sequence[str]) -> list[list[str]]:
        return self._codec.encode(texts)

    def _submit(
        self, batch: Batch, tokens: Sequence[Sequence[str]], settings: Decoding, n_best: int
    ) -> Callable[[], list[list[Hypothesis]]]:
        sources = [list(tokens[i]) for i in batch.items]
        if max(len(s) for s in sources) < batch.width:
            sources.append([self._filler] * batch.width)  # pads the others to the width; its own output is dropped
        prefix = self._codec.spec["target_prefix"]
        pending = self._engine.translate_batch(
            sources,
            target_prefix=[prefix] * len(sources) if prefix else None,
            asynchronous=True,
            return_scores=True,
            num_hypotheses=n_best,
            max_input_length=0,
            max_decoding_length=settings.output_limit(batch.width) + len(prefix),
            **search_options(settings, n_best),
        )
        return lambda: [self._hypotheses(p.result(), settings) for p in pending[: len(batch.items)]]

    @cached_property
    def _filler(self) -> str:
        """The token whose repetition gives the shortest output: padding must not cost decoding steps."""
        candidates = dict.fromkeys((self._codec.spec["eos"], *self._codec.encode(["."])[0]))
        sources = [[token] * 16 for token in candidates]
        prefix = self._codec.spec["target_prefix"]
        results = self._engine.translate_batch(
            sources, target_prefix=[prefix] * len(sources) if prefix else None, beam_size=1, max_decoding_length=64
        )
        lengths = [len(r.hypotheses[0]) for r in results]
        return list(candidates)[lengths.index(min(lengths))]

    def _hypotheses(self, result: Any, settings: Decoding) -> list[Hypothesis]:
        skip = len(self._codec.spec["target_prefix"])
        hypotheses: list[Hypothesis] = []
        for tokens, score in zip(result.hypotheses, result.scores, strict=True):
            total = len(tokens) + 1  # the end token counts
            mean = score * total**settings.length_penalty / total if settings.length_penalty != 1 else score
            kept = tokens[skip:]
            hypotheses.append(Hypothesis(self._codec.decode(kept), round(float(mean), 5), len(kept)))
        return hypotheses


def vocabulary_size(folder: Path) -> int:
    """Pieces that a conversion can write; 0 when it does not say in a file of a known name."""
    for name in ("target_vocabulary", "shared_vocabulary"):
        if (file := folder / f"{name}.json").is_file():
            return len(json.loads(file.read_text("utf-8")))
        if (file := folder / f"{name}.txt").is_file():
            return file.read_bytes().count(b"\n")
    return 0


def search_options(settings: Decoding, n_best: int) -> dict[str, Any]:
    """Our decoding settings under the engine's names."""
    return {
        "beam_size": max(settings.beam_size, n_best),
        "length_penalty": settings.length_penalty,
        "repetition_penalty": settings.repetition_penalty,
        "no_repeat_ngram_size": settings.no_repeat_ngram_size,
        "min_decoding_length": settings.min_tokens,
    }


def thread_plan(kind: str, threads: int) -> dict[str, int]:
    """How many batches run side by side, and the threads of each.

    One thread a batch: a model of this size leaves a second thread waiting most of the time; the engine's own way in
    eval/benchmarks/translate.py tries both layouts. The replicas share the weights; beyond eight their working memory
    becomes large, and the rest of the threads help them instead.
    """
    if kind != "cpu":
        return {"inter_threads": 1}
    cores = threads or processors.available()
    side_by_side = min(cores, MOST_REPLICAS)
    return {"inter_threads": side_by_side, "intra_threads": cores // side_by_side}
