"""Splits a paragraph into sentences, as spans of the paragraph, so that nothing is lost between them.

A sentence ends at ``. ! ? …`` (and the closing quotes and brackets behind it) when what follows begins another one.
Rules for Indonesian say when it does not: titles and abbreviations ("Dr.", "Jl.", "No."), initials, degrees
("S.H."), numbers ("Rp1.000", "pukul 20.08"), list numbers, speech that goes on with "kata ..." in lower case. It
also ends where a scraper lost the space ("ditentukan.Namun"). Sentences inside quotation marks are split too: the
translator is better with one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language import rules

# A run of stops, whatever closes behind it, and the white space that follows.
_STOP = re.compile(r"([.!?…]+)([\"'”’)\]»]*)(\s*)")
_NEWLINE = re.compile(r"\s*[\r\n]+\s*")
_OPENING = "\"'“‘„(["
_BULLETS = "-–—•*·▪"
_GLUED_BEFORE = re.compile(r"(?:[^\W\d_]{2}|[\d%)\"”])$")
_GLUED_AFTER = re.compile(r"[\"“'‘(]?[A-Z][a-z]+(?!\w*\.(?i:com|co|id|net|org)\b)|[A-Z]{2,} |[\"“][A-Z]")
_DOMAIN = re.compile(r"(?:com|co|id|net|org|go|news|tv|ac|sch|info|gov|edu)\b", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_CLOCK = re.compile(r"\d{1,2}")
_YEAR = re.compile(r"(?:19|20)\d\d\b")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_ITEM = re.compile(r"\(?[a-z]\)\s+[\"“]?[A-Z0-9]")
_NUMBERED = re.compile(r"(?:No\.|Nomor\s)\s?\d")
_DEGREE = re.compile(r"[A-Z]\w{0,4}\.[\w,]|\(")
_TWO_NAMES = re.compile(r"[A-Z][\w'’-]+\s+[A-Z]")
_VESSEL = re.compile(r"\b(?i:kapal|feri|tanker)(?:\s(?:motor|penumpang|barang|kargo|cepat|nelayan))?$")
_HIJRI = re.compile(r"\b1[345]\d\d$")
_TOKEN_START = 40  # characters looked back for the token before a stop


def split(paragraph: str) -> list[str]:
    """The sentences of a paragraph, without the white space around them."""
    return [paragraph[start:end] for start, end in spans(paragraph)]


def spans(paragraph: str) -> list[tuple[int, int]]:
    """Start and end of each sentence of a paragraph.

    The spans are in order and do not overlap; between, before and after them there is only white space, so that joining
    the sentences with it gives the paragraph back. Time grows linearly with the length.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for end in [*_boundaries(paragraph), len(paragraph)]:
        piece = paragraph[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = start + len(piece.rstrip())
        if left < right:
            found.append((left, right))
        start = end
    return found


def _boundaries(text: str) -> Iterator[int]:
    """Offsets at which one sentence ends and the next begins (white space belongs to neither)."""
    newlines = [match.start() for match in _NEWLINE.finditer(text)] if "\n" in text or "\r" in text else []
    start, quotes, seen, line = 0, 0, 0, 0
    for match in _STOP.finditer(text):
        while line < len(newlines) and newlines[line] <= match.start():
            start = max(start, newlines[line])
            yield start
            line += 1
        quotes += text.count('"', seen, match.end(1))
        seen = match.end(1)
        cut = _cut(text, match, start, quotes % 2 == 1)
        if cut > start:
            start = cut
            yield cut
    yield from (offset for offset in newlines[line:] if offset > start)


def _cut(text: str, match: re.Match[str], start: int, quote_open: bool) -> int:
    """The offset of the boundary at a run of stops, or -1 when there is none. ``start``: where its sentence begins."""
    stops, closers, space = match.groups()
    end = match.end(2)
    if closers.startswith('"') and not quote_open and (space == "") and not stops.startswith("…"):
        end = match.end(1)  # a straight quote that opens: `katanya."Saya`
        space, closers = "", ""
    if match.end() >= len(text) and end == match.end(2):
        return -1
    following = text[end + len(space) : end + len(space) + 24]
    if not space:
        return end if _glued(text, match.start(), end, following) else -1
    if not _begins(following):
        return -1
    if stops == "." and _goes_on(text, match.start(), start, following, closers):
        return -1
    return end


def _begins(following: str) -> bool:
    """Whether a text can begin a sentence: a capital or a digit, behind quotes, brackets, a bullet or "a)"."""
    bare = following.lstrip(_OPENING + _BULLETS + "@#$€£ ")
    if not bare:
        return False
    if _ITEM.match(following):
        return True
    return not bare[0].islower() and (bare[0].isalnum() or following[0] in _OPENING)


def _glued(text: str, stop: int, end: int, following: str) -> bool:
    """Whether a sentence begins right behind a stop, the space being lost ("ditentukan.Namun")."""
    if not _GLUED_BEFORE.search(text[max(0, stop - 2) : stop]) or _DOMAIN.match(following):
        return False
    token = _token_before(text, stop)
    if token.lower() in rules.words("segment", "before_name") and not _opens(following):
        return False  # "dr.Rizky", "Jl.Sudirman"
    return (
        token.lower() != "www"
        and "." not in token
        and "/" not in token
        and "@" not in token
        and bool(_GLUED_AFTER.match(following))
    )


def _token_before(text: str, stop: int) -> str:
    """The token that a stop ends, without opening quotes and brackets."""
    head = text[max(0, stop - _TOKEN_START) : stop]
    return head[max(head.rfind(" "), head.rfind("\n"), head.rfind("\xa0")) + 1 :].lstrip(_OPENING)


def _goes_on(text: str, stop: int, start: int, following: str, closers: str = "") -> bool:
    """Whether a stop ends only an abbreviation, an initial or a list number (``closers``: what closes behind it)."""
    token = _token_before(text, stop)
    if closers:
        return closers in (")", "]") and _bracketed(text, stop, token) and not _opens(following)
    lower = token.lower()
    digit = following[:1].isdigit()
    token_start = max(start, stop - len(token))
    before = text[max(start, token_start - _TOKEN_START) : token_start].rstrip()
    if lower in rules.words("segment", "months") and digit:
        if lower != "mei" and _YEAR.match(following):
            return True
        return text[max(start, stop - len(token) - 3) : stop - len(token)].strip()[-1:].isdigit()
    if digit and lower in rules.words("segment", "before_number"):
        return True
    if token.isupper() and _VESSEL.search(before):  # "Kapal KM. Bahari"
        return True
    if token[:1].isupper() and _NUMBERED.match(following):  # "UU. No. 11"
        return True
    if len(token) == 1 and _labels(token, before):
        return False
    if lower in rules.words("segment", "before_name"):
        # In capitals or alone it may be a word of its own ("... tingkat RT. Ia"); a name follows in the other case.
        return not (token.isupper() and len(token) > 1 and _opens(following))
    if lower in rules.words("segment", "offices"):
        return _next_word(following) in rules.words("segment", "units")
    if lower in rules.words("segment", "joins"):
        return _next_word(following) in rules.words("segment", "laws")
    if lower in rules.words("segment", "houses"):
        return not _opens(following) and _TWO_NAMES.match(following) is not None
    if lower in rules.words("segment", "either"):
        return _goes_on_within(following, lower, degree=before.endswith(",") and "." in token)
    if _vowelless(token) and not _unit(text, start, stop, token):
        return not _opens(following)
    if _LIST_NUMBER.fullmatch(token) and (not before or before[-1] in ":;"):
        return True
    if token.isdigit():
        clock = following[:2].isdigit() and not following[2:3].isdigit() and _CLOCK.fullmatch(token) is not None
        return clock and following[2:3] in (" ", ")", ",", ".", "")
    unit = token.islower() and before[-1:].isdigit()  # "3 m."
    return bool(_INITIALS.fullmatch(token)) and not unit and not _opens(following)


def _labels(token: str, before: str) -> bool:
    """Whether a single letter is no initial: a label ("Grup C."), a unit ("Rp 3 T.") or an era ("1445 H.")."""
    if token == "H":
        return _HIJRI.search(before) is not None
    if not token.isupper():
        return False
    *_, word = before.split() or [""]
    number = word[-1:].isdigit() and not _YEAR.fullmatch(word.lstrip("(")) and token in "CMT"
    return number or word.lower() in rules.words("segment", "lettered")


def _goes_on_within(following: str, lower: str, *, degree: bool) -> bool:
    """Whether a sentence goes on behind a shortening that may also end it (``degree``: one behind a name's comma)."""
    if following[:1] == "(":  # "Tbk. (BSNT)"
        return True
    if degree and _DEGREE.match(following) is None:
        return False
    ends = _opens(following) or following.lstrip(_OPENING)[:1].isdigit()
    return not ends and lower not in rules.words("segment", "closing")


def _bracketed(text: str, stop: int, token: str) -> bool:
    """Whether a bracket holds nothing but abbreviations: "(Purn.)", "(Pol. Purn.)"."""
    opened = max(text.rfind("(", 0, stop), text.rfind("[", 0, stop))
    inside = text[opened + 1 : stop].split()
    return opened >= 0 and 0 < len(inside) < 4 and inside[-1] == token and all(w.endswith(".") for w in inside[:-1])


def _vowelless(token: str) -> bool:
    """Whether a token is a shortening by its letters alone: no vowel, no acronym ("Psl", "tgl", not "PPh")."""
    return 1 < len(token) < 6 and token.isalpha() and token[1:].islower() and _VOWEL.search(token) is None


def _unit(text: str, start: int, stop: int, token: str) -> bool:
    """Whether a token without vowels is a unit behind a number, or a shortening that ends sentences too."""
    before = text[max(start, stop - len(token) - 3) : stop - len(token)].rstrip()
    return before[-1:].isdigit() or token.lower() in rules.words("segment", "ends")


def _opens(following: str) -> bool:
    """Whether the next word is one that begins sentences."""
    return _next_word(following) in rules.words("segment", "openers")


def _next_word(following: str) -> str:
    """The first word of what follows, in lower case; empty when it does not begin with one."""
    word = re.match(r"\w+", following.lstrip(_OPENING))
    return word.group().lower() if word else ""
