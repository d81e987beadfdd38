"""Writes figures and dates that newspapers shorten as a translator reads them: "7-8/3/2026" -> "7-8 Maret 2026".

"Rp 2 M" is two billion, "20-an orang" about twenty people, "s.d." until. As with idioms only the text that the
translator is given is changed, and that its translation is held against.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_COUNTED = (
    r"orang|persen|ribu|juta|miliar|triliun|rumah|warga|peserta|kendaraan|unit|ekor|kilometer|km|meter|kilogram|kg|ton"
    r"|hektare?|ha|kali|buah|kasus|desa|personel|siswa|mahasiswa|pedagang|hari|menit|jam|negara|anggota|korban|pelaku"
    r"|lembar|titik|liter|kepala\ keluarga"
)
# Words before "20-an" that make a decade or an age of it, and those that say "about" already.
_BEFORE = r"(?<!\btahun\ )(?<!\bdekade\ )(?<!\bera\ )(?<!\busia\ )(?<!\bsekitar\ )(?<!\bkira-kira\ )(?<!\bhampir\ )"
_NO_FIGURE_BEFORE = r"(?<![\w.,/-])"
_UNTIL = re.compile(r"(?<=\S )s(?:\. ?d\.|/d\.?)(?= \S)")
_BILLION = re.compile(r"\b(Rp\.? ?\d[\d.,]*) ?([MT])(?![\w²³/-])")
_ABOUT = re.compile(rf"(?i:{_NO_FIGURE_BEFORE}{_BEFORE}(\d[\d.]*0)(?:-| )?an)(?= (?:{_COUNTED})\b)")
_ABOUT_SCALE = re.compile(
    rf"(?i:{_NO_FIGURE_BEFORE}{_BEFORE}((?:Rp\.? ?)?\d[\d.,]*) (ribu|juta|miliar|triliun)an)(?![\w-])"
)
_DAYS = re.compile(r"(?<![\w.,/-])(\d{1,2}) ?[-–] ?(\d{1,2})/(\d{1,2})(?:/((?:19|20)\d\d))?(?![\w/]|-\d|[.,]\d)")
_DOTTED = re.compile(r"(?<![\w.,/-])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?![\w/]|[.,-]\d)")
_DAY_MONTH = re.compile(r"\b([Tt]anggal|[Tt]gl\.?) (\d{1,2})/(\d{1,2})(?![\w/]|[.,-]\d)")


def plain_figures(sentence: str) -> str:
    """The sentence with shortened figures and dates written out."""
    for pattern, written in _STEPS:
        sentence = pattern.sub(written, sentence)
    return sentence


def _about(match: re.Match[str]) -> str:
    start = match.start()
    word = "Sekitar" if start < 3 and not match.string[:start].strip(' "“‘(') else "sekitar"
    return f"{word} {' '.join(match.groups())}"


def _days(match: re.Match[str]) -> str:
    first, last, month, year = match.groups()
    if not (_is_date(first, month) and _is_date(last, month) and int(first) < int(last)):
        return match[0]
    return f"{int(first)}-{int(last)} {_MONTHS[int(month) - 1]}" + (f" {year}" if year else "")


def _dotted(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}" if _is_date(day, month) else match[0]


def _day_month(match: re.Match[str]) -> str:
    word, day, month = match.groups()
    return f"{word} {int(day)} {_MONTHS[int(month) - 1]}" if _is_date(day, month) else match[0]


def _is_date(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


_STEPS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (_UNTIL, "hingga"),
    (_BILLION, lambda match: f"{match[1]} {'miliar' if match[2] == 'M' else 'triliun'}"),
    (_ABOUT, _about),
    (_ABOUT_SCALE, _about),
    (_DAYS, _days),
    (_DOTTED, _dotted),
    (_DAY_MONTH, _day_month),
)
