"""Writes the set forms of Indonesian headlines as plain sentences: teasers, scores, and openings without a preposition.

"..., ini alasannya" only makes the reader curious and is left out; "Hasil Persib vs Bali United 2-1: ..." is "Persib
mengalahkan Bali United 2-1"; "Puncak musim hujan, BMKG ..." is "Pada puncak musim hujan, BMKG ...". The word lists are
in ``data/title_grammar.toml``.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.language import rules
from pipeline.language.main_clause import is_verb
from pipeline.language.title_grammar import word_set

REACH = 300  # characters: a longer title is no headline
LEAST = 3  # words that are left when a part of a title goes
NAME_WORDS = 4  # of a team, at most
LABEL_WORDS = 4  # after "pelaku" or before "soal", at most
_TAIL = re.compile(r"(?P<sign>[,?!;:]) (?P<tail>[^,?!;:]{3,60})[?!.]*$")
_OPENER = re.compile(r"(?P<word>[^\W\d_]+)[,!]+ (?=\w)")
_SCORE = re.compile(
    r"(?:(?:Hasil|Skor)(?: akhir)? )?(?P<half>HT |babak pertama )?"
    r"(?P<one>[A-Z][^,:;]{2,40}?)(?: [Vv][Ss]\.?| lawan| kontra) "
    r"(?P<two>[A-Z][^,:;]{2,40}?) \(?(?P<own>\d{1,3}) ?[-–] ?(?P<other>\d{1,3})\)?(?P<rest>[,:;].*)?$"
)
_WHEN = re.compile(r"(?P<noun>[^\W\d_]+) (?P<rest>[^,:?!]{3,60}), ")
_FIRST_TIME = re.compile(r"(?i)pertama kali(?:nya)?, ")
_WHO = re.compile(r", (?P<who>[a-z]+) (?P<what>[^,:?!]{3,60})$")
_ABOUT = re.compile(r"(?P<who>[A-Z][^,:?!]{1,50}?) soal (?=[^:]{3,80}: )")
_LISTED = re.compile(r", ada (?=\w)")


def plain_formulas(title: str) -> str:
    """A title in sentence case with its set forms in plain words; unchanged where it has none.

    Args:
        title: Indonesian, one line.
    """
    if len(title) > REACH:
        return title
    title = _without_teaser(_without_opener(title))
    if title[:1].isdigit():
        title = _LISTED.sub(", termasuk ", title)
    title = _ABOUT.sub(_speaks, title, count=1) if _ABOUT.match(title) else title
    return _who(_when(_score(title)))


def _without_teaser(title: str) -> str:
    """A title without its last part where this only promises what the article says: ", ini alasannya"."""
    match = _TAIL.search(title)
    if match is None or len(title[: match.start()].split()) < LEAST:
        return title
    words = match["tail"].lower().split()
    what = {words[1], words[1].removesuffix("nya")} if len(words) > 1 else set()
    opens = words[0] in word_set("teaser_openers") and not what.isdisjoint(word_set("teasers"))
    if not opens and " ".join(words) not in _lines("teaser_questions"):
        return title
    return title[: match.start()] + (match["sign"] if match["sign"] in "?!" else "")


def _without_opener(title: str) -> str:
    """A title without a first word that only says how much talked about it is: "Viral, ..."."""
    match = _OPENER.match(title)
    if match is None or match["word"].lower() not in word_set("exclamations"):
        return title
    rest = title[match.end() :]
    return rest[0].upper() + rest[1:] if len(rest.split()) >= LEAST else title


def _score(title: str) -> str:
    """A result between two teams as a sentence; a comment behind a colon goes, what follows a comma stays."""
    match = _SCORE.match(title)
    if match is None or any(len(match[name].split()) > NAME_WORDS for name in ("one", "two")):
        return title
    own, other = int(match["own"]), int(match["other"])
    one, two, score = match["one"], match["two"], f"{own}-{other}"
    if match["half"]:
        verb = "unggul" if own > other else "tertinggal" if own < other else "imbang"
        by = "atas" if own > other else "dari" if own < other else "dengan"
        said = f"{one} {verb} {score} {by} {two} pada babak pertama"
    elif own == other:
        said = f"{one} bermain imbang {score} dengan {two}"
    else:
        said = f"{one} mengalahkan {two} {score}" if own > other else f"{one} kalah {score} dari {two}"
    rest = match["rest"] or ""
    return said + (rest if rest.startswith(",") else "")


def _when(title: str) -> str:
    """A title whose opening says when something is, with its preposition."""
    if _FIRST_TIME.match(title):
        return f"Untuk {title[0].lower()}{title[1:]}"
    match = _WHEN.match(title)
    if match is None or match["noun"].lower() not in word_set("times") or _has_verb(match["rest"]):
        return title
    if not _has_verb(title[match.end() :]):  # "Puncak Gunung Fuji tanpa salju, terlama dalam 130 tahun"
        return title
    return f"Pada {title[0].lower()}{title[1:]}"


def _who(title: str) -> str:
    """A last part that says who somebody is, as a clause: ", pelaku warga binaan" is ", pelakunya adalah ..."."""
    match = _WHO.search(title)
    if match is None or match["who"] not in word_set("roles") or len(match["what"].split()) > LABEL_WORDS:
        return title
    if _has_verb(match["what"]) or match["what"].split()[0] in word_set("not_who"):
        return title
    return f"{title[: match.start()]}, {match['who']}nya adalah {match['what']}"


def _speaks(match: re.Match[str]) -> str:
    """ "Mendag soal rojali: ..." with the verb that it lacks."""
    who = match["who"].split()
    spoken = (
        len(who) > LABEL_WORDS
        or who[0].lower() not in rules.words("headlines", "offices")
        or {w for w in who if w.islower()} & word_set("says")
    )
    return match[0] if spoken or _has_verb(match["who"]) else f"{match['who']} bicara soal "


def _has_verb(text: str) -> bool:
    return any(word.islower() and is_verb(word) for word in re.findall(r"[^\W\d_][\w-]*", text))


@cache
def _lines(name: str) -> frozenset[str]:
    return frozenset(rules.table("title_grammar")[name])
