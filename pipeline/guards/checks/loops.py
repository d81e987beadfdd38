"""Checks that a translation does not repeat itself ("I'm sorry I'm sorry I'm sorry").

Noise and rare words make translation models repeat themselves (EasyNMT #38, OPUS-MT-train #62, CTranslate2 #836).
What the source repeats too ("cepat, cepat, cepat!") is no loop. A ``stutter`` is the small form, of models that are not
sure of a word: "the earthquake of the earthquake", "on Thursday on Thursday", "the journal journal".
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.guards.context import EMPTY, Context

COSTS = {"loop": 6.0, "stutter": 1.0}
_WORD = re.compile(r"\w+|[^\w\s]")
_SPOKEN = re.compile(r"\w+(?:['’-]\w+)*|[.,;:!?()\"“”]")
_TWICE = frozenset({"had", "that", "very", "is", "her", "so"})
_TWO = re.compile(r"(?<![\w'’-])([^\W\d_][\w'’-]*(?:\s+[\w'’-]+){0,3}?)(?:\s+\1)+(?![\w'’-])", re.IGNORECASE)
_OF_ITSELF = re.compile(r"\b(\w{3,}) of (?:the |an? |its |their )?(?=(\w{3,})\b)", re.IGNORECASE)
_ITS_OWN = re.compile(
    r"\b([A-Z]\w{3,})['’]s \1\b|\b([A-Z]\w+) \w+ of (?:the )?\2\b"
)  # "Persia's Persia", "US victims of the US"
_SHORT_UNIT = re.compile(r"(\w{2,5}?)\1{3,}")
_SAME_NUMBER = re.compile(r"\b(\d[\d.,]{0,60})\s+\1\b")


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("loop",) or ("stutter",) when words repeat more than the source gives reason to."""
    words = _words(translation)
    run, phrase = _worst_run(words), _repeated_phrase(words)
    looped = (
        (run > 2 and run > _worst_run(_words(source)))
        or (phrase > 2 and phrase > _repeated_phrase(_words(source)))
        or (bool(_SHORT_UNIT.search(translation.lower())) and not _SHORT_UNIT.search(source.lower()))
        or (bool(_SAME_NUMBER.search(translation)) and not _SAME_NUMBER.search(source))
    )
    if looped:
        return ("loop",)
    return ("stutter",) if _stutters(translation) and not _stutters(source) else ()


def _stutters(text: str) -> bool:
    """Whether one to four words are said twice in a row, or a thing is said to be of itself."""
    words = _SPOKEN.findall(text.lower())
    if any(_doubled(words, size) for size in range(1, 5)):
        return True
    if any(m[1].lower().rstrip("s") == m[2].lower().rstrip("s") for m in _OF_ITSELF.finditer(text)):
        return True
    return _ITS_OWN.search(text) is not None


def _doubled(words: list[str], size: int) -> bool:
    """Whether a unit of that size stands twice in a row, "had had", figures and punctuation aside."""
    same = [a == b for a, b in zip(words, words[size:], strict=False)]
    return any(
        words[at][0].isalnum() and not (size == 1 and (words[at] in _TWICE or words[at].isdigit()))
        for at in range(len(words) - 2 * size + 1)
        if same[at] and all(same[at : at + size])
    )


def collapse(text: str) -> str:
    """The text with what is said twice in a row said once: "on Thursday on Thursday" needs no second look."""
    return _TWO.sub(lambda m: m[0] if m[1].lower() in _TWICE else m[1], text)


def _words(text: str) -> list[str]:
    return [w for w in _WORD.findall(text.lower()) if w.isalnum() or w in "-–"]


def _worst_run(words: list[str]) -> int:
    """How often a unit of 1 to 8 words is said in a row, at most; a single word needs one more to count."""
    worst = 1
    for size in range(1, 9):
        same = [a == b for a, b in zip(words, words[size:], strict=False)]
        if sum(same) < size:
            continue
        run = 0
        for again in same:
            run = run + 1 if again else 0
            if run and run % size == 0:
                repeats = run // size + 1
                worst = max(worst, repeats + (1 if size >= 3 else 0))
    return worst


def _repeated_phrase(words: list[str]) -> int:
    """How often the commonest phrase of four words is said."""
    phrases = Counter(zip(words, words[1:], words[2:], words[3:], strict=False))
    return max(phrases.values(), default=0)
