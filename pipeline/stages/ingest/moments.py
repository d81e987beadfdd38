"""Reads the moment an article was published, as inputs write it: a date, a number, an export's wrapping."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"[+-]?\d{5,19}(?:[.,]\d+)?")
_SCIENTIFIC = re.compile(r"\d[.,]\d{4,15}[eE]\+?(?:0?9|1\d)")  # a spreadsheet's view of a long number
_WRAPPED = re.compile(r"/?Date\((-?\d{9,16})(?:[+-]\d{4})?\)/?")  # JSON of ASP.NET
_NOTHING = frozenset({"", "nan", "nat", "none", "null", "-", "0", "0000-00-00", "0000-00-00 00:00:00"})
_FIRST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC).timestamp()
_LAST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp()
_SCALES = (1, 10**3, 10**6, 10**9)  # seconds, milliseconds, microseconds, nanoseconds
_SHORTEST_EPOCH = 10**8  # seconds: a smaller number is no moment
_SHEET_BEGINS = dt.date(1899, 12, 30)
_SHEET_DAYS = range(25_569, 73_051)  # 1970 to 2099 in days of a spreadsheet


def published(value: Any) -> str | None:
    """A value of the column ``published`` as ISO 8601 where it is a number or a moment, else as it is written.

    Args:
        value: a moment, a text, a number (seconds, milliseconds, microseconds or nanoseconds since 1970, days of a
            spreadsheet, ``20240812``), or MongoDB's ``{"$date": ...}``.

    Returns:
        None where it says nothing. A moment at midnight UTC is a date.
    """
    if value is None or isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, (dt.datetime, dt.date)):
        return None if value != value else value.isoformat()  # a missing moment (NaT) is not equal to itself
    if isinstance(value, Mapping):
        inner = next((value[key] for key in ("$date", "$numberLong", "$numberInt") if key in value), None)
        return published(inner)
    if isinstance(value, (list, tuple)):
        return published(value[0]) if value else None
    text = str(value).encode("utf-8", "replace").decode("utf-8").strip()
    if text.lower() in _NOTHING:
        return None
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped.group(1)
    if _SCIENTIFIC.fullmatch(text):  # rounded by hours: it tells the day and no time
        found = _from_number(str(round(float(text.replace(",", ".")))))
        return found[:10] if found else text
    return (_from_number(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None) or text


def _from_number(text: str) -> str | None:
    """A number as a date or a moment; None when it is neither."""
    whole, _, fraction = text.partition(".")
    if not fraction.strip("0"):
        for layout in ("%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%d%H%M"):
            if len(whole) == len(dt.datetime(2000, 1, 1).strftime(layout)) and whole[:2] in ("19", "20"):
                try:
                    found = dt.datetime.strptime(whole, layout)
                except ValueError:
                    continue
                return found.date().isoformat() if layout == "%Y%m%d" else found.isoformat()
    number = float(text)
    if int(number) in _SHEET_DAYS:
        return (_SHEET_BEGINS + dt.timedelta(days=int(number))).isoformat()
    for scale in _SCALES:
        seconds = number / scale
        if seconds >= _SHORTEST_EPOCH and _FIRST <= seconds < _LAST:
            moment = dt.datetime.fromtimestamp(round(seconds), dt.UTC)
            return moment.date().isoformat() if round(seconds) % 86_400 == 0 else moment.isoformat()
    return None
