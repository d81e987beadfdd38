"""Checks that yesterday stays yesterday: *kemarin*, *besok*, *pekan lalu*, *bulan depan* and their like.

``time-changed``: the translation names a day, week, month or year seen from today that the source does not, in the
place of one of the same unit that the source names, or with nothing for it at all. ``ago`` and ``lagi`` count too: "dua
hari lalu" is not "in two days".
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache, lru_cache

from pipeline.guards.context import EMPTY, Context
from pipeline.language.numerals import Language
from pipeline.language.phrases import PhraseTable, tokens
from pipeline.language.rules import table

COSTS = {"time-changed": 2.5}
_UNIT = re.compile(r"-?\d+$")
_UNITS_ID = r"(?:detik|menit|jam|hari|minggu|pekan|bulan|tahun|dekade|abad)"
_UNITS_EN = r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))"
_PAST_ID = re.compile(rf"\b{_UNITS_ID}\s+(?:yang\s+)?(?:lalu|silam)\b", re.IGNORECASE)
_FUTURE_ID = re.compile(rf"\b{_UNITS_ID}\s+(?:lagi|mendatang|ke\s+depan|kemudian|berikutnya)\b", re.IGNORECASE)
_PAST_EN = re.compile(rf"\b{_UNITS_EN}\s+ago\b", re.IGNORECASE)
_FUTURE_EN = re.compile(
    rf"\b(?:\w+\s+{_UNITS_EN}\s+from\s+now|(?:in|within)\s+(?:the\s+)?(?:next|coming)\s+(?:\w+\s+)?{_UNITS_EN}"
    rf"|in\s+(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\s+(?:more\s+)?{_UNITS_EN})\b",
    re.IGNORECASE,
)
_ANY_PAST_ID = re.compile(
    r"\b(?:lalu|silam|kemarin|semalam|tadi|dulu|sebelumnya|terakhir|lampau|sejak|sepekan|sebulan|setahun|semusim)\b",
    re.IGNORECASE,
)
_ANY_FUTURE_ID = re.compile(
    r"\b(?:depan|mendatang|besok|esok|lusa|nanti|nantinya|lagi|berikutnya|selanjutnya|kemudian|dalam|datang|akan|keesokan\w*)\b",
    re.IGNORECASE,
)
_ANY_PRESENT_ID = re.compile(
    r"\b(?:ini|kini|sekarang|saat|tadi|nanti|dewasa|hari|berjalan|pagi|siang|sore|petang|malam|tahun|bulan|pekan|minggu|musim)\b",
    re.IGNORECASE,
)


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("time-changed",) when a time seen from today became another one."""
    ours = _times(source, "id")
    theirs = _times(translation, "en", source)
    if _turned(source, ours, theirs) or _counted(source, translation):
        return ("time-changed",)
    return ()


def _turned(source: str, ours: Set[str], theirs: Set[str]) -> bool:
    """Whether the translation has a time that nothing in the source can mean."""
    for label in theirs - ours:
        unit, step = _split(label)
        same_unit = {o for o in ours if _split(o)[0] == unit}
        if same_unit - theirs or not _hinted(source, step):
            return True
    return False


def _hinted(source: str, step: int) -> bool:
    """Whether a word of the source points the same way: past, present or future."""
    hint = _ANY_PAST_ID if step < 0 else _ANY_FUTURE_ID if step > 0 else _ANY_PRESENT_ID
    return hint.search(source) is not None


def _counted(source: str, translation: str) -> bool:
    """Whether "two days ago" became "in two days", or the other way round."""
    if _PAST_ID.search(source) and not _FUTURE_ID.search(source):
        return bool(_FUTURE_EN.search(translation)) and not _PAST_EN.search(translation) and not _times(source, "id")
    if _FUTURE_ID.search(source) and not _ANY_PAST_ID.search(source):
        return bool(_PAST_EN.search(translation)) and not _FUTURE_EN.search(translation)
    return False


@lru_cache(maxsize=1024)
def _times(text: str, language: Language, source: str = "") -> frozenset[str]:
    """The labels of a text, those of a title that stands in the source ("News Today") left out."""
    words = tokens(text, language)
    return frozenset(
        label
        for phrase in _table(language).find(words)
        if not (source and words[phrase.first].written[0].isupper() and words[phrase.first].written in source)
        for label in phrase.labels
    )


def _split(label: str) -> tuple[str, int]:
    step = _UNIT.search(label)
    return (label[: step.start()], int(step.group())) if step else (label, 0)


@cache
def _table(language: Language) -> PhraseTable:
    return PhraseTable({label: words.split() for label, words in table("relative_time")[language].items()}, language)
