"""Which names of a source arrived in a target: the part of the fact guard that looks for names and acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.language.glossary import Term, arrived
from pipeline.language.names import Name, fold, same_word

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SOUNDS = (("sy", "s"), ("sh", "s"), ("ch", "k"), ("kh", "k"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("ts", "s"))
_LETTERS = str.maketrans({"y": "i", "c": "k", "q": "k", "v": "f", "z": "s", "x": "ks", "j": "i", "w": "u", "h": ""})


def compare_names(
    source: str, source_names: Sequence[Name], target: str, target_names: Sequence[Name], terms: Sequence[Term]
) -> tuple[list[Name], list[Name]]:
    """The names of ``source`` that are not in ``target``, and those of ``target`` that ``source`` has nothing for.

    A translator may name what the source leaves unnamed, so a lone new word counts only where a name was lost, or
    stands there less often.
    """
    source_words, target_words = _words(source), _words(target)
    known = {fold(w) for term in terms for form in term.entry.english for w in _words(form)}
    new = {w for n in target_names if n.firm for w in n.words if not _supported(w, source_words, known)}
    lost = [n for n in source_names if n.firm and not _arrived(n, target, target_words, terms, strict=bool(new))]
    added = [n for n in target_names if n.firm and new.issuperset(n.words)]
    fewer = lost or any(_rarer(w, source, target) for n in source_names if n.firm for w in n.words)
    return lost, [n for n in added if fewer or len(n.words) > 1]


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_WORD.findall(text)))


def _rarer(word: str, source: str, target: str) -> bool:
    """Whether a word that both have stands in the target less often."""
    there = target.count(word)
    return 0 < there < source.count(word)


def _arrived(name: Name, target: str, target_words: Iterable[str], terms: Sequence[Term], *, strict: bool) -> bool:
    """Whether a name is in the target: its English form, or most of its words. Half of them do ("Fauzi" for "Gamawan
    Fauzi") unless ``strict``: where the target has names of its own the other half may be garbled."""
    covering = [t for t in terms if t.start < name.end and name.start < t.end]
    if any(arrived((*t.entry.english, t.entry.term), target) for t in covering):
        return True
    if covering and all(t.start <= name.start and t.end >= name.end for t in covering):
        return False
    missing = [w for w in name.words if not any(akin(w, t) for t in target_words)]
    return len(missing) * 2 < len(name.words) + (0 if strict else 1)


def _supported(word: str, source_words: Iterable[str], known: set[str]) -> bool:
    return fold(word) in known or any(akin(word, s) for s in source_words)


def akin(one: str, other: str) -> bool:
    """Whether two words can be one name in two languages: "Katolik" and "Catholic", "Irak" and "Iraqi"."""
    if same_word(one, other):
        return True
    a, b = _skeleton(one), _skeleton(other)
    return min(len(a), len(b)) >= 4 and (a[:4] == b[:4] or a == b)


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> str:
    """A word reduced to how it sounds in either spelling."""
    text = fold(word)
    for letters, sound in _SOUNDS:
        text = text.replace(letters, sound)
    text = text.translate(_LETTERS)
    return re.sub(r"(.)\1+", r"\1", text)
