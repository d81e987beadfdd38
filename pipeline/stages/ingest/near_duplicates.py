"""Articles -> groups that tell the same story in nearly the same words: a wire story on two sites.

MinHash over word triples (Broder 1997) with an index of bands, so that a collection is compared in one pass and not
pair by pair. The sketches are those of datasketch 2.0 ("affine32"), value by value; its import, which brings most of
scipy, took longer than everything else that reading a handful of articles does.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sketch = NDArray[np.uint32]

THRESHOLD = 0.6  # share of word triples two articles have in common, by estimate
PERMUTATIONS = 128
# Compared where all values of a band are the same: 96% of the pairs at the threshold, 99.8% of those at 0.7.
# Candidates are compared anyway, so the index may offer too many but must not miss.
BANDS, BAND = 24, 4
SEED = 1
WORDS = 3
LONGEST = 1 << 20  # characters of a text that are compared: its word triples take fifty times the room
_AT_ONCE = 10_000  # word triples that are sketched together
_WORD = re.compile(r"\w+")


class Stories:
    """The first article of each story met so far."""

    def __init__(self) -> None:
        self._bands: list[dict[bytes, list[str]]] = [defaultdict(list) for _ in range(BANDS)]
        self._firsts: dict[str, tuple[int, Sketch]] = {}  # name -> its place and its sketch

    def first_of(self, name: str, text: str) -> str:
        """The earliest first article that the text is near; the article itself, from now on a first, if there is none.

        Args:
            name: the article's id, not met before.
            text: its text; one without words is near nothing.
        """
        return self.place(name, self.sketch(text))

    def sketch(self, text: str) -> bytes:
        """What is compared of a text, 512 bytes to keep; empty for one without words."""
        shingles = sorted(_shingles(text))
        if not shingles:
            return b""
        import numpy as np

        times, plus = _permutations()
        least = np.full(PERMUTATIONS, 0xFFFFFFFF, dtype=np.uint32)
        for at in range(0, len(shingles), _AT_ONCE):
            digests = b"".join(hashlib.sha1(shingle).digest()[:4] for shingle in shingles[at : at + _AT_ONCE])
            hashes = _mixed(np.frombuffer(digests, dtype="<u4").astype(np.uint32))
            least = np.minimum(least, (hashes[:, None] * times + plus).min(axis=0))
        return least.astype("<u4").tobytes()

    def place(self, name: str, sketch: bytes) -> str:
        """As :meth:`first_of`, of a text that is known by its sketch."""
        if not sketch:
            return name
        import numpy as np

        ours = np.frombuffer(sketch[-4 * PERMUTATIONS :], dtype="<u4")
        keys = [ours[at : at + BAND].tobytes() for at in range(0, BANDS * BAND, BAND)]
        candidates = {other for band, key in zip(self._bands, keys, strict=True) for other in band.get(key, ())}
        near = [
            (self._firsts[other][0], other)
            for other in candidates
            if np.count_nonzero(self._firsts[other][1] == ours) >= THRESHOLD * PERMUTATIONS
        ]
        if near:
            return min(near)[1]
        for band, key in zip(self._bands, keys, strict=True):
            band[key].append(name)
        self._firsts[name] = len(self._firsts), ours
        return name


@cache
def _permutations() -> tuple[Any, Any]:
    """The factors (odd) and summands of the maps whose least values are a sketch."""
    import numpy as np

    draw = np.random.RandomState(SEED)
    times = draw.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return times, draw.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)


def _mixed(values: Any) -> Any:
    """Numbers of 32 bits, each bit of them spread over all: what MurmurHash3 ends with."""
    import numpy as np

    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def near_duplicates(texts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Groups of articles that are nearly the same.

    Args:
        texts: clean text by article id, in the order that decides which article comes first in its group.

    Returns:
        The groups of two and more, each in the order given; every article of a group is near its first, and an
        article is in one group at most. The same input always gives the same groups.
    """
    stories = Stories()
    groups: dict[str, list[str]] = {}
    for name, text in texts.items():
        groups.setdefault(stories.first_of(name, text), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _shingles(text: str) -> set[bytes]:
    """The word triples of a text; of a shorter text, its words."""
    words = _WORD.findall(text[:LONGEST].casefold())
    size = min(WORDS, len(words))
    return {" ".join(words[i : i + size]).encode() for i in range(len(words) - size + 1)} if size else set()
