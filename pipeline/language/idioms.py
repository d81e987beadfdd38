"""Puts plain Indonesian words in the place of idioms, which a small translator takes word for word ("green table"), and
of short forms that it does not know ("Kajari").

The list is data (``data/idioms.tsv``). The article and what readers see of it stay as they are: only the text that the
translator is given, and that its translation is held against, is changed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pipeline.language.alternatives import Letters, alternatives, exactly, in_any_case
from pipeline.language.person_initials import is_initials
from pipeline.language.plain_figures import plain_figures

IDIOMS = Path(__file__).with_name("data") / "idioms.tsv"


def plain_words(sentence: str) -> str:
    """The sentence with its idioms in plain words, and shortened figures and dates written out; one that begins with a
    capital keeps it, and a short form in brackets behind its own words stays, "konferensi tingkat tinggi (KTT)", as do
    the initials of a person and what stands in an address or behind a mark, "#KTT"."""
    return _pattern().sub(_plain, plain_figures(sentence))


def written_out(idiom: str) -> str:
    """The plain words of an idiom as it stands in the list, "" for any other word."""
    return _idioms().get(idiom, "")


def _plain(match: re.Match[str]) -> str:
    idiom = match[0]
    if match.string.startswith("(", max(0, match.start() - 1)) and match.string.startswith(")", match.end()):
        return idiom
    if is_initials(match.string, *match.span()):
        return idiom
    words = _idioms().get(idiom) or _idioms().get(idiom[0].lower() + idiom[1:]) or _idioms()[idiom.casefold()]
    if " " in words and match.string[: match.start()].casefold().endswith(f" {words.split(' ', 1)[0].casefold()} "):
        words = words.split(" ", 1)[1]  # "tilang ETLE" is no "tilang tilang elektronik"
    begins = idiom[0].isupper() and (match.start() == 0 or not idiom.isupper())
    return words[0].upper() + words[1:] if begins else words


@cache
def _idioms() -> dict[str, str]:
    """Plain words by idiom."""
    lines = IDIOMS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(_idioms(), key=lambda idiom: (-len(idiom), idiom))
    # Any case for several words ("Meja Hijau"): a single one with a capital may be somebody's name, and "seorang art
    # director" is no maid ("seorang ART").
    forms = [_any_case(i) if " " in i else exactly(i) for i in longest_first]
    return re.compile(rf"(?<![\w@#/.-])(?:{alternatives(forms)})(?![\w/@-]|\.\w)")


def _any_case(idiom: str) -> Letters:
    """An idiom of several words in any case; one with a capital is looked for as written, but for its first letter."""
    if idiom == idiom.lower():
        return in_any_case(idiom)
    return in_any_case(idiom[0]) + exactly(idiom[1:]) if idiom[0].islower() else exactly(idiom)
