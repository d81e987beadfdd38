"""Keeps the initials of a person where later sentences of an article name him by them alone: "AS" after "korban
berinisial AS (17)" is nobody's country.

A sentence is translated by itself, so "bertemu AS" becomes "met the US". Who is meant, the article says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.core.records import Translation
from pipeline.language.glossary import Glossary
from pipeline.language.person_initials import is_initials

_CAPITALS = re.compile(r"(?<![\w#@./-])[A-Z]{2,3}(?![\w/-])")
# What stands before a country or an office, and not before a person: "Presiden AS", "di MK", "dolar AS".
_NO_PERSON = re.compile(
    r"\b(?:di|ke|presiden|wapres|pemerintah|dolar|tentara|militer|negara|menlu|menteri|menhan|dubes|kedubes|kedutaan|"
    r"ketua|ketum|pengurus|anggota|hakim|gedung|kantor|sidang|pasukan|bahasa|amerika serikat|asal|induk|kapal|pesawat|"
    r"pasar|saham|bursa)\s+\(?$",
    re.IGNORECASE,
)
# What stands before either of the two: "uang dari AS".
_EITHER = re.compile(r"\b(?:dari|warga|menang|lawan|melawan|vs)\.?\s+\(?$", re.IGNORECASE)
# A name right behind makes an office or a club of the capitals ("PN Jakarta"); a day does not ("AS Senin lalu").
_NAME_BEHIND = re.compile(r"\s+(?!(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Ahad)\b)[A-Z][a-z]")
_LOST = "initials-lost"
_NEAR = 24  # characters before the capitals: room for the longest of these words


def initials_of(texts: Iterable[str]) -> frozenset[str]:
    """The initials by which an article introduces persons."""
    return frozenset(m[0] for text in texts for m in _CAPITALS.finditer(text) if is_initials(text, *m.span()))


def with_initials(made: Translation, source: str, known: frozenset[str], glossary: Glossary) -> Translation:
    """The translation with the initials of a person where it took them for an acronym; flagged where that cannot be
    put right.

    Args:
        made: the sentence's translation.
        source: the sentence as published.
        known: the initials that its article introduces.
        glossary: what acronyms that are spelt alike mean in English.
    """
    for initials in sorted(known):
        places = [m for m in _CAPITALS.finditer(source) if m[0] == initials]
        entry = glossary.entries.get(initials)
        if not places or entry is None or any(_not_alone(source, place) for place in places):
            continue
        if re.search(rf"\b{initials}\b", made.text):
            made = replace(made, text=re.sub(rf"\b[Tt]he (?={initials}\b)", "", made.text))  # "The MK was detained"
            continue
        forms = sorted(entry.english, key=len, reverse=True)
        taken = re.compile(rf"(?<!\w)(?:the )?(?:{'|'.join(map(re.escape, forms))})(?!\w)")
        unsure = any(_EITHER.search(_before(source, place)) for place in places)
        if len(taken.findall(made.text)) == len(places) and not unsure:
            made = replace(made, text=taken.sub(initials, made.text))
        else:
            made = replace(made, flags=tuple(sorted({*made.flags, _LOST})))
    return made


def _not_alone(source: str, place: re.Match[str]) -> bool:
    """Whether the capitals are introduced as initials right there, which the translator sees, or mean what they say."""
    return (
        is_initials(source, *place.span())
        or _NO_PERSON.search(_before(source, place)) is not None
        or _NAME_BEHIND.match(source, place.end()) is not None
    )


def _before(source: str, place: re.Match[str]) -> str:
    return source[max(0, place.start() - _NEAR) : place.start()]
