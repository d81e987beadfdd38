"""Makes synthetic training pairs between two rounds: monolingual text translated by the current model.

Target-side text is translated back, so that the decoder learns from real English (Sennrich et al. 2016); source-side
text is translated forward, so that the model learns the news it will read from its own better guesses (self-training,
He et al. 2020). A joint model does both: the marker in front of a source asks for the reverse direction.
Outputs that loop, are far too long or short, or lost a number are dropped and counted.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from pipeline.training.augment import same_numbers
from pipeline.training.config import Mono, Synthesize, TrainConfig
from pipeline.training.corpus import normalize
from pipeline.training.decode import DecodeOptions, decode
from pipeline.training.decontamination import HeldOut
from pipeline.training.networks import Device
from pipeline.training.parallel_text import Pair, read_lines
from pipeline.training.telemetry import log
from pipeline.training.tokens import Tokens

_CHUNK = 2048  # lines between two writes: what a kill can cost
_SENTENCE = 32  # tokens; a batch larger than a chunk has a larger chunk
_WORDS = (3, 60)
BACK, SELF = "synthetic-back", "synthetic-self"


@dataclass(frozen=True, slots=True)
class SyntheticTranslator:
    """A model that translates in one direction: ``side`` is that of its input, ``marker`` -1 for a model of its own."""

    model: Any
    tokens: Tokens
    device: Device
    side: str
    marker: int


def synthesize(
    config: TrainConfig, mono: Mono, table: Synthesize, maker: SyntheticTranslator, path: Path, held_out: HeldOut
) -> Counter[str]:
    """Translates monolingual text into ``path`` (JSONL), continuing where an earlier call stopped.

    Returns:
        Lines kept and dropped, by reason.
    """
    texts = mono_lines(config, mono, table.limit, held_out)
    done = _done(path)
    how = DecodeOptions(
        beam_size=table.beam_size,
        batch_tokens=table.batch_tokens,
        max_source_tokens=config.data.filters.max_source_tokens,
        marker=maker.marker,
        temperature=table.temperature,
    )
    size = max(_CHUNK, table.batch_tokens // _SENTENCE)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        for start in range(done, len(texts), size):
            chunk = texts[start : start + size]
            torch.manual_seed(config.seed + start)  # a continued file has the samples of one that was not cut short
            translations = decode(maker.model, maker.tokens, chunk, maker.device, how, side=maker.side)
            for text, other in zip(chunk, translations, strict=True):
                reason = refuse(text, other, _languages(config, mono))
                file.write(json.dumps({"text": text, "made": other, "refused": reason}, ensure_ascii=False) + "\n")
            file.flush()
            log.info("synthesize %s: %d of %d lines", mono.name, start + len(chunk), len(texts))
    return Counter(row["refused"] or "kept" for row in _rows(path))


def synthetic_pairs(path: Path, mono: Mono, weight: float) -> list[Pair]:
    """The kept lines as pairs in the forward direction; the real text is on the side it came from."""
    pairs = []
    for number, row in enumerate(_rows(path), 1):
        if row["refused"]:
            continue
        where = f"{path.name}:{number}"
        if mono.side == "target":
            pairs.append(Pair(row["made"], row["text"], BACK, weight, where))
        else:
            pairs.append(Pair(row["text"], row["made"], SELF, weight, where))
    return pairs


def mono_lines(config: TrainConfig, mono: Mono, limit: int, held_out: HeldOut) -> list[str]:
    """Distinct sentences of 3 to 60 words that no evaluation suite holds, in file order."""
    least, most = _WORDS
    lines = dict.fromkeys(normalize(line) for line in read_lines(config.locate(mono.path)))
    kept = [t for t in lines if least <= len(t.split()) <= most and not held_out.suite_of(t)]
    limits = [n for n in (mono.limit, limit) if n]
    return kept[: min(limits)] if limits else kept


def refuse(text: str, translation: str, languages: tuple[str, str]) -> str:
    """Why a synthetic translation is rejected, or "". ``languages`` are those of text and translation."""
    given, words = text.split(), translation.split()
    if len(words) < 2:
        return "empty"
    if not 0.4 < len(words) / len(given) < 2.5:
        return "length"
    if len(set(words)) < 0.4 * len(words) or _loops(words):
        return "loop"
    if text.casefold() == translation.casefold():
        return "copy"
    return "" if same_numbers(text, translation, languages) else "numbers"


def _loops(words: Sequence[str]) -> bool:
    """Whether some four words come three times."""
    grams = Counter(tuple(words[i : i + 4]) for i in range(len(words) - 3))
    return bool(grams) and max(grams.values()) >= 3


def _languages(config: TrainConfig, mono: Mono) -> tuple[str, str]:
    forward = (config.languages.source, config.languages.target)
    return forward if mono.side == "source" else forward[::-1]


def _done(path: Path) -> int:
    """Complete lines of a file; a last line that a kill cut short is removed."""
    if not path.is_file():
        return 0
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        path.write_bytes(whole)
    return whole.count(b"\n")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield json.loads(line)
