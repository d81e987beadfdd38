"""Tells from a given name whether its bearer is a woman or a man, where more than 97 in 100 bearers are.

``given_names.tsv`` lists names of all parts of Indonesia and of other countries. A name that both bear ("Dwi", "Nur")
tells by the name behind it ("Dwi Astuti"); a family name alone tells nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

Gender = Literal["f", "m"]
NAMES = Path(__file__).parent / "given_names.tsv"
# Endings of Indonesian names that only women have.
_FEMININE = re.compile(
    r"[a-z]{2,}(?:wati|ningsih|ningrum|ningtyas|astuti|yanti|lestari|puspita|purnamasari|permatasari|wulandari)"
)
# Names that stand behind others, and only behind women's.
_BEHIND = frozenset(
    "ayu dewi putri sari utami wulandari permatasari puspitasari purnamasari lestari rahayu maharani".split()  # noqa: SIM905
)
_ORDER = frozenset(  # Balinese names that count children, behind "I" of men and "Ni" of women
    ["wayan", "made", "nyoman", "ketut", "putu", "kadek", "komang", "gede", "gde", "gusti", "dewa", "luh", "nengah"]
)
_NOBLE = frozenset({("anak", "agung"), ("cokorda", "istri"), ("cok", "istri")})
_NOBLE_WOMAN = frozenset({"ayu", "istri", "sagung", "sayu", "luh", "mas"})
_NOBLE_MAN = frozenset({"gde", "gede", "ngurah", "bagus", "raka", "putra", "oka", "rai"})


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word of a name in small letters without accents."""
    letters = unicodedata.normalize("NFKD", word)
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold().replace("’", "'")


def is_given(word: str) -> bool:
    """Whether a word is a given name, of women, of men or of both."""
    return _bearers(plain(word)) is not None


def bearer(words: Sequence[str]) -> Gender | None:
    """Whether a person of this name is a woman ("f") or a man ("m"); None where the name does not tell.

    Args:
        words: of the name without titles, the given name first.
    """
    names = [plain(word) for word in words]
    if len(names) > 1 and names[0] in ("i", "ni") and names[1] in _ORDER:
        return "m" if names[0] == "i" else "f"
    if tuple(names[:2]) in _NOBLE or names[0] == "ida":
        woman, man = bool(_NOBLE_WOMAN & {*names[1:4]}), bool(_NOBLE_MAN & {*names[1:4]})
        if woman or man:
            return None if woman and man else "f" if woman else "m"
    while len(names) > 1 and len(names[0]) == 1:  # "M. Anwar"
        names = names[1:]
    first, behind = _bearers(names[0]), names[1:]
    feminine = any(name in _BEHIND or _FEMININE.fullmatch(name) for name in behind)
    if first == "m":
        return None if feminine else "m"
    if first == "f" or feminine or (first == "b" and any(_bearers(name) == "f" for name in behind)):
        return "f"
    return None


def _bearers(name: str) -> str | None:
    return _table().get(name) or ("f" if _FEMININE.fullmatch(name) else None)


@cache
def _table() -> dict[str, str]:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {plain(name): bearers for name, bearers in rows}
