"""Runs any ``AutoModelForSeq2SeqLM`` through transformers' own ``generate``: the reference engine.

Slower than :mod:`pipeline.backends.ctranslate2` and held to the same batches and settings, so that in float32 the two
can be compared token for token. It runs what the other cannot: CUDA without its libraries, and architectures that
have no converter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from pipeline.backends._batching import Batch
from pipeline.backends._seq2seq import Seq2Seq
from pipeline.backends._torch import choose_compute_type, place
from pipeline.backends.base import Decoding, Hypothesis
from pipeline.backends.model_card import Card
from pipeline.core.errors import ModelError


class Engine(Seq2Seq):
    """A seq2seq checkpoint in torch.

    Args:
        card: what to load; safetensors only, no remote code, no network.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        compute_type: ``auto`` is bfloat16 on CUDA and on processors with AVX512-BF16, else float32.
        threads: CPU threads; 0 takes all that this process may use.
        batch_tokens: tokens of source and expected output per batch.

    Raises:
        ModelError: the checkpoint is missing or does not load.
        UserError: a compute type or device that this machine does not have.
    """

    backend = "transformers"
    libraries = ("transformers", "torch")

    def __init__(
        self,
        card: Card,
        *,
        device: str = "auto",
        compute_type: str = "auto",
        threads: int = 0,
        batch_tokens: int = 2048,
    ) -> None:
        import torch
        import transformers

        super().__init__(card, batch_tokens)
        kind, index = place(device, threads)
        self.device = kind
        self.compute_type = choose_compute_type(self.backend, compute_type, kind)
        folder = card.folder()
        naming = {"src_lang": card.languages.source} if card.languages.way == "forced-bos" else {}
        quiet = transformers.utils.logging.is_progress_bar_enabled()
        transformers.utils.logging.disable_progress_bar()
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True, **naming)
            self._model = transformers.AutoModelForSeq2SeqLM.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, dtype=getattr(torch, self.compute_type)
            )
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            hint = f"ringkas models fetch {card.name}" if card.hub_id else "copy the checkpoint again"
            raise ModelError(f"card {card.name}: {folder} does not load: {error}", hint) from error
        finally:
            if quiet:
                transformers.utils.logging.enable_progress_bar()
        self._model = self._model.to(f"cuda:{index}" if kind == "cuda" else "cpu").eval()
        # The checkpoint's own search settings would win over ours wherever ours are left at a default.
        self._own = self._model.generation_config
        self._model.generation_config = transformers.GenerationConfig()
        self._forced = self._language_settings()

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        if not texts:
            return []
        # "</s>" inside an article is text, not an end token.
        encoded = self._tokenizer(list(texts), split_special_tokens=True, truncation=False, verbose=False)
        ids: list[list[int]] = encoded["input_ids"]
        return [[*self._source_start, *row] for row in ids]

    @cached_property
    def _source_start(self) -> list[int]:
        """The token before every source, where the target language is named that way.

        Raises:
            ModelError: the checkpoint does not know it.
        """
        if self.card.languages.way != "source-token":
            return []
        token = self._tokenizer.convert_tokens_to_ids(self.card.languages.target)
        if token in (None, self._tokenizer.unk_token_id):
            named = self.card.languages.target
            raise ModelError(
                f"card {self.card.name}: the checkpoint does not know the token {named!r}", "see its vocabulary"
            )
        return [token]

    def _submit(
        self, batch: Batch, tokens: Sequence[Sequence[int]], settings: Decoding, n_best: int
    ) -> Callable[[], list[list[Hypothesis]]]:
        return lambda: self._generate(batch, tokens, settings, n_best)

    def _generate(
        self, batch: Batch, ids: Sequence[Sequence[int]], settings: Decoding, n_best: int
    ) -> list[list[Hypothesis]]:
        import torch

        rows = [ids[i] for i in batch.items]
        padded = self._tokenizer.pad(
            {"input_ids": rows}, padding="max_length", max_length=batch.width, return_tensors="pt", verbose=False
        )
        beams = max(settings.beam_size, n_best)
        with torch.inference_mode():
            output = self._model.generate(
                padded["input_ids"].to(self._model.device),
                attention_mask=padded["attention_mask"].to(self._model.device),
                generation_config=self._generation_config(settings, batch.width, beams, n_best),
            )
        per_token = self._model.compute_transition_scores(
            output.sequences, output.scores, getattr(output, "beam_indices", None), normalize_logits=beams == 1
        )
        hypotheses = [self._hypothesis(s, p) for s, p in zip(output.sequences, per_token, strict=True)]
        return [hypotheses[i : i + n_best] for i in range(0, len(hypotheses), n_best)]

    def _hypothesis(self, sequence: Any, per_token: Any) -> Hypothesis:
        """One output row; its score is the mean log-probability of its tokens, the end token among them."""
        generated = sequence[-per_token.shape[0] :].tolist()
        ends = self._end_tokens
        length = next((n + 1 for n, token in enumerate(generated) if token in ends), len(generated))
        mean = per_token[:length].double().sum().item() / max(length, 1)
        kept = [t for t in generated[:length] if t not in ends]
        kept = kept[1:] if self._forced_first is not None and kept[:1] == [self._forced_first] else kept
        text: str = self._tokenizer.decode(kept, skip_special_tokens=True)
        return Hypothesis(text.strip(), round(mean, 5), len(kept))

    @cached_property
    def _end_tokens(self) -> frozenset[int]:
        end = self._own.eos_token_id
        return frozenset(end if isinstance(end, list) else [end])

    @cached_property
    def _forced_first(self) -> int | None:
        value: int | None = self._forced.get("forced_bos_token_id", self._own.forced_bos_token_id)
        return value

    def _generation_config(self, settings: Decoding, width: int, beams: int, n_best: int) -> Any:
        from transformers import GenerationConfig

        own = self._own
        kept = ("bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id", "forced_bos_token_id")
        special = {name: getattr(own, name) for name in kept} | self._forced
        first = 1 if self._forced_first is not None else 0
        return GenerationConfig(
            **special,
            bad_words_ids=own.bad_words_ids,
            num_beams=beams,
            num_return_sequences=n_best,
            do_sample=False,
            early_stopping=True if beams > 1 else None,
            length_penalty=settings.length_penalty if beams > 1 else None,
            repetition_penalty=settings.repetition_penalty,
            no_repeat_ngram_size=settings.no_repeat_ngram_size,
            min_new_tokens=settings.min_tokens,
            max_new_tokens=settings.output_limit(width) + first,
            return_dict_in_generate=True,
            output_scores=True,
            renormalize_logits=True,  # as the other engine: what a setting forbids takes no probability
        )

    def _language_settings(self) -> dict[str, int]:
        """How this architecture is told the target language.

        Raises:
            ModelError: the checkpoint does not know a language that the card names.
        """
        languages = self.card.languages
        if languages.way in ("none", "source-token"):
            return {}
        unknown = f"card {self.card.name}: the checkpoint does not know the language {languages.target!r}"
        if languages.way == "decoder-start":
            named = (getattr(self._model.config, "task_specific_params", None) or {}).get("langid_map", {})
            if languages.target not in named:
                raise ModelError(unknown, f"it knows: {', '.join(sorted(named)) or 'none'}")
            return {"decoder_start_token_id": self._tokenizer.convert_tokens_to_ids(named[languages.target][1])}
        find = getattr(self._tokenizer, "get_lang_id", self._tokenizer.convert_tokens_to_ids)
        try:
            token = find(languages.target)
        except KeyError:
            token = self._tokenizer.unk_token_id
        if token == self._tokenizer.unk_token_id:
            raise ModelError(unknown, "see its tokenizer's language codes")
        return {"forced_bos_token_id": token}
