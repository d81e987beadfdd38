"""Words of a text of any size: what ``split`` gives, without the list of them all."""

from __future__ import annotations

import sys

import pytest

from pipeline.core import words

SPACES = "".join(c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace())


@pytest.mark.parametrize("text", ["", " ", "a", f" a{SPACES}b\u200bc \n", "kata " * 25_001, "\x00 \ufeff é"])
def test_as_split_gives_them(text: str) -> None:
    assert [word for batch in words.batches(text) for word in batch] == text.split()
    assert words.count(text) == len(text.split())
    assert "".join(words.single_spaced(text)) == " ".join(text.split())
