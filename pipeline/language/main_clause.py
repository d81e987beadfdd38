"""Shortens an Indonesian news sentence to what a headline says: its main clause, without asides, dates and settings.

A writer of headlines that is given a lead of thirty words writes thirty words. It is given less instead: brackets, the
day and the hour, a setting before the first comma and whole clauses at the end are left out, as far as what remains has
a verb for every clause that was begun. No condition, contrast or speaker is taken away.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.language import rules
from pipeline.language.affixes import is_known_root, roots

MOST = 18  # words: a sentence of no more is short enough
REACH = 1000  # characters: a longer sentence is no news
LEAST = 7  # words of a clause that is kept
_DAYS = "(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)"
_PARTS = r"(?: (?:pagi|siang|sore|malam|petang|dini hari|kemarin|lalu|ini))*"
_HOUR = r"(?:,? (?:sekitar )?(?:pukul|jam) \d{1,2}[.:]\d{2})?(?: (?:WIB|WITA|WIT|Wita|Wib))?(?: waktu setempat)?"
_DATED = r"(?:,? \d{1,2} [A-Z]\w+ \d{4})?"
# A day at the end of a clause, and "yang digelar" before it, which says nothing without its day.
_DAY = re.compile(
    rf"(?P<held> yang di\w+)?,?(?: pada| di)?(?: hari)? {_DAYS}\b(?: ?\([^()]{{0,60}}\))?{_PARTS}{_DATED}{_HOUR}"
    r"(?P<comma>,?)(?=$|[ ,.])"
)
_BOUND = re.compile(
    r"\b(?:hingga|sampai|mulai|sejak|dari|antara|sebelum|setelah|setiap|dan|atau|hanya|selain)(?: hari)?$"
)
_GOES_ON = re.compile(r" (?:dan|atau|hingga|sampai|serta)\b")
_BRACKET = re.compile(r" ?\([^()]{0,60}\)(?!\w)")
_EXACTLY = re.compile(r",? (?:tepatnya|persisnya) [^,]{0,80}(?P<comma>,|$)")
# ", Senayan, Jakarta" behind "di kompleks parlemen", to the end.
_PLACES = re.compile(r" di [^,]{1,60}(?:, [A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3}){1,4}$")
# ", Kenanga, Melati," behind "di Masjid Anggrek", where the sentence goes on.
_CHAIN = re.compile(r"( di [A-Z][^,]{1,40})(?:, [A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,3}){2,5},(?= [a-z])")
# ", burung langka yang hidup di Pulau Tarua": what somebody or something is, to the end.
_APPOSITION = re.compile(r", (?=(?P<noun>[a-z][\w-]*(?: [\w-]+){0,4}) yang\b[^,]*$)")
_NOW = re.compile(r", (?=kini\b)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PLACED = re.compile(
    r"\b(?:di|ber|ter|me)[a-z]{3,}$|\b(?:ada|tinggal|tampil|hadir|masuk|kembali|baru|lain|luar|dalam|atas)$"
)
_NAMELY = r",? (?=(?:yaitu|yakni|antara lain|di antaranya)\b)"


def main_clause(sentence: str) -> str:
    """The sentence in at most :data:`MOST` words, if it can be cut so, and without brackets and days in any case.

    Args:
        sentence: Indonesian, as a translator is given it.
    """
    if len(sentence) > REACH:
        return sentence
    text = _bare(sentence)
    for shorter in (
        _without_chain,
        _without_provinces,
        _without_setting,
        _without_places,
        _without_apposition,
        _without_end,
    ):
        if len(text.split()) > MOST:
            text = shorter(text)
    return text


def _bare(sentence: str) -> str:
    """The sentence without brackets, days and its full stop."""
    setting = re.match(_settings(), sentence)
    text = _EXACTLY.sub(lambda m: m["comma"] if setting else "", _DAY.sub(_without_day, sentence))
    text = _BRACKET.sub("", text)
    return re.sub(r" (?=,)", "", " ".join(text.split())).rstrip(". ,")


def _without_day(match: re.Match[str]) -> str:
    """Nothing in the place of a day; the day without its date where something begins or ends with it."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    held = match["held"] or ""
    if _GOES_ON.match(after) or _BOUND.search(before + held) or not before:
        return match[0]
    return match["comma"] if after and not held else ""


def _without_places(text: str) -> str:
    """The text without a chain of places at its end, where that leaves a clause."""
    match = _PLACES.search(text)
    return text[: match.start()] if match and _is_whole(text[: match.start()]) else text


def _without_chain(text: str) -> str:
    """The text with the first place alone of several that say where another is."""
    return _CHAIN.sub(r"\1", text)


def _without_apposition(text: str) -> str:
    """The text without a noun phrase at its end that says what the last word before its comma is."""
    match = _APPOSITION.search(text)
    if (
        match is None
        or _verbs(match["noun"])
        or _holds_back(text[match.end() :])
        or not _is_whole(text[: match.start()])
    ):
        return text
    return text[: match.start()]


