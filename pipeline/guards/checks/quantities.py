"""Checks that quantities without a figure arrive: *puluhan* is dozens, *ratusan ribu* hundreds of thousands.

``quantity-changed``: the translation gives another one, or none at all; fractions (*sepertiga*, a third) too.
Of 400 sentences of news with one such word
all but a few render it by the same English word, so that nothing else has to be let pass.
"""

from __future__ import annotations

import re
from fractions import Fraction

from pipeline.guards.context import EMPTY, Context

COSTS = {"quantity-changed": 2.5}
_SCALES_ID = {"ribu": 3, "juta": 6, "miliar": 9, "milyar": 9, "triliun": 12, "trilyun": 12}
_SCALES_EN = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_VAGUE_ID = {
    **{"puluhan": 1, "lusinan": 1, "ratusan": 2, "ribuan": 3, "jutaan": 6, "miliaran": 9, "milyaran": 9},
    **{"triliunan": 12, "berpuluh": 1, "beratus": 2, "beribu": 3, "berjuta": 6},
}
_VAGUE_EN = {
    **{"tens": 1, "dozens": 1, "scores": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9},
    **{"trillions": 12, "decades": 1, "centuries": 2, "millennia": 3},
}
_FEW_EN = {"dozen": 1, "score": 1, "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_ID = re.compile(
    rf"(?<![\w.,-])(?P<word>{'|'.join(_VAGUE_ID)})(?:-\w+)?(?:\s+(?P<scale>{'|'.join(_SCALES_ID)}))?\b", re.IGNORECASE
)
_AFTER_NUMBER = re.compile(
    r"(?:\d|\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|puluh|ratus|belas|se\w+|usia|berusia|umur|tahun))\s*$",
    re.IGNORECASE,
)
_EN = re.compile(
    rf"\b(?P<word>{'|'.join(_VAGUE_EN)})(?:\s+(?:of\s+)?(?P<scale>{'|'.join(_SCALES_EN)})s?)?\b"
    rf"|\b(?:several|a\s+few|few|some|many|couple\s+of)\s+(?P<few>{'|'.join(_FEW_EN)})s?(?:\s+(?P<fewscale>thousand|million|billion)s?)?\b",
    re.IGNORECASE,
)
_TEENS_ID = re.compile(r"(?<![\w-])belasan(?!\s+(?:tahun|usia))\b", re.IGNORECASE)
# "For decades" is more than "belasan tahun", which is more than one; of an age it is a teenager's.
_TEEN_YEARS_ID = re.compile(
    r"(?<![\w-])(?<!usia )(?<!umur )(?<!remaja )(?<!anak )(?<!bocah )belasan\s+tahun\b", re.IGNORECASE
)
_DECADES_EN = re.compile(r"\bdecades\b", re.IGNORECASE)
_TEENS_EN = re.compile(
    r"\bdozen\b|\bteen\w*|\b(?:ten|10|eleven|twelve|1[1-9])\b|\b(?:some|several|over|more than)\s+ten\b|-odd\b",
    re.IGNORECASE,
)
_PLENTY_ID = re.compile(
    r"\d|\b(?:banyak|puluh|ratus|ribu|juta|miliar|milyar|triliun|lusin|sekian|belasan)", re.IGNORECASE
)

