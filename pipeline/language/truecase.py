"""Gives a headline in title case the case its words have in a sentence.

Portals write "Gempa Guncang Pesisir Barat, Warga Mengungsi". A translator that was trained on sentences takes each
capital for a name and leaves the word as it is. Which capitals are names, the article itself knows: a word that it
writes in lower case is not one, a word that it capitalises inside a sentence is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:]\s+|[“\"‘(]\s*)$")
_AFFIXED = re.compile(r"(?:meng|meny|mem|men|ber|ter|di|pe[mnr]?|ke|se)[a-z]{3,}|[a-z]{3,}(?:kan|nya)")
TITLE_CASE = 0.7  # of the longer words: below it the headline is a sentence already
LONGER = 4  # letters; shorter words are written small in headlines too
KNOWN_STEM = 5  # letters: "guncang" inside "mengguncang" tells, "api" inside "tetapi" does not


def sentence_case(headline: str, article: Iterable[str]) -> str:
    """The headline with small letters where the article says so; unchanged when it is no title case.

    Args:
        headline: the title.
        article: the article's sentences, in any order.

    Returns:
        The headline, only letters' case changed; the first word keeps its capital.
    """
    words = list(_WORD.finditer(headline))
    longer = [m[0] for m in words if len(m[0]) >= LONGER and not m[0].isupper()]
    if len(longer) < 2 or sum(w[0].isupper() for w in longer) < TITLE_CASE * len(longer):
        return headline
    small, names = _usage(article)
    out, end = [], 0
    for match in words:
        word = match[0]
        begins = _SENTENCE_START.search(headline[: match.start()]) is not None
        keep = begins or not word.istitle() or _is_name(word, small, names)
        out += [headline[end : match.start()], word if keep else word.lower()]
        end = match.end()
    return "".join(out) + headline[end:]


def _usage(article: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """How often the article writes each word small, and how often with a capital inside a sentence."""
    small: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for sentence in article:
        for match in _WORD.finditer(sentence):
            word = match[0]
            if word.islower():
                small[word] += 1
            elif not _SENTENCE_START.search(sentence[max(0, match.start() - 3) : match.start()]):
                names[word.lower()] += 1
    return small, names


def _is_name(word: str, small: Counter[str], names: Counter[str]) -> bool:
    low = word.lower()
    if small[low] or names[low]:
        return names[low] > small[low]
    stem = len(low) >= KNOWN_STEM and any(low in other for other in small)
    return not (stem or _AFFIXED.fullmatch(low))