def _without_provinces(text: str) -> str:
    """The text without the province behind a town: ", Jawa Timur,"."""
    return re.sub(rf", (?:{'|'.join(_words('provinces'))})(?:,|$)(?! (?:dan|serta|atau|[A-Z]))", "", text)


def _without_setting(text: str) -> str:
    """The text without a time, place or reason before its first comma, where a subject and its verb follow."""
    match = re.match(rf"{_settings()} [^,]+, (?=\S)", text)
    if match is None:
        return text
    now = _NOW.search(text)
    rest = text[(now or match).end() :]
    verb, comma = next(iter(_verbs(rest)), None), rest.find(",")
    if verb is None or 0 <= comma < verb[0] or len(rest.split()) < LEAST or _refers(rest):
        return text
    return rest[0].upper() + rest[1:]


def _without_end(text: str) -> str:
    """The longest beginning of the text that is a whole clause of up to :data:`MOST` words; the text where none is."""
    kept = text
    for match in _ends().finditer(text):
        end = match.end("name") if match["name"] else match.start()
        shorter, rest = text[:end], text[end:]
        if len(shorter.split()) > MOST:
            break
        if len(shorter.split()) < LEAST or not _is_whole(shorter) or _holds_back(rest):
            continue
        if (match["name"] or match["relative"]) and _goes_on(rest):
            continue
        if match["place"] and (_PLACED.search(shorter) or not _verbs(shorter.rsplit(",", 1)[-1])):
            continue
        kept = shorter
    return kept


@cache
def _ends() -> re.Pattern[str]:
    """Where a clause may end: before another one, before what a comma sets off, before a place, and before a relative
    clause that says more of a name, or only when and where."""
    clauses, commas, whereabouts = ("|".join(_words(n)) for n in ("clauses", "behind_commas", "whereabouts"))
    name = r"(?P<name>\b(?!Anda\b)[A-Z][\w'’-]*) (?=yang\b)"
    relative = rf"(?P<relative> (?=yang (?:{whereabouts})\b))"
    return re.compile(rf",? (?=(?:{clauses})\b)|, (?=(?:{commas})\b)|{_NAMELY}|{relative}|{name}|(?P<place> (?=di\b))")


def _settings() -> str:
    return f"(?:{'|'.join(_words('settings'))})"


def _is_whole(text: str) -> bool:
    """Whether a beginning of a sentence has a verb for every clause that it begins, and does not wait for an object."""
    words = [match[0].lower() for match in _WORD.finditer(text)]
    begun = sum(word in _set("openers") for word in words)
    verbs = _verbs(text)
    if len(verbs) <= begun or text.count('"') % 2 or text.count("“") != text.count("”"):
        return False
    ends_in_verb = verbs[-1][1] >= len(text.rstrip()) and words[-1] not in _set("ending_verbs")
    return not ends_in_verb and words[-1] not in _set("open_ends")


def _goes_on(relative: str) -> bool:
    """Whether the clause that a relative one is a part of has its verb behind it: "pabrik yang berdiri di Tegal
    membuang limbah"."""
    first = relative.split(",", 1)[0]
    verbs = _verbs(first)
    groups = 1 + sum(later[0] > earlier[1] + 1 for earlier, later in pairwise(verbs))  # "akan membela" is one
    return groups > 1 or bool(re.search(r", (?!dan\b)", relative))


def _holds_back(rest: str) -> bool:
    """Whether what would be left out limits what is kept: a condition, a contrast, who says so."""
    words = {match[0].lower() for match in _WORD.finditer(rest)}
    return not words.isdisjoint(_set("limits"))


def _refers(text: str) -> bool:
    """Whether a clause names its subject by a pronoun."""
    return bool(
        re.match(r"(?:kini |saat ini )?(?:ia|dia|mereka|beliau|hal (?:itu|ini|tersebut))\b", text, re.IGNORECASE)
    )


def _verbs(text: str) -> list[tuple[int, int]]:
    """Where the words stand that are verbs of clauses, as far as their form tells."""
    return [match.span() for match in _WORD.finditer(text) if match[0].islower() and is_verb(match[0])]


@lru_cache(maxsize=65536)
def is_verb(word: str) -> bool:
    """Whether a word in small letters is a verb of a clause, as far as its form tells."""
    if word in _set("verbs"):
        return True
    if word in _set("no_verbs") or word.endswith("nya"):
        return False
    if word.startswith("ter"):  # "teratas", "terbaru": too many are adjectives
        return False
    stems = [word, *(word.removesuffix(end) for end in ("kan", "i") if word.endswith(end))]
    found = [root for stem in stems for root in roots(stem)]
    found += [stem[2:] for stem in stems if re.match("me[lmnrwy]", stem)]  # "meluncur"
    return any(is_known_root(root) for root in found)


@cache
def _words(name: str) -> tuple[str, ...]:
    """A list of the table; "_" stands for the space in a phrase."""
    listed = rules.table("main_clause")[name]
    return tuple(listed) if isinstance(listed, list) else tuple(word.replace("_", " ") for word in listed.split())


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_words(name))
