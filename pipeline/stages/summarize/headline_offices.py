"""Shortens who somebody is in a headline: "Education minister" for "Education and Culture Minister Muhadjir Effendy".

An office says enough without its holder's name, and the whole name of a player or a singer without what he or she is.
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.stages.summarize.compression_checks import is_finite
from pipeline.stages.summarize.headline_lists import listed

_WORD = r"[^\W_][\w'’/.-]*"
_NAME = r"(?:[A-Z][\w'’.-]*(?: (?:bin|binti|van|de|der|al)(?= ))?)"
_SPEECH = re.compile(r", (?P<who>[^,]{3,90}(?:, [A-Z][^,]{2,40})?) (?P<verb>says|said)$")
_LAWMAKER = re.compile(
    r"\b(?P<deputy>deputy )?(?:(?:DPR|House) )?(?:DPR|House)(?: Commission [IVX]{1,4})? (?:[Mm]ember|[Ll]egislator)\b"
)
_FIELD = r"[A-Z][\w'’]+"
_PORTFOLIO = re.compile(
    rf"\b(?P<first>(?!The ){_FIELD}(?: {_FIELD})?)(?:,(?: {_FIELD}){{1,4}})*,? and (?:{_FIELD} ){{1,4}}"
    r"(?=(?:[Mm]inister|[Mm]inistry)\b)"
)
_NO_FIRST = re.compile(r"^(?:Deputy|Former|Prime|The|Minister|President)\b")
_NO_VERBS = frozenset({"across", "versus", "besides", "whose", "towards", "always", "perhaps"})
_OF = re.compile(r"\bof\b|['’]s\b")  # "the name of the actor"
_PLURAL = re.compile(r"\b(?:and|or)\b|,")


@cache
def _roles(kind: str) -> frozenset[str]:
    return frozenset(listed("offices", kind))


@cache
def _holder() -> re.Pattern[str]:
    """Somebody with an office or a trade in front of the name, at the beginning of a text."""
    roles = "|".join(sorted(_roles("official") | _roles("known"), key=len, reverse=True))
    return re.compile(
        rf"(?:The )?(?P<before>(?:{_WORD} ){{0,8}}?)(?P<role>(?i:{roles})) "
        rf"(?P<name>{_NAME}(?: {_NAME}){{0,6}})(?P<end> |$)"
    )


def short_portfolio(text: str) -> str:
    """A text with the first field of a minister or a ministry of several: "Energy Ministry"."""
    return _PORTFOLIO.sub(_first_field, text)


def _first_field(match: re.Match[str]) -> str:
    """The first of several fields; all of them where a word is none, such as a person's name."""
    fields = {word.lower().replace("’", "'") for word in re.findall(r"[\w'’]+", match[0])} - {"and"}
    known = fields <= _roles("fields") and not _NO_FIRST.match(match["first"])
    return f"{match['first']} " if known else match[0]


def short_subject(text: str) -> str:
    """A sentence whose subject, somebody with an office and a name before a verb, is one of the two."""
    match = _holder().match(text)
    if match is None or not match["end"]:
        return text
    if any(is_finite(word.lower()) for word in match["before"].split()):
        return text
    following = re.match(r"[\w'’-]+", text[match.end() :])
    if following is None or not _is_verb(following[0]):
        return text
    short = _short(match)
    return text if short is None else f"{short[0].upper()}{short[1:]} {text[match.end() :]}"


def short_speaker(text: str) -> str:
    """A sentence whose speaker, behind the news, has an office or a name: "Prices fell, trade minister says"."""
    speech = _SPEECH.search(text)
    if speech is None:
        return text
    who = speech["who"]
    match = _holder().match(who)
    if match is not None and match.end() == len(who):
        short = _short(match)
    else:  # "deputy chairman of the council, Farouk Muhammad"
        office, comma, name = who.partition(", ")
        roles = _roles("official")
        at_head = bool(roles & {word.lower() for word in office.split()[:3]}) and " of " in office
        short = office if comma and at_head and re.fullmatch(rf"{_NAME}(?: {_NAME}){{0,5}}", name) else None
    if short is None:
        return text
    return f"{text[: speech.start()]}, {short} says"


def _short(match: re.Match[str]) -> str | None:
    """An office without its holder, or a whole name without what somebody is; None where neither says who is meant."""
    before, role, name = match["before"], match["role"], match["name"]
    others = _roles("official") | _roles("known") | _roles("bodies")
    if (
        any(word.lower() in others for word in name.split()) or " of " in before
    ):  # "President Director", "Expert Council"
        return None
    if role.lower() in _roles("known"):
        return name if len(name.split()) > 1 and not _PLURAL.search(before) and not _OF.search(before) else None
    if not before.strip() or _PLURAL.search(short_portfolio(f"{before}{role}")):
        return None
    office = _LAWMAKER.sub("lawmaker", short_portfolio(f"{before}{role}"))
    words = office.split()
    if words[-1].lower() == "minister" and len(words) < 4:  # "agriculture minister", but "British prime minister"
        low = [word if is_of_country(word) else word.lower() for word in words]
        return " ".join(low)
    low_deputy = [word.lower() if word in ("Deputy", "Vice", "Former", "Acting") else word for word in words[:-1]]
    return " ".join([*low_deputy, words[-1].lower()])


def is_of_country(word: str) -> bool:
    """Whether a word before "minister" is a country's or a country's adjective: "British", "Malaysian", "US"."""
    return (
        word.isupper()
        or word.endswith(("ish", "ese", "ian", "ean", "an", "'s", "ia"))
        or word in ("French", "Dutch", "Thai", "Iraqi")
    )


def _is_verb(word: str) -> bool:
    in_present = len(word) > 4 and word.endswith("s") and word not in _NO_VERBS
    return word.islower() and (
        in_present or is_finite(word) or word in ("will", "would", "can", "could", "may", "must", "might")
    )
