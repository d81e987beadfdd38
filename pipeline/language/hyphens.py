"""Closes up hyphens that stand between spaces: "undang - undang", "Go - Jek".

Tokenized and scraped text has them so, and a translator reads them as a dash between two thoughts. A dash between two
thoughts looks the same, so a hyphen is closed up only where the text itself tells: the two words are a word and its
double, or the article writes the pair in one piece elsewhere, or it writes the same pair of names with a spaced hyphen
again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.language.quick_checks import has_any

SMALL = frozenset(  # words that a dash parts from what is before them, or that are said twice for emphasis
    "yang dan di ke dari ini itu ada tidak kata ujar lalu untuk pada dengan adalah ia dia juga".split()  # noqa: SIM905
)
AGAIN = 2  # times that an article writes the pair with a spaced hyphen
_STEM = 3  # letters that a word and its double share at least
_SPACED = re.compile(r"(?<![\w-])([^\W\d_][\w]*) ?[-‐‑–] ?([^\W_][\w]*)(?![\w-])")
_BESIDE_SPACE = tuple(pair for mark in "-‐‑–" for pair in (f" {mark}", f"{mark} "))
_TIGHT = re.compile(r"(?<![\w-])([^\W\d_][\w]*)[-‐‑]([^\W_][\w]*)(?![\w-])")
_PREFIX = re.compile(r"^(?:meng|meny|mem|men|me|per|pen|pem|peng|ber|ter|ke|se|di)(?=[a-z]{3})")
_SUFFIX = re.compile(r"(?:nya|kan|an|i)$")


def joined_pairs(texts: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The pairs of words, in small letters, whose spaced hyphens are to be closed up in an article.

    Args:
        texts: the article's paragraphs.
    """
    spaced: Counter[tuple[str, str]] = Counter()
    inside: set[tuple[str, str]] = set()
    capitals: set[tuple[str, str]] = set()
    tight: set[tuple[str, str]] = set()
    paragraphs = list(texts)
    for text in paragraphs:
        for match in _SPACED.finditer(text) if has_any(text, _BESIDE_SPACE) else ():
            if " " in match[0]:
                pair = match[1].lower(), match[2].lower()
                if pair[0] in SMALL or pair[1] in SMALL:
                    continue
                spaced[pair] += 1
                if match[1][0].isupper() and match[2][0].isupper():
                    capitals.add(pair)
                if match.start():  # what opens a paragraph may be its place: "Jakarta - Presiden"
                    inside.add(pair)
    if spaced:
        tight.update((m[1].lower(), m[2].lower()) for text in paragraphs for m in _TIGHT.finditer(text))
    return frozenset(
        pair
        for pair, times in spaced.items()
        if (times >= AGAIN and pair in inside and pair in capitals) or pair in tight or _doubled(*pair)
    )


def close_up(text: str, pairs: frozenset[tuple[str, str]]) -> str:
    """A text without the spaces around the hyphens of these pairs."""
    if not pairs:
        return text

    def closed(match: re.Match[str]) -> str:
        tight = (match[1].lower(), match[2].lower()) in pairs and " " in match[0]
        return f"{match[1]}-{match[2]}" if tight else match[0]

    return _SPACED.sub(closed, text)


def _doubled(first: str, second: str) -> bool:
    """Whether the second word is the first one once more, whatever affixes they have ("perundang", "undangan")."""
    a, b = (_SUFFIX.sub("", word) if len(word) > len("undang") else word for word in (first, second))
    bare = _PREFIX.sub("", a)
    return (len(bare) >= _STEM and bare in (b, _PREFIX.sub("", b))) or (len(a) >= _STEM and a == b)
