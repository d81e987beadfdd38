"""Tells the initials of a person from an acronym that is spelt alike: "korban berinisial AS", "saksi RB (16)".

"AS (17), Iran (5)" is a table of medals: an age alone tells nothing, a word for a person has to stand before it.
"""

from __future__ import annotations

import re

_LONGEST = 3  # letters
_LOOK_BACK = 60  # letters, room for a list of initials
_AGE = re.compile(r"\s*(?:\(\s*|,\s*)\d{1,2}(?:\s*(?:tahun|thn|th))?\s*[,)]")
# Who is introduced by initials and an age.
_PERSON = re.compile(
    r"\b(?:(?:ber)?inisial|korban|pelaku|saksi|tersangka|terdakwa|terduga|terpidana|pelapor|terlapor|buronan|residivis|"
    r"oknum|warga|pria|wanita|perempuan|lelaki|laki-laki|remaja|pemuda|pemudi|gadis|bocah|anak|balita|bayi|lansia|"
    r"siswa|siswi|mahasiswa|mahasiswi|pelajar|murid|santri|santriwati|guru|dosen|ayah|bapak|ibu|kakek|nenek|paman|bibi|"
    r"suami|istri|adik|kakak|keponakan|sepupu|mertua|menantu|pacar|kekasih|teman|rekan|tetangga|kerabat|sopir|kernet|"
    r"pengemudi|pengendara|pembonceng|penumpang|karyawan|karyawati|buruh|pekerja|pegawai|petani|nelayan|pedagang|"
    r"pasien|pengedar|kurir|bandar|pencuri|penipu|pembunuh|perampok|penadah|begal|muncikari|pemilik|penjaga|satpam)"
    r"(?:nya)?\b",
    re.IGNORECASE,
)
# Right before the capitals these make a country of them: "warga AS (30)" may come from there.
_OF_COUNTRY = re.compile(r"\b(?:warga|negara|asal|dari)\s+$", re.IGNORECASE)
# Further rows behind "AS (17)": names with figures, which initials are not. Two rows in capitals alone may be persons.
_ROW = r"[A-Z]{2,3}\s*\(\d+\),?\s+(?:dan\s+)?"
_TABLE = re.compile(rf"\s*\(\d+\),?\s+(?:dan\s+)?(?:{_ROW}){{0,4}}[A-Z][a-z]+(?: [A-Z][a-z]+)?\s*\(\d+\)")
_ROW_BEFORE = re.compile(r"[A-Z][a-z]+\s*\(\d+\),?\s+(?:dan\s+)?$")
_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")
_INITIALS = re.compile(
    r"\b(?:ber)?inisial(?:nya)?\s+[\"“]?(?:[A-Z]{1,4}(?:\s*\(\d+[^)]*\))?(?:,\s*(?:dan\s+)?|\s+dan\s+|\s+serta\s+))*[\"“]?$"
)


def is_initials(source: str, start: int, end: int) -> bool:
    """Whether the capitals at ``source[start:end]`` are the initials of a person and no acronym."""
    word = source[start:end]
    if not (word.isupper() and 1 < len(word) <= _LONGEST):
        return False
    before, after = source[max(0, start - _LOOK_BACK) : start], source[end : end + _LOOK_BACK]
    return _INITIALS.search(before) is not None or (_AGE.match(after) is not None and _is_person(before, after))


def _is_person(before: str, after: str) -> bool:
    """Whether what stands around capitals with an age behind them tells of a person."""
    if _OF_COUNTRY.search(before) or _TABLE.match(after) or _ROW_BEFORE.search(before):
        return False
    return _PERSON.search(_SENTENCE_END.split(before)[-1]) is not None
