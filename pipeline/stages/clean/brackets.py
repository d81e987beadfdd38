"""Tells a byline in brackets from an organisation or an office that stands there ("(Badan Pusat Statistik)", "(BMKG)",
"(Polda Metro Jaya)")."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language import names, rules
from pipeline.language.glossary import Glossary

_WORDS = re.compile(r"[(\[](?:[A-Z][A-Za-z'’.-]{1,15}\s){1,6}[A-Z][A-Za-z'’-]{1,15}[)\]]$")


# Short forms of offices that begin the name of one: "Polda Metro Jaya", "Kejari Jakarta Selatan", "Dinkes DKI Jakarta".
_OFFICE = re.compile(
    r"(?:ma)?pol(?:da|res|resta|restabes|sek|sekta|ri|air|airud)|kejar[iu]|keja(?:ti|gung)|cabjari|ko(?:dam|rem|dim|ramil)|"
    r"lan(?:al|ud|tamal)|(?:ka)?lapas|rutan|kan(?:im|wil)|rsu[dp]?|rs[ij]?|puskesmas|pem(?:prov|kot|kab|des|da)|setda|"
    r"din(?:kes|sos)|dis(?:dik|hub|naker|par|parbud|pora|kominfo|perindag|dukcapil|tan|but)|kemen[a-z]{2,12}|kpud?|bawaslu|"
    r"panwaslu|bnnp?k?|bpbd|bnpb|bps|bpom|bpk|bpkp|bkn|bmkg|basarnas|bareskrim|korlantas|mabes|tni|bappeda|bappenas|dprd?|"
    r"mui|pbnu|pwnu|pcnu|satpol|satgas|damkar|sma[nk]?|smkn?|smpn?|sdn?|mtsn?|univ|pln|pdam|bumd|pt|cv|ojk|lps|bi|bei|persero"
)
_SHORT_FORM = re.compile(r"[(\[]\s?([A-Z][A-Za-z]{0,10}[A-Z]|[A-Z][a-z]{3,10})\s?[)\]]$")
_CAPITALS = re.compile(r"\s\(([A-Z]{2,7})\)$")
_DATED = re.compile(r"\(\d{1,2}/\d{1,2}(?:/\d{2,4})?\)[.,]?\s*$")


def nobody(text: str) -> bool:
    """Whether a text ends in a bracket of capitalised words that name no person: the first is an office's short form,
    or one of them is a common word."""
    found = _WORDS.search(text[-100:])
    words = _words(found.group()) if found else []
    if not words or words[0] in rules.words("headlines", "writers"):
        return False
    if _OFFICE.fullmatch(words[0]):
        return True
    in_names = rules.words("headlines", "given") | rules.words("headlines", "particles")
    return any(names.is_common(word, "id") and word not in in_names for word in words)


def agency(text: str) -> bool:
    """Whether a text ends in the short form of an organisation in brackets, "(BMKG)", and neither in that of a medium
    nor behind the day of a picture: "Warga mengungsi, Senin (5/5). (BNPB)"."""
    found = _SHORT_FORM.search(text[-20:])
    if found is None or found[1].casefold() in rules.words("headlines", "press"):
        return False
    if found[1][1:].islower() and not (_OFFICE.fullmatch(found[1].casefold()) or found[1] in _opened()):
        return False  # "(Budi)" may be somebody
    return _DATED.search(text[: len(text) - len(found[0])][-20:]) is None


def introduced(text: str) -> bool:
    """Whether a text ends in a short form behind the words that it is made of: "Jamaah Ansharut Daulah (JAD)"."""
    found = _CAPITALS.search(text[-20:])
    if found is None:
        return False
    before: list[str] = re.findall(r"[^\W\d_]+", text[: len(text) - len(found[0])][-100:])[-len(found[1]) - 3 :]
    letters = list(found[1].casefold())
    for word in reversed(before):
        if letters and word[0].casefold() == letters[-1]:
            letters.pop()
            if not letters:
                return word[0].isupper()
        elif word[0].isupper():
            return False
    return False


@cache
def _opened() -> frozenset[str]:
    """The blends of the glossary, which stand for several words: "Kemenkes", "Tipikor"."""
    return frozenset(term for term, entry in Glossary.load().entries.items() if entry.opened)


def credit(bracket: str) -> bool:
    """Whether a bracket says that it is a credit: by a slash, a colon, or a word such as "Foto" before the name."""
    return "/" in bracket or ":" in bracket or _words(bracket)[0] in rules.words("headlines", "writers")


def _words(bracket: str) -> list[str]:
    return bracket.strip(" ()[]").lower().split() or [""]
