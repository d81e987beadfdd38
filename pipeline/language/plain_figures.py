"""Writes figures and dates that newspapers shorten as a translator reads them: "7-8/3/2026" -> "7-8 Maret 2026".

"Rp 2 M" is two billion, "20-an orang" about twenty people, "s.d." until. As with idioms only the text that the
translator is given is changed, and that its translation is held against.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from pipeline.language.calendar_patterns import HOUR_ID, PART_ID
from pipeline.language.loose_dates import is_date, joined_dates, month_name
from pipeline.language.quick_checks import has_any

WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_COUNTED = (
    r"orang|persen|ribu|juta|miliar|triliun|rumah|warga|peserta|kendaraan|unit|ekor|kilometer|km|meter|kilogram|kg|ton"
    r"|hektare?|ha|kali|buah|kasus|desa|personel|siswa|mahasiswa|pedagang|hari|menit|jam|negara|anggota|korban|pelaku"
    r"|lembar|titik|liter|kepala\ keluarga|santri|pelajar|jemaah|buruh|pekerja|karyawan|petani|nelayan|penumpang|guru"
    r"|polisi|pengungsi|KK|sepeda|motor|mobil|truk|bus|kapal|perahu|toko|kios|sekolah|bangunan|pohon|perusahaan|aktivis"
)
# Words before "20-an" that make a decade or an age of it, and those that say "about" already.
_BEFORE = r"(?<!\btahun\ )(?<!\bdekade\ )(?<!\bera\ )(?<!usia\ )(?<!umur\ )"
_SAID = re.compile(r"\b(?:sekitar|kira-kira|kurang lebih|hampir|lebih dari|kurang dari|mencapai)\s+$", re.IGNORECASE)
# Words before "90-an" and "100 ribuan" that make a decade, a name or a banknote of it. There are no notes of a million.
_NAMED = re.compile(
    r"\b(?:pecahan|nominal|lembar|generasi|angkatan|zaman|musik|film|lagu|seri|nomor|no\.?|rt|rw)\s+$", re.IGNORECASE
)
_NOTES = re.compile(r"\b(?:uang|duit)(?:\s+(?:palsu|kertas|tunai|asli))?\s+$", re.IGNORECASE)
_NEAR = 16  # characters before a figure: room for the longest of these words
_NO_FIGURE_BEFORE = r"(?<![\w.,/-])"
_UNTIL = re.compile(r"(?<=\S )s(?:\. ?d\.|/d\.?)(?= \S)")
_BILLION = re.compile(r"\b(Rp\.? ?\d[\d.,]*) ?([MT])(?![\w²³/-])")
_ABOUT = re.compile(rf"(?i:{_NO_FIGURE_BEFORE}{_BEFORE}(\d[\d.]*0)(?:-| )?an)(?= (?:{_COUNTED})\b)")
_ABOUT_SCALE = re.compile(
    rf"(?i:{_NO_FIGURE_BEFORE}{_BEFORE}((?:Rp\.? ?)?\d[\d.,]*) (ribu|juta|miliar|triliun)an)(?![\w-])"
)
_DAYS = re.compile(r"(?<![\w.,/-])(\d{1,2}) ?[-–] ?(\d{1,2})/(\d{1,2})(?:/((?:19|20)\d\d))?(?![\w/]|-\d|[.,]\d)")
# What leads to days without a year: "1-2/3" may be a score.
_DAYS_LED = re.compile(
    rf"\b(?:{'|'.join(WEEKDAYS)}|tanggal|tgl\.?|pada|mulai|sejak|hingga|sampai)\s*\(?$", re.IGNORECASE
)
_NO_DATE = re.compile(r"\b(?:versi|version|ver\.?|v|rilis|build|nomor|no\.?|pasal|sni|skor)\s*$", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\w.,/-])(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?![\w/]|[.,-]\d)")
# "1/4" is a day where a word leads to it and a clause ends behind it; "dari 2/3 anggota" is two thirds.
_LED_DAY = re.compile(
    r"\b((?:[Mm]ulai|[Ss]ejak|[Hh]ingga|[Ss]ampai|[Pp]ada|[Dd]ari)) (\d{1,2})/(\d{1,2})"
    r"(?=[,;)]|[.!?]?$|\. |\s+(?:hingga|sampai|pukul|lalu|mendatang|pagi|siang|sore|malam|kemarin|nanti)\b)"
)
_SHARES = {("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4")}  # that a figure may rise to: "hingga 3/4."
_OF_A_NIGHT = re.compile(r"\s+(?:pagi|siang|sore|malam)\b")
_RANGE = re.compile(rf"\b({'|'.join(WEEKDAYS)})\s?[-–]\s?({'|'.join(WEEKDAYS)})(?=,? \(?\d)")
_SPANS = {"bln": "bulan", "thn": "tahun", "org": "orang", "mgg": "minggu", "hr": "hari"}
_PER = re.compile(rf"(?<=\w)/({'|'.join(_SPANS)})\b")
# "SR" is a kind of school, too: of a quake are only small figures, and whole ones only right behind its words.
_RICHTER = re.compile(r"(?<![\w.,/-])(\d(?:[.,]\d{1,2})?) SR\b")
_QUAKE = re.compile(r"\b(?:gempa\w*|lindu|guncangan|getaran|tsunami|(?:ber)?magnitudo|richter)\b", re.IGNORECASE)
_QUAKE_BEFORE = re.compile(
    r"\b(?:gempa(?: bumi)?|lindu|guncangan|(?:ber)?kekuatan|(?:ber)?magnitudo)"
    r"(?: (?:susulan|sebesar|sekitar|hingga|mencapai|di atas|di bawah))?\s+$",
    re.IGNORECASE,
)
_QUAKE_NEAR = 40  # characters before
_PART = re.compile(
    r"\b(satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
    r" per (tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh)(?=\s(?!final\b))",
    re.IGNORECASE,
)
# "Ons" is a tenth of a kilogram in Indonesia, and an ounce where gold is traded.
_ONS = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:,\d{1,2})?) ons\b")
_BULLION = re.compile(r"\b(?:emas|perak|platinum|troy|spot|logam)\b", re.IGNORECASE)
# "Jam" is an hour of work, too: where the part of the day stands behind it, or half an hour before it, it is the time,
# which is read without doubt as "pukul".
_MINUTES = r"\s+(?:lewat|lebih|kurang)\s+(?:\d{1,2}\s+menit|seperempat)\b"
_AT_HOUR = re.compile(
    r"\b(?:([Jj])am|([Pp])kl\.?)\s+"
    rf"(?=setengah\s+{HOUR_ID}\b|{HOUR_ID}{_MINUTES}|{HOUR_ID}\s*{PART_ID}\b)",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(r"\b([Tt]anggal|[Tt]gl\.?) (\d{1,2})/(\d{1,2})(?![\w/]|[.,-]\d)")


def plain_figures(sentence: str) -> str:
    """The sentence with shortened figures and dates written out."""
    # What all of a sentence tells is looked for once, not at every figure.
    if " SR" in sentence and _QUAKE.search(sentence):
        sentence = _RICHTER.sub(_richter, sentence)
    if " ons" in sentence and not _BULLION.search(sentence):
        sentence = _ONS.sub(_grams, sentence)
    sentence = joined_dates(sentence)
    low = sentence.lower()
    for needed, pattern, written in _STEPS:
        if has_any(low, needed):
            sentence = pattern.sub(written, sentence)
            low = sentence.lower()
    return sentence


def _before(match: re.Match[str], characters: int = _NEAR) -> str:
    """What stands right before a match."""
    return match.string[max(0, match.start() - characters) : match.start()]


def _richter(match: re.Match[str]) -> str:
    whole = match[1].isdigit() and not _QUAKE_BEFORE.search(_before(match, _QUAKE_NEAR))
    return match[0] if whole else f"{match[1]} skala Richter"


def _about(match: re.Match[str]) -> str:
    start = match.start()
    notes = match.lastindex == 1 or match[2].lower() == "ribu"
    if _NAMED.search(_before(match)) or (notes and _NOTES.search(_before(match))):
        return match[0]
    if _SAID.search(_before(match)):
        return " ".join(match.groups())
    word = "Sekitar" if start < 3 and not match.string[:start].strip(' "“‘(') else "sekitar"
    return f"{word} {' '.join(match.groups())}"


def _days(match: re.Match[str]) -> str:
    first, last, month, year = match.groups()
    if not (is_date(first, month) and is_date(last, month) and int(first) < int(last)):
        return match[0]
    if not (year or _DAYS_LED.search(_before(match))):
        return match[0]
    return f"{int(first)}-{int(last)} {month_name(month)}" + (f" {year}" if year else "")


def _dotted(match: re.Match[str]) -> str:
    day, month, year = match.groups()
    if not is_date(day, month) or _NO_DATE.search(_before(match)):
        return match[0]
    return f"{int(day)} {month_name(month)} {year}"


def _day_month(match: re.Match[str]) -> str:
    word, day, month = match.groups()
    return f"{word} {int(day)} {month_name(month)}" if is_date(day, month) else match[0]


def _led_day(match: re.Match[str]) -> str:
    word, day, month = match.groups()
    end = match.end()
    ends = word.lower() not in ("mulai", "sejak") and not match.string[end : end + 1].isspace()
    share = (day, month) in _SHARES and (ends or _OF_A_NIGHT.match(match.string, end))
    return match[0] if share else _day_month(match)


def _days_of_week(match: re.Match[str]) -> str:
    first, last = (WEEKDAYS.index(day) for day in match.groups())
    return f"{match[1]} {'dan' if (last - first) % 7 == 1 else 'hingga'} {match[2]}"


def _grams(match: re.Match[str]) -> str:
    grams = Decimal(match[1].replace(",", ".")) * 100
    return f"{f'{int(grams):,}'.replace(',', '.')} gram"


def _at(match: re.Match[str]) -> str:
    opens = (match[1] or match[2]).isupper() and not _before(match, 3).strip(' "“‘(')
    return "Pukul " if opens else "pukul "


def _part(match: re.Match[str]) -> str:
    count, part = match[1], match[2].lower()
    return f"{'seper' if count.islower() else 'Seper'}{part}" if count.lower() == "satu" else f"{count} per{part}"


# Each with what a sentence in small letters has if the pattern is in it, one of these: most sentences have none.
_STEPS: tuple[tuple[tuple[str, ...], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    ((" s.", " s/"), _UNTIL, "hingga"),
    (("jam", "pkl"), _AT_HOUR, _at),
    (("rp",), _BILLION, lambda match: f"{match[1]} {'miliar' if match[2] == 'M' else 'triliun'}"),
    (("/",), _PER, lambda match: f" per {_SPANS[match[1]]}"),
    ((" per ",), _PART, _part),
    (("0an ", "0-an ", "0 an "), _ABOUT, _about),
    (("ribuan", "jutaan", "miliaran", "triliunan"), _ABOUT_SCALE, _about),
    (("/",), _DAYS, _days),
    ((".19", ".20"), _DOTTED, _dotted),
    (("/",), _DAY_MONTH, _day_month),
    (("/",), _LED_DAY, _led_day),
    (tuple(map(str.lower, WEEKDAYS)), _RANGE, _days_of_week),
)
