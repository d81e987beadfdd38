"""Reads the lists of words that tell of persons in Indonesian news, ``words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.language.alternatives import either


@cache
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def word_list(table: str, key: str = "words") -> frozenset[str]:
    """A list of words; those of several words have a hyphen between them.

    Args:
        table: the list's heading.
        key: which list of several.
    """
    return frozenset(_table()[table][key].split())


@cache
def one_of(table: str, key: str = "words") -> str:
    """The pattern of the words of a list, the longest first; see :func:`word_list`."""
    return either(sorted(word_list(table, key))).replace(r"\-", "[- ]")
