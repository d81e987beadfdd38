"""Articles -> groups that tell the same story in nearly the same words: a wire story on two sites.

MinHash over word triples (datasketch), so that a collection is compared in one pass and not pair by pair. Its index is
in arrays (:mod:`pipeline.stages.ingest.band_index`): 100,000 articles take some 200 MB.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

import numpy as np

from pipeline.stages.ingest.band_index import ROOM, BandIndex, with_room

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
        best = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, weights=WEIGHTS)
        self._bands = BandIndex(best.b, best.r)
        self._new = partial(MinHash, num_perm=PERMUTATIONS, seed=SEED)
        self._lean = LeanMinHash
        self._names: list[str] = []  # of the first articles
        self._sketches = np.empty((ROOM, PERMUTATIONS), np.uint32)  # theirs, in the same order

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
        made.update_batch(shingles)
        lean = self._lean(made)
        kept = bytearray(lean.bytesize())
        lean.serialize(kept)
        return bytes(kept)

    def place(self, name: str, sketch: bytes) -> str:
        """As :meth:`first_of`, of a text that is known by its sketch."""
        if not sketch:
            return name
        ours = self._lean.deserialize(bytearray(sketch)).hashvalues.astype(np.uint32)
        keys = self._bands.keys(ours)
        alike = sorted(self._bands.query(keys))
        shares = np.count_nonzero(self._sketches[alike] == ours, axis=1) / PERMUTATIONS
        for place, share in zip(alike, shares.tolist(), strict=True):
            if share >= self._threshold:
                return self._names[place]
        self._bands.insert(keys)
        place = len(self._names)
        self._sketches = with_room(self._sketches, place)
        self._sketches[place] = ours
        self._names.append(name)
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
