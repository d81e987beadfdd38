"""Plants one error in each of many sound translations, so that a checker can be measured (see ``guards.py``).

The planter knows nothing of the checker: it finds its places with plain patterns over the reference's text.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

KINDS = ("number changed", "number dropped", "number added", "date shifted", "name swapped")
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_NUMBER = re.compile(r"(?<![\w.,:/-])\d[\d,]*(?:\.\d+)?(?![\w:/.,]*\d)")
_SCALE = re.compile(r"\s+(?:hundred|thousand|million|billion|trillion)\b")
_DATE = re.compile(rf"\b(?:{'|'.join(_MONTHS + _DAYS)})\b|\b(?:1[5-9]|20)\d\d\b(?!s)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b")


@dataclass(frozen=True, slots=True)
class Planted:
    """A reference with one error in it; ``change`` shows what became what."""

    kind: str
    source: str
    reference: str
    planted: str
    change: str


def plant(sources: Sequence[str], references: Sequence[str], *, per_kind: int, seed: int) -> list[Planted]:
    """Up to ``per_kind`` errors of each kind, no sentence used twice."""
    chance = random.Random(seed)
    names = _shared_names(sources, references)
    makers: dict[str, Callable[[str, str], tuple[str, str] | None]] = {
        "number changed": lambda s, r: _change(r, chance),
        "number dropped": lambda s, r: _drop(r, chance),
        "number added": lambda s, r: _add(s, r, chance),
        "date shifted": lambda s, r: _shift(r, chance),
        "name swapped": lambda s, r: _swap(s, r, names, chance),
    }
    order = list(range(len(sources)))
    chance.shuffle(order)
    made: list[Planted] = []
    used: set[int] = set()
    for kind in ("date shifted", "number changed", "number dropped", "name swapped", "number added"):
        count = 0
        for i in order:
            if count == per_kind:
                break
            result = None if i in used else makers[kind](sources[i], references[i])
            if result is not None:
                used.add(i)
                count += 1
                made.append(Planted(kind, sources[i], references[i], *result))
    return made


def _edit(text: str, match: re.Match[str], new: str) -> tuple[str, str]:
    return text[: match.start()] + new + text[match.end() :], f"{match.group()!r} -> {new!r}"


def _pick(matches: Sequence[re.Match[str]], chance: random.Random) -> re.Match[str] | None:
    return chance.choice(list(matches)) if matches else None


def _change(reference: str, chance: random.Random) -> tuple[str, str] | None:
    match = _pick(list(_NUMBER.finditer(reference)), chance)
    if match is None:
        return None
    places = [i for i, c in enumerate(match.group()) if c.isdigit()]
    place = chance.choice(places)
    old = match.group()[place]
    digits = [d for d in "123456789" if d != old]
    return _edit(reference, match, match.group()[:place] + chance.choice(digits) + match.group()[place + 1 :])


def _drop(reference: str, chance: random.Random) -> tuple[str, str] | None:
    matches = [m for m in _NUMBER.finditer(reference) if reference.count(m.group()) == 1]
    match = _pick(matches, chance)
    if match is None:
        return None
    scale = _SCALE.match(reference, match.end())
    end = scale.end() if scale else match.end()
    text = re.sub(r"\s{2,}", " ", reference[: match.start()] + reference[end:])
    return text, f"{reference[match.start() : end]!r} dropped"


def _add(source: str, reference: str, chance: random.Random) -> tuple[str, str] | None:
    match = _pick(list(re.finditer(r"(?<=[a-z] )(?=[a-z]{4,})", reference)), chance)
    number = str(chance.choice([chance.randint(11, 99), chance.randint(100, 999), chance.randint(11, 99) * 100]))
    if match is None or number in source:
        return None
    return _edit(reference, match, f"{number} ")


def _shift(reference: str, chance: random.Random) -> tuple[str, str] | None:
    match = _pick(list(_DATE.finditer(reference)), chance)
    if match is None:
        return None
    word = match.group()
    if word.isdigit():
        return _edit(reference, match, str(int(word) + chance.choice([-3, -2, -1, 1, 2, 3])))
    circle = _MONTHS if word in _MONTHS else _DAYS
    if word in ("May", "March") and not re.search(r"\d|\b(?:in|of|last|next|since) $", reference[: match.end() + 3]):
        return None
    return _edit(reference, match, circle[(circle.index(word) + chance.randint(1, len(circle) - 1)) % len(circle)])


def _shared_names(sources: Sequence[str], references: Sequence[str]) -> list[str]:
    """Names that stand in a source and its reference in the same letters."""
    words = {w for r in references for w in re.findall(r"\b[a-z]+\b", r)}
    found = {m.group() for s, r in zip(sources, references, strict=True) for m in _NAME.finditer(r) if m.group() in s}
    return sorted(n for n in found if words.isdisjoint(n.lower().split()))


def _swap(source: str, reference: str, names: Sequence[str], chance: random.Random) -> tuple[str, str] | None:
    match = _pick([m for m in _NAME.finditer(reference) if m.group() in source and m.group() in names], chance)
    if match is None:
        return None
    others = [n for n in names if n not in source and n[:2] != match.group()[:2]]
    return _edit(reference, match, chance.choice(others))
