"""Finds times of the day that say their half in words ("pukul 19.30 malam", "jam setengah delapan pagi"), which a
translator gets clumsy or wrong ("at half eight in the morning"), and how English writes them: "7:30 p.m.".

"Jam 7" alone may be either half of the day and stays as it is, and so do the two ends of "jam 7-9 malam".
"""

from __future__ import annotations

import re

from pipeline.guards.placeholders import Span
from pipeline.language.calendar_patterns import HOUR_ID, PART_ID
from pipeline.language.dates import read_times

_LED = re.compile(r"(?:pukul|jam|pkl\.?)\s*", re.IGNORECASE)
_PART = re.compile(rf"\s*{PART_ID}$", re.IGNORECASE)
_CLOCK = re.compile(rf"(?:setengah\s+)?{HOUR_ID}", re.IGNORECASE)
# Behind a part of the day: it belongs to a day ("malam ini" is tonight, "malam Minggu" Saturday night).
_OF_DAY = re.compile(
    r"\s+(?:ini|itu|tadi|nanti|kemarin|besok|lusa|lalu|(?:hari\s+)?(?:senin|selasa|rabu|kamis|jum[’']?at|sabtu|minggu|ahad)"
    r"|(?:hari\s+)?(?:ini|itu|kemarin|besok)|buta)\b",
    re.IGNORECASE,
)
_HARI = re.compile(r"\s+hari\b", re.IGNORECASE)
# Before a time: the first end of a span, without a word of its own for the half of the day.
_FIRST_END = re.compile(
    r"\d\s*(?:WIB|WITA|WIT)?\s*(?:[-–]|\b(?:sampai|hingga|s/d|s\.d\.|dan|atau|ke))\s*(?:dengan\s+)?(?:pukul|jam|pkl\.?)?\s*$",
    re.IGNORECASE,
)
# Behind a time with its part of the day: the other end of a span, "pukul 8 pagi hingga 2 siang".
_LAST_END = re.compile(
    rf"\s*(?:[-–]|\b(?:sampai|hingga|s/d))\s*(?:dengan\s+)?"
    rf"((?:setengah\s+)?{HOUR_ID}\s*{PART_ID}\b)(?!\s+(?:ini|itu|nanti|besok)\b)",
    re.IGNORECASE,
)
_NOON = 12 * 60  # minutes
_NEAR = 40  # characters before a time: room for the longest of these


def clock_spans(source: str) -> list[Span]:
    """The times of a sentence whose half of the day is said, and "setengah delapan", each as English writes it."""
    spans = []
    for time in read_times(source, "id"):
        led = _LED.match(time.text)
        start = time.start + (led.end() if led else 0)
        clock = _CLOCK.match(source, start)
        if clock is None or _FIRST_END.search(source[max(0, start - _NEAR) : start]):
            continue
        part = _PART.search(time.text)
        moved = clock.end() < time.end - (len(part[0]) if part else 0) or clock[0].lower().startswith("setengah")
        if not part and not moved:
            continue
        end = time.end
        morning = time.minutes[0] < _NOON and part is not None and part[0].strip().lower() == "siang"
        if part and _OF_DAY.match(source, end) and not morning:
            end -= len(part[0])
        elif part and (hari := _HARI.match(source, end)):
            end = hari.end()
        spans.append(Span(start, end, twelve_hours(time.minutes)))
        last = _LAST_END.match(source, end) if part else None
        if last is not None and (read := read_times(f"pukul {last[1]}", "id")):
            spans.append(Span(*last.span(1), twelve_hours(read[0].minutes)))
    return spans


def twelve_hours(minutes: tuple[int, ...]) -> str:
    """19 hours 30 -> "7:30 p.m.", and "7:30" where either half may be meant."""
    hour, minute = divmod(minutes[0], 60)
    if len(minutes) > 1:
        return f"{(hour - 1) % 12 + 1}:{minute:02d}"
    if minute == 0 and hour in (0, 12):
        return "noon" if hour else "midnight"
    figure = f"{(hour - 1) % 12 + 1}" + (f":{minute:02d}" if minute else "")
    return f"{figure} {'p' if hour >= 12 else 'a'}.m."
