"""Checks that no Indonesian is left in a translation.

A sentence copied whole, words in capitals that no English sentence has, or one Indonesian word in small letters that
stands in the source too ("The batal government raised fuel prices."). Words inside names ("Partai Demokrasi
Indonesia Perjuangan"), quoted titles and words that English news keeps (rendang, batik) are let pass.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from pipeline.guards.context import EMPTY, Context
from pipeline.guards.placeholders import blanked
from pipeline.language import names
from pipeline.language.names import is_common
from pipeline.language.quick_checks import mostly_small

COSTS = {"untranslated": 5.0, "left-over": 2.0}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ASIDE = re.compile(r"[\"“'‘(\[][^\"”’')\]]{1,60}[\"”’')\]]")
_COPIED = re.compile(r"(?<![\w@#./'’-])[a-z]{2,}(?:-[a-z]+)*(?![\w@/'’]|\.\w|-\w)")
_LOANS = Path(names.__file__).parent / "data" / "loanwords.txt"
_VOWEL = re.compile(r"[aeiouy]")
_KEPT_SHORT = frozenset(
    """
    km cm mm kg mg ml kw mw kwh mwh gwh khz mhz ghz kb mb gb tb dr mr mrs ms vs pm am th nd rd st tv hp pc dj plc
    http https www kph ppm rpm fps cc nm pcs ft lb lbs rr bbl mbps gbps tbk pt cv dl
    """.split()  # noqa: SIM905
)
_FUNCTION = frozenset(
    """
    yang dan di ke dari untuk dengan pada dalam tidak akan telah sudah oleh karena bahwa adalah sebagai tersebut
    atau juga kepada para saat bisa dapat mereka kami kita saya itu ini lebih harus secara antara setelah serta
    namun seperti ketika agar jika sebuah seorang belum masih sangat hanya
    """.split()  # noqa: SIM905  (a list of quoted words would hide them)
)


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("untranslated",) when most of it is Indonesian still, ("left-over",) when words of it are."""
    ours, words = _WORD.findall(source), _WORD.findall(translation)
    source_words = {w.lower() for w in ours}
    shouting = translation.upper() == translation and any(len(w) > 3 for w in words)
    foreign = [w for w in words if (w.islower() or shouting) and len(w) > 2 and _indonesian(w.lower())]
    copy = " ".join(words).lower() == " ".join(ours).lower()
    if (copy and (any(w in _FUNCTION for w in source_words) or foreign)) or len(foreign) * 2 > max(2, len(words)):
        return ("untranslated",)
    if _left(source_words, translation) or _shouted(source, source_words, words):
        return ("left-over",)
    return ()


def _left(source_words: set[str], translation: str) -> bool:
    """Whether a small Indonesian word stands outside quotes, brackets, names and addresses: a function word, or one
    that was copied from the source."""
    text = _ASIDE.sub(lambda m: " " * len(m[0]), blanked(translation))
    for match in _COPIED.finditer(text):
        word = match.group()
        known = (
            word in source_words
            and word not in _KEPT_SHORT
            and (_indonesian(word) or _abbreviated(word, text[: match.start()]))
        )
        known = known or (word in _FUNCTION and _indonesian(word))
        if known and not _named(text, match) and not _in_a_formula(text, match, source_words):
            return True
    return False


def _abbreviated(word: str, before: str) -> bool:
    """Whether a word is of consonants only, as in chats ("blm", "dtg"), and no unit after a figure."""
    return not _VOWEL.search(word) and word not in _KEPT_SHORT and not re.search(r"\d\s?$", before)


def _named(text: str, match: re.Match[str]) -> bool:
    """Whether a word stands between two words of a name: "Institut Sains dan Teknologi"."""
    before, after = re.search(r"(\w+),?\s+$", text[: match.start()]), re.match(r"\s+(\w+)", text[match.end() :])
    return bool(before and after and before[1][0].isupper() and after[1][0].isupper())


def _in_a_formula(text: str, match: re.Match[str], source_words: set[str]) -> bool:
    """Whether a word stands between two copied ones that neither language knows: "lillahi wa inna ilaihi"."""
    before, after = re.search(r"(\w+)\s+$", text[: match.start()]), re.match(r"\s+(\w+)", text[match.end() :])
    beside = [m[1].lower() for m in (before, after) if m]
    unknown = (w in source_words and not is_common(w, "en") and not is_common(w, "id") for w in beside)
    return len(beside) == 2 and all(unknown)


def _shouted(source: str, source_words: set[str], words: list[str]) -> bool:
    """Whether words in capitals, of a source in capitals, are no English: "GUBERNUR MEMBANTAH THE ISSUE"."""
    if mostly_small(source):
        return False
    letters = [c for c in source if c.isalpha()]
    if not letters or sum(c.isupper() for c in letters) < 0.6 * len(letters):
        return False
    capitals = [w.lower() for w in words if w.isupper() and len(w) > 3]
    unknown = [w for w in capitals if not is_common(w, "en")]
    return (
        any(_indonesian(w) and w in source_words for w in unknown)
        or len([w for w in unknown if w not in source_words]) >= 2
    )


@lru_cache(maxsize=16384)
def _indonesian(word: str) -> bool:
    parts = word.split("-")
    return any(is_common(p, "id") for p in parts) and not any(
        is_common(p, "en") or p in _loans() for p in (word, *parts)
    )


@cache
def _loans() -> frozenset[str]:
    return frozenset(w for w in _LOANS.read_text(encoding="utf-8").splitlines() if not w.startswith("#"))
