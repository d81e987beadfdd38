"""Runs instruction-tuned language models: ``AutoModelForCausalLM`` over a folder or a GGUF file.

Prompts are padded on the left to the same widths as elsewhere (:mod:`pipeline.backends._batching`), so that in float32
what a text becomes does not depend on its neighbours. In bfloat16 rounding follows the shape of the whole batch; there
every text is decoded alone. GGUF files are read through transformers, which turns their quantized weights into full
ones: they save disk and download, not memory.
"""

from __future__ import annotations

import dataclasses
import importlib.util
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import Any

from pipeline.backends import _answers, _chat
from pipeline.backends._batching import Batch, once_each, plan_batches, run_batches, width_of
from pipeline.backends._prompts import sentence_request
from pipeline.backends._seq2seq import Rows, Seq2Seq, refuse_too_long
from pipeline.backends._text_ends import up_to_an_end
from pipeline.backends._torch import choose_compute_type, place
from pipeline.backends.base import NO_HINTS, Decoding, Hints, Hypothesis
from pipeline.backends.model_card import Card
from pipeline.core.errors import ModelError, UserError

GGUF_PACKAGES = ("accelerate", "gguf")
RESERVE = 8  # an instruction and an article counted as one text may be some tokens shorter than tokenized apart


class Engine(Seq2Seq):
    """An instruction-tuned causal language model, which translates and summarizes.

    Args:
        card: what to load; safetensors or GGUF, no remote code, no network.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        compute_type: ``auto`` is bfloat16 on CUDA and on processors with AVX512-BF16, else float32.
        threads: CPU threads; 0 takes all that this process may use.
        batch_tokens: tokens of source and expected output per batch.

    Raises:
        ModelError: the checkpoint is missing, does not load, has no chat template, or is too small for the card.
        UserError: the optional package for GGUF is missing, or a compute type or device is not there.
    """

    backend = "causal"
    libraries = ("transformers", "torch")

    def __init__(
        self,
        card: Card,
        *,
        device: str = "auto",
        compute_type: str = "auto",
        threads: int = 0,
        batch_tokens: int = 4096,
    ) -> None:
        super().__init__(card, batch_tokens)
        kind, index = place(device, threads)
        self.device = kind
        self.compute_type = choose_compute_type(self.backend, compute_type, kind)
        self._tokenizer, model = load(card, self.compute_type)
        self._model = model.to(f"cuda:{index}" if kind == "cuda" else "cpu").eval()
        self._own = self._model.generation_config
        self._prompt = lru_cache(maxsize=16)(lambda style: _chat.prompt(self._tokenizer, card.system, style))
        self._template = lru_cache(maxsize=16)(
            lambda request: _chat.template(self._tokenizer, card.translation.system, request, card.languages.codes)
        )
        self._check_room()

    def _check_room(self) -> None:
        """Raise where the card promises the model more than its positions hold."""
        import transformers

        positions = getattr(self._model.config.get_text_config(), "max_position_embeddings", None)
        needed = self.card.max_source_tokens + self.card.generation.max_tokens
        if positions is not None and positions < needed:
            raise ModelError(
                f"{self.card.name}: {needed} tokens of source and output, and the checkpoint has {positions} positions",
                "lower max_source_tokens or generation.max_tokens",
            )
        if self._overhead >= self.card.max_source_tokens:  # and where its chat template does not take what it is given
            raise ModelError(
                f"{self.card.name}: its prompt alone has {self._overhead} tokens", "raise max_source_tokens on the card"
            )
        # The checkpoint's own sampling settings would win over ours wherever ours are left at a default.
        self._model.generation_config = transformers.GenerationConfig()

    @property
    def max_source_tokens(self) -> int:
        return self.card.max_source_tokens - RESERVE

    @cached_property
    def _overhead(self) -> int:
        """Tokens of the longer of the prompts that its stages need, without what they are about."""
        translates, others = "translate" in self.card.stages, set(self.card.stages) - {"translate"}
        return max(
            self._sentence_prompt(NO_HINTS).tokens if translates else 0, self._prompt("").tokens if others else 0
        )

    @property
    def takes(self) -> frozenset[str]:
        """Which hints a translation is given."""
        return self.card.translation.takes

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of the whole prompt; an instruction counts as part of its text."""
        return [self._overhead + len(ids) for ids in self._encode(texts)]

    def translate(
        self,
        texts: Sequence[str],
        *,
        beam_size: int | None = None,
        n_best: int = 1,
        hints: Sequence[Hints] = (),
        **decoding: Any,
    ) -> list[list[Hypothesis]]:
        """As the protocol says; ``hints`` is what the model is told with each text, where its card lets it."""
        settings = Decoding.of(self.card.generation).override(beam_size=beam_size, **decoding)
        asked = list(zip(texts, hints or [NO_HINTS] * len(texts), strict=True))
        found = once_each(asked, lambda unique: self._translate_unique(unique, settings, n_best))
        return [
            [h._replace(text=_answers.translation(h.text, text)) for h in row]
            for text, row in zip(texts, found, strict=True)
        ]

    def _translate_unique(
        self, asked: Sequence[tuple[str, Hints]], settings: Decoding, n_best: int
    ) -> list[list[Hypothesis]]:
        texts = [text for text, _ in asked]
        sources = self._encode(texts)
        rows = [self._fitted(ids, hint) for ids, (_, hint) in zip(sources, asked, strict=True)]
        # A sentence's translation is as long as the sentence, whatever the prompt around it is.
        limits = [settings.output_limit(width_of(len(ids))) for ids in sources]
        return self._decode_rows(texts, rows, limits, settings, n_best)

    def _fitted(self, source: Sequence[int], hint: Hints) -> list[int]:
        """The prompt for a sentence, with as much of its context as there is room for, then without other hints."""
        row = self._sentence_prompt(hint).around(source)
        while len(row) > self.card.max_source_tokens and hint != NO_HINTS:
            hint = hint._replace(context=hint.context[1:]) if hint.context else NO_HINTS
            row = self._sentence_prompt(hint).around(source)
        return row

    def _sentence_prompt(self, hint: Hints) -> _chat.Prompt:
        request = sentence_request(self.card.translation, hint)
        return _chat.filled(self._tokenizer, self._template(request.text), request.values)

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        return _chat.encode(self._tokenizer, texts)

    def _decode(
        self, style: str, texts: Sequence[str], n_best: int, overrides: dict[str, Any]
    ) -> list[list[Hypothesis]]:
        settings = Decoding.of(self.card.generation).override(**overrides)
        prompt = self._prompt(style)

        def decode(unique: list[str]) -> list[list[Hypothesis]]:
            rows = [prompt.around(article) for article in self._encode(unique)]
            return self._decode_rows(unique, rows, [settings.max_tokens] * len(rows), settings, n_best)

        return once_each(texts, decode)

    def _decode_rows(
        self, texts: Sequence[str], rows: list[list[int]], limits: Sequence[int], settings: Decoding, n_best: int
    ) -> list[list[Hypothesis]]:
        """Whole prompts -> hypotheses; a batch holds prompts of one width with one limit on what is written."""
        lengths = [len(row) for row in rows]
        refuse_too_long(self.card, texts, lengths)
        budget = self.batch_tokens if self.compute_type == "float32" else 1  # 1: every text alone
        found: dict[int, list[Hypothesis]] = {}
        for limit in sorted(set(limits), reverse=True):
            places = [i for i, own in enumerate(limits) if own == limit]
            batches = plan_batches([lengths[i] for i in places], [texts[i] for i in places], budget)
            own = dataclasses.replace(settings, max_tokens=limit)
            ids = [rows[i] for i in places]
            results = run_batches(batches, lambda b, i=ids, s=own: self._submit(b, i, s, n_best))  # type: ignore[misc]
            found |= {places[at]: row for at, row in results.items()}
        return [found[i] for i in range(len(rows))]

    def _submit(
        self, batch: Batch, tokens: Sequence[Sequence[int]], settings: Decoding, n_best: int
    ) -> Callable[[], Rows]:
        return lambda: self._generate(batch, tokens, settings, n_best)

    def _generate(
        self, batch: Batch, ids: Sequence[Sequence[int]], settings: Decoding, n_best: int
    ) -> list[list[Hypothesis]]:
        import torch

        rows = [ids[i] for i in batch.items]
        gaps = [batch.width - len(row) for row in rows]
        padded = torch.tensor([[self._padding] * gap + list(row) for gap, row in zip(gaps, rows, strict=True)])
        mask = torch.tensor([[0] * gap + [1] * len(row) for gap, row in zip(gaps, rows, strict=True)])
        beams = max(settings.beam_size, n_best)
        with torch.inference_mode():
            output = self._model.generate(
                padded.to(self._model.device),
                attention_mask=mask.to(self._model.device),
                generation_config=self._generation_config(settings, beams, n_best),
            )
        per_token = self._model.compute_transition_scores(
            output.sequences, output.scores, getattr(output, "beam_indices", None), normalize_logits=beams == 1
        )
        hypotheses = [self._hypothesis(s, p) for s, p in zip(output.sequences, per_token, strict=True)]
        return [hypotheses[i : i + n_best] for i in range(0, len(hypotheses), n_best)]

    def _hypothesis(self, sequence: Any, per_token: Any) -> Hypothesis:
        """One output row; its score is the mean log-probability of its tokens, the end token among them."""
        generated = sequence[-per_token.shape[0] :].tolist()
        ended = next((n for n, token in enumerate(generated) if token in self._end_tokens), None)
        length = len(generated) if ended is None else ended + 1
        mean = per_token[:length].double().sum().item() / max(length, 1)
        kept = generated[:ended]
        text = self._tokenizer.decode(kept, skip_special_tokens=True).strip()
        return Hypothesis(text if ended is not None else up_to_an_end(text), round(mean, 5), len(kept))

    @cached_property
    def _end_tokens(self) -> frozenset[int]:
        """The end tokens that the checkpoint or its tokenizer names."""
        own = self._own.eos_token_id
        named = [*(own if isinstance(own, list) else [own]), self._tokenizer.eos_token_id]
        return frozenset(int(token) for token in named if token is not None)

    @cached_property
    def _padding(self) -> int:
        """Padding is masked; any token will do."""
        named: int | None = self._tokenizer.pad_token_id
        return named if named is not None else min(self._end_tokens, default=0)

    def _generation_config(self, settings: Decoding, beams: int, n_best: int) -> Any:
        from transformers import GenerationConfig

        return GenerationConfig(
            eos_token_id=sorted(self._end_tokens),
            pad_token_id=self._padding,
            num_beams=beams,
            num_return_sequences=n_best,
            do_sample=False,
            early_stopping=True if beams > 1 else None,
            length_penalty=settings.length_penalty if beams > 1 else None,
            repetition_penalty=settings.repetition_penalty,
            no_repeat_ngram_size=settings.no_repeat_ngram_size,
            min_new_tokens=settings.min_tokens,
            max_new_tokens=settings.max_tokens,
            return_dict_in_generate=True,
            output_scores=True,
            renormalize_logits=True,
        )


def require_gguf(card: Card) -> None:
    """Whether the packages that transformers reads GGUF files with are here, where the card needs them.

    Raises:
        UserError: one is not.
    """
    missing = [name for name in GGUF_PACKAGES if importlib.util.find_spec(name) is None] if card.gguf else []
    if missing:
        raise UserError(
            f"card {card.name} is a GGUF file, and reading it needs {' and '.join(missing)}",
            f"pip install {' '.join(missing)}   (in a checkout: pip install '.[gguf]')",
        )


def load(card: Card, compute_type: str) -> tuple[Any, Any]:
    """Tokenizer and model of a card, from its folder or its GGUF file.

    Raises:
        ModelError: the checkpoint is missing or does not load.
        UserError: it is a GGUF file, and the package that reads them is not installed.
    """
    import torch
    import transformers

    folder = card.folder()
    require_gguf(card)
    where: dict[str, Any] = {"local_files_only": True, **({"gguf_file": card.gguf} if card.gguf else {})}
    safe = {} if card.gguf else {"use_safetensors": True}
    quiet = transformers.utils.logging.is_progress_bar_enabled()
    transformers.utils.logging.disable_progress_bar()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **where)
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder, dtype=getattr(torch, compute_type), **safe, **where
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        hint = f"ringkas models fetch {card.name}" if card.hub_id else "copy the checkpoint again"
        raise ModelError(f"card {card.name}: {folder / card.gguf} does not load: {error}", hint) from error
    finally:
        if quiet:
            transformers.utils.logging.enable_progress_bar()
    return tokenizer, model
