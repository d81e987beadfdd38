"""Clean articles -> groups that tell the same story in nearly the same words: a wire story on two sites.

MinHash over word triples (datasketch), so that a collection is compared in one pass and not pair by pair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

THRESHOLD = 0.6  # share of word triples two articles have in common, by estimate
PERMUTATIONS = 128
SEED = 1
WORDS = 3
_WORD = re.compile(r"\w+")


def near_duplicates(texts: Mapping[str, str], threshold: float = THRESHOLD) -> list[tuple[str, ...]]:
    """Groups of articles that are nearly the same.

    Args:
        texts: clean text by article id, in the order that decides which article comes first in its group.
        threshold: Jaccard similarity of word triples, 0..1, from which two articles belong together.

    Returns:
        The groups of two and more, each in the order given; an article is in one group at most, with everything that
        is near it directly or through others. The same input always gives the same groups.
    """
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    seen: dict[str, MinHash] = {}
    first: dict[str, str] = {}  # article -> an earlier one it is near; itself when there is none
    for name, text in texts.items():
        shingles = _shingles(text)
        first[name] = name
        if not shingles:
            continue
        sketch = MinHash(num_perm=PERMUTATIONS, seed=SEED)
        sketch.update_batch(sorted(shingles))
        near = [other for other in index.query(sketch) if seen[other].jaccard(sketch) >= threshold]
        for other in sorted(near):
            _join(first, name, other)
        index.insert(name, sketch)
        seen[name] = sketch
    groups: dict[str, list[str]] = {}
    for name in texts:
        groups.setdefault(_root(first, name), []).append(name)
    return [tuple(group) for group in groups.values() if len(group) > 1]


def _shingles(text: str) -> set[bytes]:
    """The word triples of a text; of a shorter text, its words."""
    words = _WORD.findall(text.casefold())
    size = min(WORDS, len(words))
    return {" ".join(words[i : i + size]).encode() for i in range(len(words) - size + 1)} if size else set()


def _root(first: dict[str, str], name: str) -> str:
    while first[name] != name:
        first[name] = first[first[name]]
        name = first[name]
    return name


def _join(first: dict[str, str], one: str, other: str) -> None:
    first[_root(first, one)] = _root(first, other)
