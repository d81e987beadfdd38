"""The guard of left-overs: Indonesian that was not translated.

A sentence copied whole, or Indonesian words that English does not have standing in the translation. Words inside
names ("Partai Demokrasi Indonesia Perjuangan") and quoted titles are let pass; function words are the surest sign.
"""

from __future__ import annotations

import re

from pipeline.guards.context import EMPTY, Context
from pipeline.language.names import is_common

COSTS = {"untranslated": 5.0, "left-over": 2.0}
_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION = frozenset(
    """
    yang dan di ke dari untuk dengan pada dalam tidak akan telah sudah oleh karena bahwa adalah sebagai tersebut
    atau juga kepada para saat bisa dapat mereka kami kita saya itu ini lebih harus secara antara setelah serta
    namun seperti ketika agar jika sebuah seorang belum masih sangat hanya
    """.split()  # noqa: SIM905  (a list of quoted words would hide them)
)


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("untranslated",) when most of it is Indonesian still, ("left-over",) when words of it are."""
    words = _WORD.findall(translation)
    small = [w for w in words if w.islower()]
    foreign = [w for w in small if len(w) > 2 and is_common(w, "id") and not is_common(w, "en")]
    function = [w for w in small if w in _FUNCTION and not is_common(w, "en")]
    source_words = {w.lower() for w in _WORD.findall(source)}
    copied = [w for w in foreign if w in source_words]
    copy = _plain(translation) == _plain(source)
    if (copy and any(w in _FUNCTION for w in source_words)) or len(foreign) * 2 > max(2, len(words)):
        return ("untranslated",)
    if len(function) >= 2 or len(copied) >= 2:
        return ("left-over",)
    return ()


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
