"""Exports the trained checkpoint in the hub's layout, with CTranslate2 int8 and a model card (the step *export*).

``MarianMTModel.from_pretrained`` and ``MarianTokenizer.from_pretrained`` load the folder; ``card.toml`` makes it a
value for ``--set translate.model=FOLDER``. The layout is written next to its place and moved there when complete.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.core.errors import ModelError, StoreError
from pipeline.core.files import atomic_folder, write_json
from pipeline.training.config import TrainConfig
from pipeline.training.licences import inherited
from pipeline.training.networks import load_model
from pipeline.training.tokens import MARIAN_FILES, Tokens, load_tokens

INT8 = "ctranslate2-int8"
_ARCHITECTURES = ("marian", "bart", "pegasus", "t5", "mt5", "m2m100", "mbart")


def write_layout(checkpoint: Path, folder: Path, config: TrainConfig, decoding: dict[str, Any]) -> Path:
    """Writes a checkpoint in the hub's layout with its decoding settings and ``card.toml``.

    Args:
        checkpoint: weights and tokenizer files of a round.
        folder: replaced by the new export.
        config: the preset.
        decoding: beam_size, length_penalty, no_repeat_ngram_size, repetition_penalty.

    Raises:
        StoreError: the disk is full; an export that was there before is still there.
    """
    languages = (config.languages.source, config.languages.target)
    tokens = load_tokens(checkpoint, languages)
    model = load_model(checkpoint)
    try:
        with atomic_folder(folder) as part:
            _write_weights(model, tokens, part, config, decoding)
            (part / "card.toml").write_text(card_toml(config, model.config.model_type, decoding), encoding="utf-8")
            if config.export.int8:
                convert_int8(part, part / INT8)
    except OSError as error:
        raise StoreError(f"{folder}: the export could not be written ({error})", "make room on the disk") from error
    return folder


def _write_weights(model: Any, tokens: Tokens, folder: Path, config: TrainConfig, decoding: dict[str, Any]) -> None:
    from transformers import GenerationConfig

    tokens.save(folder)
    settings = {
        "num_beams": decoding["beam_size"],
        "length_penalty": decoding["length_penalty"],
        "no_repeat_ngram_size": decoding["no_repeat_ngram_size"],
        "repetition_penalty": float(decoding.get("repetition_penalty", 1.0)),
        "max_length": 256,
        "eos_token_id": tokens.eos,
        "pad_token_id": tokens.pad,
        "decoder_start_token_id": model.config.decoder_start_token_id,
        "forced_eos_token_id": tokens.eos,
    }
    if all((folder / name).is_file() for name in MARIAN_FILES):
        settings["bad_words_ids"] = [[tokens.pad]]
        write_json(
            folder / "tokenizer_config.json",
            {
                "source_lang": config.languages.source,
                "target_lang": config.languages.target,
                "model_max_length": 512,
                "tokenizer_class": "MarianTokenizer",
                "eos_token": "</s>",
                "unk_token": "<unk>",
                "pad_token": "<pad>",
                "separate_vocabs": False,
            },
            sort_keys=True,
        )
    model.generation_config = GenerationConfig(**settings)
    if config.export.half:
        model = model.half()
    model.save_pretrained(str(folder))


def convert_int8(folder: Path, target: Path) -> None:
    """The folder's checkpoint for CTranslate2, weights in int8, converted as a run converts it.

    CTranslate2's own converter would drop the start token that checkpoints trained here have learnt.

    Raises:
        ModelError: CTranslate2 does not know this architecture.
    """
    from pipeline.backends._convert import convert_into
    from pipeline.backends.model_card import load_card

    try:
        convert_into(load_card(folder / "card.toml"), "int8", target)
    except ModelError as error:
        raise ModelError(f"{folder}: {error.message}", "set export.int8 = false") from error


def card_toml(config: TrainConfig, architecture: str, decoding: dict[str, Any]) -> str:
    """The card that lets a run use the folder.

    Raises:
        ModelError: an architecture that the backends do not know.
    """
    if architecture not in _ARCHITECTURES:
        raise ModelError(f"the backends know no {architecture!r}", f"known: {', '.join(_ARCHITECTURES)}")
    summarize = config.task == "summarize"
    filters = config.data.filters
    about = f"{'Summarizer' if summarize else 'Translator'} trained by `ringkas train {config.name}`"
    values = {
        "name": config.export.name.lower(),
        "task": config.task,
        "architecture": architecture,
        "summary": about,
        "licence": config.export.licence,
        "source": "README.md beside this card",
        "path": ".",
        "max_source_tokens": max(8, filters.max_source_tokens),
    }
    if config.export.reads != "article":
        values["reads"] = config.export.reads
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    lines += ["", "[generation]"]
    generation = {
        "beam_size": decoding["beam_size"],
        "length_penalty": float(decoding["length_penalty"]),
        "no_repeat_ngram_size": decoding["no_repeat_ngram_size"],
        "repetition_penalty": float(decoding.get("repetition_penalty", 1.0)),
        "max_tokens": 256,
    }
    lines += [f"{key} = {json.dumps(value)}" for key, value in generation.items()]
    if config.export.styles:
        lines += ["", "[styles]"]
        lines += [f"{json.dumps(style)} = {json.dumps(prefix)}" for style, prefix in config.export.styles.items()]
    if terms := inherited(config):
        lines += ["", "[terms]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in terms.items())]
    return "\n".join(lines) + "\n"
