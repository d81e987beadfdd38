"""Tells a dateline ("Jakarta - Harga beras naik") from the first of two that belong together ("Iran - Israel ...")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.language import glossary, rules

NEAR = 10  # words behind the second town in which a word of travel makes a route of the two
SHORT_FORM = 4  # letters of a club or an alliance that is always in capitals ("PSM", "NATO")
_DASHES = re.compile(r"[-–—]+\s*$")
_STRIP = " ,.:;()\"'“”‘’"


def first_of_two(found: str, rest: str) -> bool:
    """Whether what looks like a dateline is the first of two countries, two clubs, or two ends of a route.

    Args:
        found: the supposed dateline with its dash.
        rest: the line behind it.
    """
    dash = _DASHES.search(found)
    place = found[: dash.start()].strip() if dash else ""
    if not place or not dash or len(dash.group().strip()) > 1 or "," in place or "(" in place:
        return False  # nobody joins two names with "--", or by a comma that parts a town from its country
    before = [word.strip(_STRIP) for word in place.split()]
    behind = [word.strip(_STRIP) for word in rest.split(maxsplit=NEAR + 1)[: NEAR + 1]]
    short = place in glossary.countries() or len(place) <= SHORT_FORM
    if not behind or (place.isupper() and not behind[0].isupper() and not short):
        return False  # "BANDUNG - Jakarta ..." is set as datelines are
    team = behind[1:] if behind[0].lower() == "timnas" else behind
    if (_side(before[-1:]) or _side(before[-2:])) and (_side(team[:1]) or _side(team[:2])):
        return True
    return _route(before, behind)


def _side(words: Sequence[str]) -> bool:
    """Whether words are the name of a country, a club, or a party to a conflict: what news sets against another."""
    if " ".join(words) in glossary.countries() or words[0].lower() in rules.words("headlines", "sides"):
        return True
    return len(words) > 1 and words[-1].lower() in rules.words("headlines", "club_endings")


def _route(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Whether two towns are the ends of a route: words of travel stand behind the second or before the first."""
    towns, travel = rules.words("headlines", "towns"), rules.words("headlines", "travel")
    if before[-1].lower() not in towns or behind[0].lower() not in towns:
        return False
    opened = {word.lower() for word in before[:-1]} & (travel | rules.words("headlines", "small"))
    return bool(opened) or any(word.lower() in travel for word in behind[1:])
