"""Articles -> groups that tell the same story in nearly the same words: a wire story on two sites.

MinHash over word triples (datasketch), so that a collection is compared in one pass and not pair by pair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

THRESHOLD = 0.6  # share of word triples two articles have in common, by estimate
PERMUTATIONS = 128
WEIGHTS = (0.05, 0.95)  # candidates are compared anyway, so the index may offer too many but must not miss
SEED = 1
WORDS = 3
LONGEST = 1 << 20  # characters of a text that are compared: its word triples take fifty times the room
_WORD = re.compile(r"\w+")


class Stories:
    """The first article of each story met so far.

    Args:
        threshold: Jaccard similarity of word triples, 0..1, from which two articles tell one story.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        from datasketch import LeanMinHash, MinHash, MinHashLSH

        self._threshold = threshold
        self._index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, weights=WEIGHTS)
        self._new = partial(MinHash, num_perm=PERMUTATIONS, seed=SEED)
        self._lean = LeanMinHash
        self._firsts: dict[str, tuple[int, Any]] = {}  # name -> its place and its sketch

    def first_of(self, name: str, text: str) -> str:
        """The earliest first article that the text is near; the article itself, from now on a first, if there is none.

        Args:
            name: the article's id, not met before.
            text: its text; one without words is near nothing.
        """
        return self.place(name, self.sketch(text))

    def sketch(self, text: str) -> bytes:
        """What is compared of a text, some hundred bytes to keep; empty for one without words."""
        shingles = _shingles(text)
        if not shingles:
            return b""
        made = self._new()
        made.update_batch(sorted(shingles))
        lean = self._lean(made)
        kept = bytearray(lean.bytesize())
        lean.serialize(kept)
        return bytes(kept)

    def place(self, name: str, sketch: bytes) -> str:
        """As :meth:`first_of`, of a text that is known by its sketch."""
        if not sketch:
            return name
        ours = self._lean.deserialize(bytearray(sketch))
        found = [(*self._firsts[other], other) for other in map(str, self._index.query(ours))]
        near: list[tuple[int, str]] = [
            (place, other) for place, theirs, other in found if theirs.jaccard(ours) >= self._threshold
        ]
        if near:
            return min(near)[1]
        self._index.insert(name, ours)
        self._firsts[name] = len(self._firsts), ours
        return name


def near_duplicates(texts: Mapping[str, str], threshold: float = THRESHOLD) -> list[tuple[str, ...]]:
    """Groups of articles that are nearly the same.

    Args:
        texts: clean text by article id, in the order that decides which article comes first in its group.
        threshold: Jaccard similarity of word triples, 0..1, from which two articles belong together.

    Returns:
        The groups of two and more, each in the order given; every article of a group is near its first, and an
        article is in one group at most. The same input always gives the same groups.
    """
    stories = Stories(threshold)
    groups: dict[str, list[str]] = {}
    for name, text in texts.items():
        groups.setdefault(stories.first_of(name, text), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _shingles(text: str) -> set[bytes]:
    """The word triples of a text; of a shorter text, its words."""
    words = _WORD.findall(text[:LONGEST].casefold())
    size = min(WORDS, len(words))
    return {" ".join(words[i : i + size]).encode() for i in range(len(words) - size + 1)} if size else set()