_PARTS_ID = {
    **{"dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9, "sepuluh": 10},
    "seratus": 100,
}
_COUNTS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7}
_PARTS_EN = {
    **{
        "third": 3,
        "quarter": 4,
        "fourth": 4,
        "fifth": 5,
        "sixth": 6,
        "seventh": 7,
        "eighth": 8,
        "ninth": 9,
        "tenth": 10,
    },
    "hundredth": 100,
}
_COUNTS_EN = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_FRACTION_ID = re.compile(
    rf"\bseper(?P<one>{'|'.join(_PARTS_ID)})(?!\s*final)\w*"
    rf"|\b(?P<count>{'|'.join(_COUNTS)})\s+per\s?(?P<part>{'|'.join(_PARTS_ID)})(?!\s*final)(?!an\b)\w*",
    re.IGNORECASE,
)
_HALF_ID = re.compile(r"\b(?:setengah|separuh|separo|seperdua)\w*", re.IGNORECASE)
_SECOND_OF = re.compile(r"\b(?:a|one)\s+seconds?\s+(?:of|part)\b", re.IGNORECASE)
_FRACTION_EN = re.compile(
    rf"\b(?P<count>{'|'.join(_COUNTS_EN)})[\s-]+(?P<part>{'|'.join(_PARTS_EN)})s?\b|\b(?P<bare>quarter|third)s?\b",
    re.IGNORECASE,
)
_HALF_EN = re.compile(r"\b(?:half\w*|halv\w+|semi\w*|mid\w*|50|fifty|0?\.5)\b|½|\.5\b", re.IGNORECASE)
_PERCENT_EN = re.compile(r"(?<!\d)(\d{1,9}(?:\.\d{1,9})?)\s*(?:%|percent|per cent|pct)", re.IGNORECASE)
_NEAR = Fraction(3, 100)


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("quantity-changed",) when a quantity in words became another one, or is missing."""
    changed = _vague_changed(source, translation) or _teens_changed(source, translation)
    return ("quantity-changed",) if changed or _fraction_changed(source, translation) else ()


def _vague_changed(source: str, translation: str) -> bool:
    ours = {
        _VAGUE_ID[m["word"].lower()] + _SCALES_ID.get((m["scale"] or "").lower(), 0)
        for m in _ID.finditer(source)
        if not _AFTER_NUMBER.search(source[max(0, m.start() - 14) : m.start()])
    }
    theirs = set()
    for m in _EN.finditer(translation):
        if m["word"]:
            theirs.add(_VAGUE_EN[m["word"].lower()] + _SCALES_EN.get((m["scale"] or "").lower(), 0))
        else:
            theirs.add(_FEW_EN[m["few"].lower()] + _SCALES_EN.get((m["fewscale"] or "").lower(), 0))
    if ours:
        return bool(ours - theirs)
    return bool(theirs - {1}) and not _PLENTY_ID.search(source) and not re.search(r"\babad|dekade|dasawarsa", source)


def _teens_changed(source: str, translation: str) -> bool:
    if "belasan" not in source.lower() or _TEENS_EN.search(translation):
        return False
    years = _TEEN_YEARS_ID.search(source) is not None and _DECADES_EN.search(translation) is not None
    return years or _TEENS_ID.search(source) is not None


def _fraction_changed(source: str, translation: str) -> bool:
    ours = {
        Fraction(1, _PARTS_ID[m["one"].lower()])
        if m["one"]
        else Fraction(_COUNTS[m["count"].lower()], _PARTS_ID[m["part"].lower()])
        for m in _FRACTION_ID.finditer(source)
    }
    half = _HALF_ID.search(source) is not None
    if half and _SECOND_OF.search(translation) and not _HALF_EN.search(translation):
        return True
    if not ours and not half:
        return False
    theirs, firm = set(), set()
    for m in _FRACTION_EN.finditer(translation):
        part = _PARTS_EN[(m["part"] or m["bare"]).lower()]
        value = Fraction(_COUNTS_EN[(m["count"] or "a").lower()], part)
        theirs.add(value)
        if m["count"] and re.match(r"\s+of\b", translation[m.end() :]):
            firm.add(value)
    shares = [Fraction(m[1]) / 100 for m in _PERCENT_EN.finditer(translation)]
    if any(f not in theirs and not any(abs(f - s) < _NEAR for s in shares) and f != 1 / Fraction(2) for f in ours):
        return not _digits_say(ours, translation)
    return half and bool(firm - ours) and not _HALF_EN.search(translation)


def _digits_say(ours: set[Fraction], translation: str) -> bool:
    """Whether the fractions stand there in digits: "1/3", "0.25"."""
    written = {f"{f.numerator}/{f.denominator}" for f in ours} | {str(float(f)) for f in ours}
    return any(w in translation for w in written) or bool(re.search(r"[¼¾⅓⅔⅕⅛]", translation))
