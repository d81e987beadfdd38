"""Finds the parts of a long headline that may go in front and in the middle: where and when, what somebody is, fillers.

They are told by the words at their edges, without a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.language.english_calendar import DATE, DAY_PART, MONTH, WEEKDAY
from pipeline.stages.summarize.compression_checks import has_verb
from pipeline.stages.summarize.headline_cut import breaks_off
from pipeline.stages.summarize.headline_lists import NAME, OWN, has_scope, is_heavy, is_verb, listed, pattern, table
from pipeline.stages.summarize.headline_offices import short_portfolio, short_speaker, short_subject

Step = Callable[[str], Iterator[str]]
_DATELINE = re.compile(
    r"(?:[A-Z][\w.]*(?: [A-Z][\w.]*){0,2}, )?"
    r"(?:[\w.]*\w\.(?:com|net|id|co|tv)|CNN Indonesia|ANTARA(?: News)?|\((?:ANTARA|ANTARA News)\))"
    r"(?:, [A-Z]+)? ?(?:---?|–|—|-) (?=\w)|[A-Z]{4,}(?: [A-Z]{4,})? ?(?:--|–|—|-) (?=\w)"
)
_HOUR = r"(?:at )?(?:around |about )?\d{1,2}[:.]\d\d(?: (?:WIB|WITA|WIT|local time|GMT))?"
_TIME = re.compile(
    rf",? (?:(?:on )?(?:early |late )?{WEEKDAY}{DAY_PART}(?: local time)?|{_HOUR}"
    rf"|on (?:{DATE}|\d{{1,2}} {MONTH}(?: \d{{4}})?)"
    r"|today|yesterday|this (?:morning|afternoon|evening|week|weekend)|some time ago)$"
)
_DAY_MATTERS = re.compile(
    r"(?i)\b(?:not|no|never|only|but|until|since|first|last|every|each|if|unless|except)\b|n['’]t\b"
)
_LATER = re.compile(r"(?:After|Following|Since|With) ")
_IS_TO_COME = re.compile(r"\b(?:will|would|can|could|must|may|might|should)\b")
_MIDDLE = re.compile(
    r"(?<=[\w)]), (?:(?:an?|the) (?P<what>[^,]{3,70})|(?:who|which|whose) [^,]{3,120}),(?= (?P<next>[a-z]+))"
)
_OFFICE = re.compile(
    rf"(?P<who>{NAME})(?=, (?P<what>[^,]*[a-z]{{4}} [^,]{{2,70}}),)(?:, [^,]+,)(?= (?P<next>[a-z]+))"
    rf"|(?P<office>(?:The )?[^,]{{2,40}}\bof [^,]{{3,60}}), (?P<name>{NAME}),(?= (?P<verb>[a-z]+))"
)
_YEAR = re.compile(r"\d{4}\b")  # "After the attacks of May 5, 2004, ..."
_SAID = re.compile(r"\b(?:said|says|that|claims|claimed|believes|believed|hopes|hoped)\b")
_SECOND_VERB = re.compile(r", (?:is|was|are|were|has|had|will|would) ")
_PARTICIPLE = re.compile(r"\w+(?:ed|en|wn|lt|ght|ld) (?:in|by|at|on|from|for|as|with|to)\b")
_NAMED = ("called", "named", "known", "dubbed", "titled", "located", "held", "owned", "built", "made", "led")
BEFORE_NEWS = re.compile(
    r"(?:According|Based|In|At|On|For|With|As|After|Before|From|When|While|To|By|Through|Since|Following|During|Despite|Although"
    r"|Citing|Besides|Until|Under|Amid|If|Because|Throughout|Regarding)\b"
)
_NAMES = re.compile(rf"(?P<first>{NAME})(?:, {NAME})+,? and {NAME}(?=$| [a-z])")
_ONE_MORE = re.compile(rf"(?:such as|including|like|between|namely)(?: the)? {OWN}|, {NAME}, |^[A-Z][\w ]+:")
_AREA = re.compile(rf"\bthe ({OWN}(?: {OWN}){{0,2}})(?<!an)(?<!ern)(?<!ese) (?:area|region)\b")
_CITY_OF = re.compile(rf"\b[Tt]he (?:city|town|island|province|country|regency|state) of (?={OWN})")


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


# -- steps: each yields texts with one part less


def _openers(text: str) -> Iterator[str]:
    """Without what only leads to the news: "In addition,", a dateline, "Besides facing Cambodia,"."""
    match = _DATELINE.match(text) or pattern("opener").match(text)
    if match is not None:
        yield _capital(text[match.end() :])
    front = pattern("front").match(text)
    if (
        front is None
        or _YEAR.match(text, front.end())
        or is_heavy(front[0])
        or (front["what"] and _has_speaker(front["what"]))
    ):
        return
    rest = text[front.end() :]
    if _LATER.match(front[0]) and _IS_TO_COME.search(rest):  # "After the repairs are done, work will go on"
        return
    first = rest.split(",")[0].split()
    if any(is_verb(word) for word in first[1:]) and first[0] not in ("and", "or", "but", "so", "then", "which", "who"):
        yield _capital(rest)


def _has_speaker(text: str) -> bool:
    return re.search(r"\b(?:said|says|data|according|report|statement)\b", text) is not None


def _short_forms(text: str) -> Iterator[str]:
    """With the short forms of institutions, the simple present, and without words that add nothing."""
    for long, short in table()["short"].items():
        if long in text and not re.search(rf"{re.escape(long)} (?:of|its|his|her|their|the|these|those|our)\b", text):
            owned = re.sub(rf"\b{re.escape(long)}['’](?=\s)", f"{short}'s", text)
            yield re.sub(rf"\b{re.escape(long)}\b(?: \({re.escape(short)}\))?", short, owned)
    yield re.sub(r" \([A-Z]{2,9}\)(?= )", "", text)
    yield pattern("government").sub(r"\1", text)
    yield _AREA.sub(r"\1", text)
    yield _CITY_OF.sub("", text)
    yield re.sub(r"\bis (again |also |now |currently )?(\w+ing)\b(?! (?:to|up|out|for)\b)", _in_present, text, count=1)
    if not has_scope(text):
        yield pattern("filler").sub("", text, count=1)


def _in_present(match: re.Match[str]) -> str:
    present = table()["progressive"].get(match[2])
    return match[0] if present is None else f"{match[1] or ''}{present}"


def _offices(text: str) -> Iterator[str]:
    yield short_portfolio(text)
    yield short_speaker(text)


def _subjects(text: str) -> Iterator[str]:
    yield short_subject(text)


def _chains(text: str) -> Iterator[str]:
    """With the first place of a chain: "in Paloh district" for "in Paloh district, Sambas regency, West Kalimantan"."""
    for match in pattern("chain").finditer(text):
        place = match["first"]
        before = text[: match.start("chain")][-len(match["head"]) - 6 :]
        one_of = " and " in before or re.search(rf", (?:and )?{re.escape(match['head'])}$", before) is not None
        known = place[0].isupper() or place in (*listed("places", "admin"), *listed("places", "venues"))
        if match["next"] in ("and", "or", *listed("places", "admin")) or one_of or not known:
            continue
        # "in Hanoi, Ho Chi Minh City, and Singapore"; "In a draw in Doha, Qatar, Indonesia is in Group H"
        goes_on = re.match(r",? (?:and|or|[A-Z])|, [^,]+, and ", text[match.end("chain") :]) is not None
        next_word = match["next"] or ""
        noun = bool(next_word) and not is_verb(next_word) and next_word not in listed("guards", "after_places")
        fronted = is_verb(match["next"] or "") and BEFORE_NEWS.match(text) is not None
        if goes_on or noun or fronted:
            continue
        inside = "," in text[: match.start("head")]  # "the house, located in ..., burned"
        yield text[: match.start("chain")] + text[match.start("comma") if inside else match.end() :]


def _middles(text: str) -> Iterator[str]:
    """Without what somebody is between commas behind the name; with the first of several names."""
    for match in _MIDDLE.finditer(text):
        before = text[: match.start()]
        if not before.split()[-1][0].isupper() or "," in before or is_heavy(match[0]) or has_verb(match["what"] or ""):
            continue
        # "starred in Nine, which was shot in Rome, is": the verb behind it has another subject, or none.
        own = _SAID.split(before)[-1]
        if _SECOND_VERB.search(text, match.end()) or has_verb(own):
            continue
        participle = _PARTICIPLE.match(text, match.end() + 1) is not None  # ", published in May, ..."
        if is_verb(match["next"]) and match["next"] not in _NAMED and not participle and not BEFORE_NEWS.match(before):
            yield before + text[match.end() :]
    office = _OFFICE.match(text)  # "Dwi Lestari, head of the agency, said", "Head of the agency, Dwi Lestari, said"
    if (
        office is not None
        and not BEFORE_NEWS.match(text)
        and is_verb(office["next"] or office["verb"])
        and not is_heavy(office[0])
    ):
        kept = office["who"] or office["office"]
        if not has_verb(office["what"] or kept):
            yield kept + text[office.end() :]
    if not has_scope(text) and not _ONE_MORE.search(text):
        yield _NAMES.sub(_first_name, text)


def _first_name(match: re.Match[str]) -> str:
    """The first of several names and "others"; all of them where one is a body's: "Trade and Culture Office"."""
    names = re.split(r",? and |, ", match[0])
    body = any(name.split()[-1].lower() in listed("offices", "bodies") for name in names)
    return match[0] if body else f"{names[0]} and others"


def _times(text: str) -> Iterator[str]:
    """Without the day or the hour at the end."""
    match = _TIME.search(text)
    if match is None or _DAY_MATTERS.search(text):
        return
    kept = text[: match.start()].rstrip(",;: ")
    last = kept.split()[-1]
    if (
        has_verb(kept)
        and not breaks_off(kept)
        and not is_verb(last)
        and last.lower() not in listed("guards", "wanting")
    ):
        yield kept


STEPS: tuple[Step, ...] = (_openers, _short_forms, _times, _chains, _middles, _offices, _subjects)
