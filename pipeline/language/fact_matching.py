"""Matches the facts of two texts part by part, one to one, the strictest rule first.

A date is a day, a month, a year and a weekday, so that "13-15 September" agrees with "September 13 to 15".
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from pipeline.language.fact import LOOSE, Fact
from pipeline.language.measures import one_dimension, same_currency, same_measure


@dataclass(slots=True)
class _Part:
    """One part of a fact while it is being matched."""

    fact: Fact
    kind: str
    values: tuple[str, ...]
    partner: _Part | None = None

    @property
    def free(self) -> bool:
        return self.partner is None


_Key = tuple[str, ...]
_Keys = Callable[[_Part], Iterable[_Key]]
_Rule = Callable[[_Part, _Part], bool]


def _parts(facts: Sequence[Fact]) -> list[_Part]:
    return [_Part(fact, kind, values) for fact in facts for kind, values in fact.parts if kind != "words"]


class _Index:
    """Parts by what a rule looks at, so that it is asked about those alone that it may say yes to.

    Args:
        parts: in the order in which they are offered.
        keys: of a part; two parts that agree have one in common.
    """

    def __init__(self, parts: Sequence[_Part], keys: _Keys) -> None:
        self._keys = keys
        self._parts = parts
        self._places: dict[_Key, deque[int]] = {}
        for place, part in enumerate(parts):
            for key in dict.fromkeys(keys(part)):
                self._places.setdefault(key, deque()).append(place)

    def first(self, part: _Part, agree: _Rule) -> _Part | None:
        """The first free part that agrees with this one."""
        found: list[int] = []
        for key in self._keys(part):
            places = self._places.get(key)
            if places is None:
                continue
            while places and not self._parts[places[0]].free:
                places.popleft()
            fits = (n for n in places if self._parts[n].free and self._agree(part, n, agree))
            found += islice(fits, 1)
        return self._parts[min(found)] if found else None

    def any(self, part: _Part, agree: _Rule) -> bool:
        """Whether any part agrees with this one, free or not."""
        return any(agree(part, self._parts[n]) for key in self._keys(part) for n in self._places.get(key, ()))

    def _agree(self, part: _Part, place: int, agree: _Rule) -> bool:
        return agree(part, self._parts[place]) and not _day_for_word(part, self._parts[place])


def compare_parts(
    source: Sequence[Fact], target: Sequence[Fact], source_text: str, target_text: str
) -> tuple[list[Fact], list[Fact]]:
    """The facts of ``source`` that ``target`` lacks, and those that only ``target`` has, names left aside."""
    ours, theirs = _parts(source), _parts(target)
    for agree, keys in _RULES:
        left, free = [p for p in ours if p.free], [p for p in theirs if p.free]
        if not left or not free:
            break
        waiting = _Index(free, keys)
        for part in left:
            other = waiting.first(part, agree)
            if other is not None:
                part.partner, other.partner = other, part
    missing = [p for p in ours if p.fact.firm and not _agrees(p)]
    surplus = [p for p in theirs if p.fact.firm and not _agrees(p)]
    # Said twice here and once there; but not when something else stands in its place.
    if bool(missing) != bool(surplus):
        said_there, said_here = _Index(theirs, _readings), _Index(ours, _readings)
        missing = [p for p in missing if not said_there.any(p, _says_again)]
        surplus = [p for p in surplus if not said_here.any(p, _says_again)]
    if surplus:
        measured = _Index(ours, _measured)
        surplus = [p for p in surplus if not measured.any(p, _converted)]  # "50 km (31 miles)"
    lost, added = _unique([p.fact for p in missing]), _unique([p.fact for p in surplus])
    lost = [f for f in lost if not _verbatim(f, target_text)]
    added = [f for f in added if not _verbatim(f, source_text)]
    return lost, added


def _agrees(part: _Part) -> bool:
    return part.partner is not None and not _contradicts(part, part.partner)


def _verbatim(fact: Fact, other: str) -> bool:
    """A number word inside a title that both languages write alike ("Six Flags")."""
    return not any(c.isdigit() for c in fact.text) and fact.text.istitle() and fact.text in other


def _unique(facts: Sequence[Fact]) -> list[Fact]:
    return list(dict.fromkeys(facts))


def _contradicts(one: _Part, other: _Part) -> bool:
    """Equal numbers of different currencies, of different units of one dimension, or one of them a percentage."""
    a, b = one.fact, other.fact
    if a.kind == b.kind == "amount":
        return not same_currency(a.measure, b.measure)
    if {a.kind, b.kind} == {"number", "percent"} and not (a.measure and b.measure):
        return True  # nobody leaves "percent" to be understood
    if not a.measure or not b.measure or a.measure == b.measure or one.values[0] != other.values[0]:
        return False
    return one_dimension(a.measure, b.measure)


def _same_first(one: _Part, other: _Part) -> bool:
    return one.kind == other.kind and one.values[0] == other.values[0]


def _same_and_measure(one: _Part, other: _Part) -> bool:
    return _same_first(one, other) and one.fact.measure == other.fact.measure


def _share_reading(one: _Part, other: _Part) -> bool:
    return one.kind == other.kind and not set(one.values).isdisjoint(other.values)


def _says_again(one: _Part, other: _Part) -> bool:
    """The same once more; "27 months for 27 years" is not."""
    return _share_reading(one, other) and not _contradicts(one, other) and not _day_for_word(one, other)


def _day_for_word(one: _Part, other: _Part) -> bool:
    """A number in words beside the day of a date: "eight days" does not rest on "8 October"."""
    if {one.fact.kind, other.fact.kind} != {"number", "date"}:
        return False
    number = one.fact if one.fact.kind == "number" else other.fact
    return not any(c.isdigit() for c in number.text)


def _hour_as_number(one: _Part, other: _Part) -> bool:
    """ "jam 7 malam" and "at 7": a full hour may be written as a bare number."""
    if {one.kind, other.kind} != {"minute", "number"}:
        return False
    time, number = (one, other) if one.kind == "minute" else (other, one)
    hours = {str(int(m) // 60) for m in time.values if int(m) % 60 == 0}
    return not {*hours, *(str((int(h) - 1) % 12 + 1) for h in hours)}.isdisjoint(number.values)


def _code_as_number(one: _Part, other: _Part) -> bool:
    """ "U-23" and "under-23", "G-20" and "group of 20": the digits of a code stand alone on the other side."""
    if {one.kind, other.kind} != {"code", "number"}:
        return False
    code, number = (one, other) if one.kind == "code" else (other, one)
    return number.values[0] in re.findall(r"\d+", code.values[0]) or number.values[0] == code.values[0]


def _converted(one: _Part, other: _Part) -> bool:
    """ "152 meter" and "500 feet"."""
    if one.kind != "number" or other.kind != "number" or LOOSE in (one.fact.measure, other.fact.measure):
        return False
    return same_measure(Decimal(one.values[0]), one.fact.measure, Decimal(other.values[0]), other.fact.measure)


def _readings(part: _Part) -> list[_Key]:
    return [(part.kind, value) for value in part.values]


def _hours(part: _Part) -> list[_Key]:
    """Numbers, and the full hours that a time may be, on both clocks."""
    if part.kind != "minute":
        return [(value,) for value in part.values] if part.kind == "number" else []
    hours = [int(minute) // 60 for minute in part.values if int(minute) % 60 == 0]
    return [(str(hour),) for full in hours for hour in (full, (full - 1) % 12 + 1)]


def _code_digits(part: _Part) -> list[_Key]:
    if part.kind == "number":
        return [(part.values[0],)]
    return (
        [(digits,) for digits in (*re.findall(r"\d+", part.values[0]), part.values[0])] if part.kind == "code" else []
    )


def _measured(part: _Part) -> list[_Key]:
    return [("",)] if part.kind == "number" and part.fact.measure not in ("", LOOSE) else []


# The rules, the strictest first, and what a rule needs to be equal.
_RULES: tuple[tuple[_Rule, _Keys], ...] = (
    (_same_and_measure, lambda part: [(part.kind, part.fact.measure, *part.values[:1])]),
    (_same_first, lambda part: [(part.kind, *part.values[:1])]),
    (_share_reading, _readings),
    (_hour_as_number, _hours),
    (_code_as_number, _code_digits),
    (_converted, _measured),
)
