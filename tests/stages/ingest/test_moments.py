"""Moments of publication, as exports write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from pipeline.stages.ingest.moments import published


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1704067200, "2024-01-01"),
        (1704067200000, "2024-01-01"),
        (1704067200000000, "2024-01-01"),
        (1704067200000000000, "2024-01-01"),
        ("1704067200", "2024-01-01"),
        (1704067200.0, "2024-01-01"),
        (1704103200, "2024-01-01T10:00:00+00:00"),
        (20240131, "2024-01-31"),
        ("20240131", "2024-01-31"),
        ("20240131101500", "2024-01-31T10:15:00"),
        (45322, "2024-01-31"),
        ("45322,5", "2024-01-31"),
        ("1.70407E+12", "2024-01-01"),
        ("1,7040672E+09", "2024-01-01"),
        ("1.7E+12", "1.7E+12"),
        ({"$date": "2024-01-31T10:15:00Z"}, "2024-01-31T10:15:00Z"),
        ({"$date": {"$numberLong": "1704067200000"}}, "2024-01-01"),
        ("/Date(1704067200000)/", "2024-01-01"),
        (dt.date(2024, 1, 31), "2024-01-31"),
        (dt.datetime(2024, 1, 31, 10), "2024-01-31T10:00:00"),
        ("2024-01-31 10:15:00", "2024-01-31 10:15:00"),
        ("Rabu, 31 Januari 2024", "Rabu, 31 Januari 2024"),
        ("2024", "2024"),
        (2024, "2024"),
        (0, None),
        ("0000-00-00", None),
        ("NaT", None),
        (float("nan"), None),
        (True, None),
        (None, None),
        ({}, None),
        ([], None),
    ],
)
def test_a_moment_is_read(value: Any, text: str | None) -> None:
    assert published(value) == text
