"""Finds offices that stand in brackets, "(Polda Jawa Barat)", and how English names them: a translator copies such a
short form there ("Polda West Java"), or leaves it out.

Only a short form with a place behind it is written; what the place is in English, the glossary says.
"""

from __future__ import annotations

import re

from pipeline.guards.placeholders import Span
from pipeline.language.glossary import Glossary
from pipeline.language.names import is_common

_KINDS = {
    "Polda": "Regional Police",
    "Polres": "Police",
    "Polresta": "Police",
    "Polrestabes": "Metropolitan Police",
    "Polsek": "Police",
    "Kejari": "District Prosecutor's Office",
    "Kejati": "High Prosecutor's Office",
    "PN": "District Court",
    "PTUN": "State Administrative Court",
    "Lapas": "Prison",
    "Rutan": "Detention Center",
    "Kanim": "Immigration Office",
    "Kodam": "Military Command",
    "Kodim": "Military District Command",
    "RSUD": "Regional General Hospital",
    "Dinkes": "Health Office",
    "Disdik": "Education Office",
    "Dishub": "Transportation Office",
    "Pemprov": "Provincial Government",
    "Pemkot": "City Government",
    "Pemkab": "Regency Government",
}
_OFFICE = re.compile(
    rf"(?<=\()(?P<kind>{'|'.join(sorted(_KINDS, key=len, reverse=True))})(?P<metro> Metro(?! Jaya))?"
    r" (?P<place>[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+){0,2})(?=\))"
)
_CITY = re.compile(r"^(Kota|Kabupaten|Provinsi) ")
_WORDS = {"Kota": "City", "Kabupaten": "Regency", "Provinsi": "Province"}


def bracketed_offices(source: str) -> list[Span]:
    """The offices in brackets of a sentence, each with its English name."""
    if "(" not in source:
        return []
    return [Span(*m.span(), name) for m in _OFFICE.finditer(source) if (name := _english(m))]


def _english(match: re.Match[str]) -> str:
    """ "Polres Metro Jakarta Selatan" -> "South Jakarta Metro Police"; "" where the place is not known to be one."""
    whole = Glossary.load().entries.get(match[0])
    if whole is not None:
        return whole.english[0]
    place = match["place"]
    city = _CITY.match(place)
    named = place[city.end() :] if city else place
    entry = Glossary.load().entries.get(named)
    if entry is None and any(is_common(word, "id") for word in named.split()):
        return ""
    parts = [entry.english[0] if entry else named, *([_WORDS[city[1]]] if city else [])]
    return " ".join((*parts, *(["Metro"] if match["metro"] else []), _KINDS[match["kind"]]))
