"""Identifies the language of each side of a pair, so that swapped or foreign pairs are caught before training.

Two tests, the cheap one first: function words decide most sentences of Indonesian and English; the
rest goes to the language identifier of the cleaning stage, if the text is long enough for it.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["right", "swapped", "wrong", "unknown"]

_INDONESIAN = """
    yang dan dari untuk dengan ini itu pada tidak adalah dalam akan oleh juga telah sebagai karena bisa ada kepada
    mereka kami saya dia anda atau tersebut di ke sudah dapat kita ia para serta bahwa secara namun hanya saat menjadi
    lebih seperti agar bagi masih jika lalu sejumlah antara harus setelah hingga ketika tetapi
"""
_ENGLISH = """
    the of and to is that for with was were are be been has have had it its this these those from by at on not which
    who their they he she his her will would can as or but an after before when than more said we you there about into
    also if because between must while however only
"""
_FUNCTION_WORDS = {"id": frozenset(_INDONESIAN.split()), "en": frozenset(_ENGLISH.split())}
_WORD = re.compile(r"[^\W\d_]+")
_TWO = 2  # one alone may be a word of the other language: Indonesian "not musik" is a musical note
_ENOUGH_WORDS = 8  # below this the statistical identifier is unreliable on names and headlines


def guess(text: str) -> str:
    """The ISO 639-1 code of the text's language, or "" where nothing is sure."""
    words = [w.lower() for w in _WORD.findall(text)]
    counts = {code: sum(w in known for w in words) for code, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    rest = max(count for code, count in counts.items() if code != best)
    if counts[best] >= max(_TWO, 2 * rest + 1):
        return best
    if len(words) < _ENOUGH_WORDS:
        return ""
    from pipeline.language.langid import identify

    identified = identify(text)
    return identified.language if identified.probability >= 0.9 else ""


def judge(source: str, target: str, languages: tuple[str, str]) -> Verdict:
    """Whether a pair is in the languages it should be in, in that order."""
    expected_source, expected_target = languages
    if not {expected_source, expected_target} <= _FUNCTION_WORDS.keys():
        return "unknown"  # no ground to judge other languages on
    found_source, found_target = guess(source), guess(target)
    if not found_source and not found_target:
        return "unknown"
    if found_source in ("", expected_source) and found_target in ("", expected_target):
        return "right"
    # One side that is sure is enough, as it is for "right": short sentences leave the other one open.
    if found_source in ("", expected_target) and found_target in ("", expected_source):
        return "swapped"
    return "wrong"
