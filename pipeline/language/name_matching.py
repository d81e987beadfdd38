"""Finds which names and acronyms of a source arrived in its translation."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from pipeline.language.glossary import Term, arrived
from pipeline.language.names import Name, fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SOUNDS = (
    *(("sy", "s"), ("sh", "s"), ("ch", "k"), ("kh", "k"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ts", "s")),
    *(("oe", "u"), ("ou", "u"), ("tj", "k"), ("dj", "i"), ("gh", "g"), ("ks", "x")),
)
_LETTERS = str.maketrans({"y": "i", "c": "k", "q": "k", "v": "f", "z": "s", "w": "u", "h": "", "o": "u", "e": "i"})
_SILENT_J = re.compile(r"^j|(?<![aeiou])j|j(?![aeiou])")  # a "j" between vowels is heard: "Persija" is not "Persia"
_SOFT_C = re.compile(r"(?<!s)c(?=[eiy])")
_TWICE = re.compile(r"(.)\1+")
# Of an English adjective or plural, and of an Indonesian name of a land, as skeletons.
_ENDINGS = (
    *(
        "s",
        "n",
        "an",
        "ian",
        "in",
        "ans",
        "ians",
        "ins",
        "ns",
        "i",
        "is",
        "isi",
        "is",
        "ik",
        "irs",
        "ir",
        "a",
        "ia",
        "nisi",
    ),
    *(
        "asi",
        "atiun",
        "isi",
        "itiun",
        "si",
        "tiun",
        "tas",
        "ti",
        "is",
        "us",
        "u",
        "um",
        "t",
        "ts",
        "al",
        "ikal",
        "uis",
        "uisi",
    ),
)
_VOWELS = frozenset("aiu")
_LONG, _VERY_LONG = 7, 8
SHORTEST, SHORTEST_SOUND = 3, 4  # letters of a word and of a skeleton that can be akin to another one


def compare_names(
    source: str, source_names: Sequence[Name], target: str, target_names: Sequence[Name], terms: Sequence[Term]
) -> tuple[list[Name], list[Name]]:
    """The names of ``source`` that are not in ``target``, and those of ``target`` that ``source`` has nothing for.

    A translator may name what the source leaves unnamed, so a lone new word counts only where a name was lost, or
    stands there less often.
    """
    source_words, target_words = _sounds_of(source), _sounds_of(target)
    new = {w for n in target_names if n.firm for w in n.words if not source_words.akin_to(w)}
    if new:  # of a term's English form, perhaps
        known = {fold(w) for term in terms for form in term.entry.english for w in _words(form)}
        new = {w for w in new if fold(w) not in known}
    lost = [n for n in source_names if n.firm and not _arrived(n, target, target_words, terms, strict=bool(new))]
    added = [n for n in target_names if n.firm and new.issuperset(n.words)]
    fewer = lost or any(_rarer(w, source, target) for n in source_names if n.firm for w in n.words)
    return lost, [n for n in added if fewer or len(n.words) > 1]


def unlike_words(words: Sequence[str], source: str) -> list[str]:
    """The words of names that are akin to no word of a source."""
    source_words = _sounds_of(source)
    return [word for word in words if not source_words.akin_to(word)]


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(text)))


def _rarer(word: str, source: str, target: str) -> bool:
    """Whether a word that both have stands in the target less often."""
    there = target.count(word)
    return 0 < there < source.count(word)


def _arrived(name: Name, target: str, target_words: _Sounds, terms: Sequence[Term], *, strict: bool) -> bool:
    """Whether a name is in the target: its English form, or most of its words. Half of them do ("Fauzi" for "Gamawan
    Fauzi") unless ``strict``: where the target has names of its own the other half may be garbled."""
    covering = [t for t in terms if t.start < name.end and name.start < t.end]
    if any(arrived((*t.entry.english, t.entry.term), target) for t in covering):
        return True
    if covering and all(t.start <= name.start and t.end >= name.end for t in covering):
        return False
    missing = [w for w in name.words if not target_words.akin_to(w)]
    return len(missing) * 2 < len(name.words) + (0 if strict else 1)


class _Sounds:
    """The words of a text by how they sound, so that a name is held against those alone that it can be akin to.

    How words sound is asked once a name is not among them as it is written.

    Args:
        folded: all words, folded.
    """

    def __init__(self, folded: frozenset[str]) -> None:
        self.folded = folded

    @cached_property
    def skeletons(self) -> frozenset[str]:
        """The skeletons of the words with three letters and more."""
        return frozenset(_skeleton(word) for word in self.folded if len(word) >= SHORTEST)

    @cached_property
    def long(self) -> Mapping[str, list[str]]:
        """The skeletons of four letters and more by their first letter."""
        found: dict[str, list[str]] = {}
        for skeleton in self.skeletons:
            if len(skeleton) >= SHORTEST_SOUND:
                found.setdefault(skeleton[0], []).append(skeleton)
        return found

    def akin_to(self, word: str) -> bool:
        """Whether :func:`akin` holds for the word and any of these."""
        folded = fold(word)
        if folded in self.folded:
            return True
        if len(folded) < SHORTEST:
            return False
        skeleton = _skeleton(folded)
        if skeleton in self.skeletons:
            return True
        return len(skeleton) >= SHORTEST_SOUND and any(
            _nearly(skeleton, other) for other in self.long.get(skeleton[0], ())
        )


@lru_cache(maxsize=1024)
def _sounds_of(text: str) -> _Sounds:
    """The words of a text, kept: each sentence of a brief is held against the same sentences of the article."""
    return _Sounds(frozenset(map(fold, _WORD.findall(text))))


def akin(one: str, other: str) -> bool:
    """Whether two words can be one name in two languages: "Katolik" and "Catholic", "Irak" and "Iraqi".

    They sound alike letter by letter, the ending of an English adjective or plural aside; a long name may also differ
    in a vowel. A common beginning is not enough: "Malang" is not "Malaysia", and "Persib" is not "Persia".
    """
    a, b = fold(one), fold(other)
    if a == b:
        return True
    if min(len(a), len(b)) < SHORTEST:
        return False
    a, b = _skeleton(a), _skeleton(b)
    if a == b:
        return True
    if min(len(a), len(b)) < SHORTEST_SOUND or a[0] != b[0]:
        return False
    return _nearly(a, b)


def _nearly(a: str, b: str) -> bool:
    """Whether two skeletons with one first letter are the same but for an ending, or for a letter of a long name."""
    if _stems(a) & _stems(b):
        return True
    shorter = min(len(a), len(b))
    return (shorter >= _LONG and _one_vowel_apart(a, b)) or (shorter >= _VERY_LONG and _one_letter_less(a, b))


@lru_cache(maxsize=16384)
def _stems(skeleton: str) -> frozenset[str]:
    """The skeleton, and what is left of it without an ending."""
    return frozenset(
        {skeleton, *(skeleton[: -len(e)] for e in _ENDINGS if skeleton.endswith(e) and len(skeleton) - len(e) >= 4)}
    )


def _one_vowel_apart(a: str, b: str) -> bool:
    """Whether one vowel was changed, added or left out: "Gorbachov" and "Gorbachev"."""
    if len(a) == len(b):
        unlike = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
        return len(unlike) == 1 and set(unlike[0]) <= _VOWELS
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return long[at] in _VOWELS and short[at:] == long[at + 1 :]


def _one_letter_less(a: str, b: str) -> bool:
    """Whether one has a letter that the other lacks, a slip of the pen in a long name: "Trasnistria"."""
    short, long = sorted((a, b), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[at:] == long[at + 1 :]


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> str:
    """A word reduced to how it sounds in either spelling."""
    text = _SOFT_C.sub("s", _SILENT_J.sub("i", fold(word)))
    for letters, sound in _SOUNDS:
        text = text.replace(letters, sound)
    text = text.translate(_LETTERS)
    return _TWICE.sub(r"\1", text)
