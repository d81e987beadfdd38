"""Keeps evaluation suites out of the training data: no shared run of 13 words, no shared whole sentence.

The window of 13 words is GPT-3's (Brown et al. 2020, appendix C); shorter sentences must not be equal as a whole.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.training.parallel_text import open_text

_WORD = re.compile(r"\w+")
_SHORTEST = 4  # "He said." is in every corpus: equality of shorter sentences proves nothing
_TEXTS = {".txt", ".tsv", ".jsonl", ".json", ".toml", ".csv", ".id", ".en", ".src", ".ref"}


def words(text: str) -> tuple[str, ...]:
    """Lower-cased words and numbers; punctuation and spacing do not count."""
    return tuple(_WORD.findall(text.lower()))


class HeldOut:
    """The n-grams and short sentences of all texts that training must not see."""

    def __init__(self, window: int = 13) -> None:
        self.window = window
        self._grams: dict[int, str] = {}
        self._sentences: dict[int, str] = {}

    def add(self, texts: Iterable[str], suite: str) -> None:
        """Registers evaluation texts under their suite's name (the first suite wins)."""
        for text in texts:
            tokens = words(text)
            for gram in self._windows(tokens):
                self._grams.setdefault(hash(gram), suite)
            if _SHORTEST <= len(tokens) < self.window:
                self._sentences.setdefault(hash(tokens), suite)

    def suite_of(self, text: str) -> str:
        """The suite this text overlaps with, or "" if it is free."""
        tokens = words(text)
        if len(tokens) < self.window:
            return self._sentences.get(hash(tokens), "")
        return next((self._grams[h] for g in self._windows(tokens) if (h := hash(g)) in self._grams), "")

    def __len__(self) -> int:
        return len(self._grams) + len(self._sentences)

    def _windows(self, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for start in range(len(tokens) - self.window + 1):
            yield tokens[start : start + self.window]


def suite_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Every text in a suite's file, or in a folder of suites, with the name of the suite.

    Raises:
        UserError: the path does not exist.
    """
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file() and _is_text(p)):
            for text in _file_texts(file):
                yield text, file.relative_to(path).parts[0].split(".")[0]
        return
    if not path.is_file():
        raise UserError(f"{path}: no such evaluation suite", "check [data] held_out; overlap is never left unchecked")
    for text in _file_texts(path):
        yield text, path.name.split(".")[0]


def _is_text(path: Path) -> bool:
    return any(s in _TEXTS for s in path.suffixes)


def _file_texts(path: Path) -> Iterator[str]:
    if path.suffix == ".toml":
        yield from _strings(tomllib.loads(path.read_text(encoding="utf-8")))
        return
    with open_text(path) as file:
        if path.suffix == ".json":
            yield from _strings(json.load(file))
            return
        for line in file:
            if ".jsonl" in path.suffixes:
                yield from _strings(json.loads(line)) if line.strip() else ()
            else:
                yield from line.rstrip("\r\n").split("\t")


def _strings(value: Any) -> Iterator[str]:
    """All texts inside a JSON or TOML value, paragraph by paragraph."""
    if isinstance(value, str):
        yield from value.split("\n")
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
