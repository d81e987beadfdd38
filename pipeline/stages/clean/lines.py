"""Defines a line of an article while cleaning decides about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Line:
    """A line of the input, or what is left of one; ``number`` counts from 0, ``kept`` is false once a rule took it."""

    number: int
    text: str
    kept: bool = True
    credit: bool = False  # an end mark such as "(AFP)" was cut off: above the text, that makes a photo caption
