"""Tokenizes and detokenizes text for the CTranslate2 engine, without torch or transformers.

A conversion carries its own tokenizer: SentencePiece models and vocabularies for Marian and M2M100, a
``tokenizer.json`` for everything else. ``codec.json`` says which, and which tokens name the languages. Tests check that
the token ids equal those of the transformers tokenizers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, TypedDict

from pipeline.core.errors import ModelError

CODEC_FILE = "codec.json"
_MODELS = {
    "marian": ("source.spm", "target.spm"),
    "m2m100": ("sentencepiece.bpe.model", "sentencepiece.bpe.model"),
    "quickmt": ("src.spm.model", "tgt.spm.model"),
}


class Spec(TypedDict):
    """What ``codec.json`` holds."""

    kind: Literal["marian", "m2m100", "quickmt", "fast"]
    eos: str  # put after the source; empty where the engine adds it by itself
    special: list[str]  # tokens that are never part of a text
    source_start: list[str]  # tokens put before the source
    target_prefix: list[str]  # tokens forced at the start of the output, taken off again


class Codec(Protocol):
    """Texts to token strings and back."""

    spec: Spec

    def encode(self, texts: Sequence[str]) -> list[list[str]]: ...

    def decode(self, tokens: Sequence[str]) -> str: ...


class SentencePieceCodec:
    """Marian (two models, one vocabulary) and M2M100 (one model)."""

    def __init__(self, folder: Path, spec: Spec) -> None:
        import sentencepiece

        names = _MODELS[spec["kind"]]
        if spec["kind"] == "quickmt" and (folder / "joint.spm.model").is_file():
            names = ("joint.spm.model",) * 2
        self.spec = spec
        self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / names[0]))
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / names[1]))
        self._special = frozenset(spec["special"])

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        # A list goes through SentencePiece's own threads, outside Python's lock.
        pieces: list[list[str]] = self._source.encode(list(texts), out_type=str)
        start, end = self.spec["source_start"], [self.spec["eos"]] if self.spec["eos"] else []
        return [[*start, *p, *end] for p in pieces]

    def decode(self, tokens: Sequence[str]) -> str:
        text: str = self._target.decode_pieces([t for t in tokens if t not in self._special])
        return text.replace("▁", " ").strip()


class FastCodec:
    """Any tokenizer with a ``tokenizer.json``; its post-processor adds the special tokens of the source."""

    def __init__(self, folder: Path, spec: Spec) -> None:
        import tokenizers

        self.spec = spec
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        # "</s>" inside an article is text, not an end token.
        self._tokenizer.encode_special_tokens = True
        self._special = frozenset(spec["special"])

    def encode(self, texts: Sequence[str]) -> list[list[str]]:
        start = self.spec["source_start"]
        return [[*start, *e.tokens] for e in self._tokenizer.encode_batch(list(texts))]

    def decode(self, tokens: Sequence[str]) -> str:
        ids = [self._tokenizer.token_to_id(t) for t in tokens if t not in self._special]
        text: str = self._tokenizer.decode([i for i in ids if i is not None], skip_special_tokens=True)
        return text.strip()


def load_codec(folder: Path) -> Codec:
    """The codec of a conversion.

    Raises:
        ModelError: the folder has no codec, or one of another version.
    """
    file = folder / CODEC_FILE
    if not file.is_file() and any(folder.glob("*.spm.model")):
        return SentencePieceCodec(folder, Spec(kind="quickmt", eos="", special=[], source_start=[], target_prefix=[]))
    if not file.is_file():
        raise ModelError(f"the conversion {folder} has no {CODEC_FILE}", "delete the folder; it is made again")
    spec: Spec = json.loads(file.read_text("utf-8"))
    return FastCodec(folder, spec) if spec["kind"] == "fast" else SentencePieceCodec(folder, spec)


def write_codec(
    folder: Path,
    checkpoint: Path,
    tokenizer: Any,
    source: str,
    target: str,
    forced_first: str = "",
    source_token: str = "",
) -> Spec:
    """Put a transformers tokenizer's files and description into a conversion.

    Args:
        folder: the conversion.
        checkpoint: the folder the tokenizer was loaded from.
        tokenizer: a transformers tokenizer with its source language set.
        source: the source language's name where the architecture wants one, else empty.
        target: the target language's, likewise.
        forced_first: the token that the checkpoint forces at the start of every output (BART's ``<s>``).
        source_token: the token that is put before every source to name the target language.

    Raises:
        ModelError: a kind of tokenizer that has no counterpart here.
    """
    kind = type(tokenizer).__name__
    spec = Spec(kind="fast", eos=tokenizer.eos_token, special=[], source_start=[], target_prefix=[])
    files: tuple[str, ...] = ()
    if kind == "MarianTokenizer":
        spec["kind"], files = "marian", ("source.spm", "target.spm", "vocab.json")
    elif kind == "M2M100Tokenizer":
        spec["kind"], files = "m2m100", ("sentencepiece.bpe.model", "vocab.json")
        spec["source_start"] = [tokenizer.get_lang_token(source)]
        spec["target_prefix"] = [tokenizer.get_lang_token(target)]
    elif hasattr(tokenizer, "backend_tokenizer"):
        tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
        spec["target_prefix"] = [target] if target else [forced_first] if forced_first else []
    else:
        raise ModelError(f"the tokenizer {kind} cannot be used without transformers", "set backend = 'transformers'")
    spec["source_start"] = [source_token] if source_token else spec["source_start"]
    for name in files:
        (folder / name).write_bytes((checkpoint / name).read_bytes())
    known = {tokenizer.eos_token, tokenizer.pad_token, tokenizer.bos_token, tokenizer.unk_token, *spec["target_prefix"]}
    spec["special"] = sorted(t for t in known if t)
    (folder / CODEC_FILE).write_text(json.dumps(spec, ensure_ascii=False, indent=1), "utf-8")
    return spec
