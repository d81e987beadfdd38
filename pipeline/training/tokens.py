"""Tokenizes text for training, with one interface over Marian's SentencePiece files and any other tokenizer.

Marian's ids are those of ``vocab.json``, not SentencePiece's own; sampling (subword regularisation, Kudo 2018) needs
the SentencePiece model itself, so other tokenizers do without it. SentencePiece's own sampler cannot be seeded across
processes (measured with 0.2.3: equal seeds, other segmentations after a restart), and an exact resume needs that; so
each word is drawn here, from its best segmentations, which also allows caching them.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from pipeline.core.errors import ModelError, UserError

_CUTS = 8
_CACHED = 200_000  # words
MARIAN_FILES = ("source.spm", "target.spm", "vocab.json")


class Tokens(Protocol):
    """Ids end with ``eos``; ``pad`` fills batches. ``can_sample`` says whether ``sample`` differs from ``encode``."""

    pad: int
    eos: int
    size: int
    can_sample: bool

    def encode(self, texts: Sequence[str], side: str) -> list[list[int]]: ...
    def sample(self, text: str, side: str, alpha: float, rng: random.Random) -> list[int]: ...
    def decode(self, ids: Sequence[Sequence[int]]) -> list[str]: ...
    def piece_id(self, piece: str) -> int: ...
    def piece(self, index: int) -> str: ...
    def save(self, folder: Path) -> None: ...


class MarianTokens:
    """The tokenizer of a Marian folder, or of a single SentencePiece model shared by both sides.

    Args:
        source_spm: SentencePiece model of the source side.
        target_spm: of the target side; may be the same file.
        vocabulary: piece -> id, with ``</s>``, ``<unk>`` and ``<pad>``.
    """

    def __init__(self, source_spm: Path, target_spm: Path, vocabulary: dict[str, int]) -> None:
        import sentencepiece

        self.files = (source_spm, target_spm)
        self.vocabulary = vocabulary
        self._models = [sentencepiece.SentencePieceProcessor(model_file=str(f)) for f in self.files]
        self._pieces = {i: p for p, i in vocabulary.items()}
        self.size = len(vocabulary)
        self.pad, self.eos, self.unk = vocabulary["<pad>"], vocabulary["</s>"], vocabulary["<unk>"]
        self.can_sample = self._is_unigram()
        self._cache: dict[tuple[bool, str], list[tuple[list[int], float]]] = {}

    @classmethod
    def from_folder(cls, folder: Path) -> MarianTokens:
        vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        return cls(folder / "source.spm", folder / "target.spm", vocabulary)

    @classmethod
    def from_spm(cls, path: Path) -> MarianTokens:
        """A joint vocabulary straight from a SentencePiece model: its own ids, and ``<pad>`` after the last.

        Raises:
            UserError: the file is missing or has no ``</s>`` and ``<unk>``.
        """
        import sentencepiece

        if not path.is_file():
            raise UserError(f"{path}: no such SentencePiece model", "check start.tokenizer")
        model = sentencepiece.SentencePieceProcessor(model_file=str(path))
        vocabulary = {model.id_to_piece(i): i for i in range(model.get_piece_size())}
        vocabulary["<pad>"] = model.get_piece_size()
        if not {"</s>", "<unk>"} <= vocabulary.keys():
            raise UserError(f"{path}: the SentencePiece model lacks </s> or <unk>", "train it with both")
        return cls(path, path, vocabulary)

    def encode(self, texts: Sequence[str], side: str) -> list[list[int]]:
        pieces = self._models[side == "target"].encode(list(texts), out_type=str)
        return [[*self._ids(p), self.eos] for p in pieces]

    def sample(self, text: str, side: str, alpha: float, rng: random.Random) -> list[int]:
        ids: list[int] = []
        for word in text.split():
            choices = self._segmentations(word, side == "target")
            if len(choices) > 1:
                weights = [math.exp(alpha * (score - choices[0][1])) for _, score in choices]
                ids += rng.choices(choices, weights)[0][0]
            else:
                ids += choices[0][0]
        return [*ids, self.eos]

    def _segmentations(self, word: str, target: bool) -> list[tuple[list[int], float]]:
        """The best ways to cut a word, with their log-probabilities. Pieces never cross words in these models."""
        key = (target, word)
        if key not in self._cache:
            if len(self._cache) > _CACHED:
                self._cache.clear()
            model = self._models[target]
            cuts = model.nbest_encode(word, nbest_size=_CUTS, out_type=str)
            choices = [(self._ids(c), sum(model.get_score(model.piece_to_id(p)) for p in c)) for c in cuts]
            # A cut with unknown pieces would lose text that byte pieces keep.
            choices = [f for f in choices if self.unk not in f[0]]
            self._cache[key] = choices or [(self.encode([word], "target" if target else "source")[0][:-1], 0.0)]
        return self._cache[key]

    def _is_unigram(self) -> bool:
        try:
            return all(m.nbest_encode("a", nbest_size=1, out_type=str) for m in self._models)
        except RuntimeError:  # BPE models have no probabilities
            return False

    def decode(self, ids: Sequence[Sequence[int]]) -> list[str]:
        special = (self.pad, self.eos)
        return [self._models[1].decode([self._pieces[i] for i in row if i not in special]) for row in ids]

    def piece_id(self, piece: str) -> int:
        if piece not in self.vocabulary:
            raise UserError(
                f"start.marker: {piece!r} is no piece of the vocabulary", "a byte piece such as <0x01> is free"
            )
        return self.vocabulary[piece]

    def piece(self, index: int) -> str:
        return self._pieces[index]

    def save(self, folder: Path) -> None:
        for name, file in zip(("source.spm", "target.spm"), self.files, strict=True):
            (folder / name).write_bytes(file.read_bytes())
        (folder / "vocab.json").write_text(json.dumps(self.vocabulary, ensure_ascii=False), encoding="utf-8")

    def _ids(self, pieces: list[str]) -> list[int]:
        return [self.vocabulary.get(p, self.unk) for p in pieces]


class AutoTokens:
    """Whatever ``AutoTokenizer`` makes of a folder (BART, mBART, T5, ...); no sampling."""

    can_sample = False

    def __init__(self, folder: Path, languages: tuple[str, str]) -> None:
        from transformers import AutoTokenizer

        self.tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        if getattr(self.tokenizer, "src_lang", None) in languages:
            self.tokenizer.src_lang, self.tokenizer.tgt_lang = languages
        self.pad, self.eos = self.tokenizer.pad_token_id, self.tokenizer.eos_token_id
        self.size = len(self.tokenizer)
        if self.pad is None or self.eos is None:
            raise ModelError(f"{folder}: the tokenizer has no padding or end token", "it is no seq2seq tokenizer")

    def encode(self, texts: Sequence[str], side: str) -> list[list[int]]:
        if not texts:
            return []
        key = "text_target" if side == "target" else "text"
        ids: list[list[int]] = self.tokenizer(**{key: list(texts)})["input_ids"]
        return ids

    def sample(self, text: str, side: str, alpha: float, rng: random.Random) -> list[int]:
        return self.encode([text], side)[0]

    def decode(self, ids: Sequence[Sequence[int]]) -> list[str]:
        texts: list[str] = self.tokenizer.batch_decode([list(r) for r in ids], skip_special_tokens=True)
        return texts

    def piece_id(self, piece: str) -> int:
        index = self.tokenizer.convert_tokens_to_ids(piece)
        if index is None or index == self.tokenizer.unk_token_id:
            raise UserError(f"start.marker: {piece!r} is no token of the vocabulary", "name one that texts never use")
        return int(index)

    def piece(self, index: int) -> str:
        return str(self.tokenizer.convert_ids_to_tokens(index))

    def save(self, folder: Path) -> None:
        self.tokenizer.save_pretrained(str(folder))


def load_tokens(folder: Path, languages: tuple[str, str]) -> Tokens:
    """The tokenizer that belongs to a checkpoint folder.

    Raises:
        ModelError: there is none, or it is damaged.
    """
    try:
        if all((folder / name).is_file() for name in MARIAN_FILES):
            return MarianTokens.from_folder(folder)
        return AutoTokens(folder, languages)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AssertionError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{folder}: no tokenizer could be loaded ({first})", "is it a complete checkpoint?") from error
