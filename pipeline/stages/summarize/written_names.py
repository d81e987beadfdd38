"""Finds how the translation of a sentence writes the name of a person, and the office that stands before it there."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from pipeline.language.names import Name, fold, is_common, is_title
from pipeline.language.voices import Words, is_known_name

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
LONGEST = 6  # words of an office
_JOINS = re.compile(r"\.?\s|-")
_NAMES_TOO = frozenset(("agung", "putri", "raja", "tanjung", "ratu", "sultan"))  # titles that are given names, too
_OFFICE = re.compile(  # "said Garut Regent ...", "Bandung Police chief Sr. Comr. ..."
    r"(?:^|[,:] |[\"”] |\b(?:said|by|to|with|added|explained|told) )(?:the |The )?"
    r"(?P<office>(?:[A-Z]|(?:head|chair\w*|director|secretary|commander|dean|rector) of )[^,:;()\"“”]*?),? $"
)
_ACRONYM = re.compile(r" \([A-Z][\w -]{1,20}\)")  # "the Environment Agency (DLH)"
_CALLED = re.compile(  # what an office is called, as it ends: "BMKG head"
    r"president|minister|governor|regent|mayor|chief|chairman|chairwoman|chairperson|chair|secretary|director|head|spokesman"
    r"|secretary-general"
    r"|spokesperson|spokeswoman|commander|coach|rector|dean|archbishop|bishop|manager|commissioner|coordinator|observer"
    r"|expert|economist|analyst|ambassador|senator|king|queen|prince|princess|pope|captain|professor|speaker",
    re.IGNORECASE,
)
_ALONE = re.compile(r"president|king|queen|prince|princess|pope|archbishop|bishop|professor|senator", re.IGNORECASE)
_RANKS = re.compile(
    r"Adj|Sr|Comr|Insp(?:ector)?|Gen(?:eral)?|Brig(?:adier)?|Lt|Lieutenant|Col(?:onel)?|Maj(?:or)?|Capt|Sgt|Dr|Prof"
)
_SMALL = frozenset(("of", "the", "and", "for", "deputy", "general", "vice"))
_NATION = re.compile(  # before an office
    r"American|Australian|British|Canadian|Chinese|Dutch|French|German|Indian|Indonesian|Iranian|Iraqi|Israeli|Japanese"
    r"|Korean|Malaysian|Philippine|Russian|Saudi|Singaporean|Spanish|Syrian|Thai|Turkish|Ukrainian|Vietnamese|Yemeni"
)


def written(
    words: Words, english: str, source: str, name: Name, leads: Callable[[str], bool] = lambda word: False
) -> tuple[Words, str]:
    """The last words of a name that the translation has side by side, and how it writes them; "" where it does not.

    Args:
        words: of the name.
        english: the translation of the sentence.
        source: the sentence.
        name: where it has the name; words beside it that the translation has there, too, belong to it
            ("Surya Wibisana", though "surya" is a common word).
        leads: whether a word is a place or belongs to an office, and to no name.
    """
    tokens = list(WORD.finditer(english))
    for start in range(len(words) - min(2, len(words)) + 1):
        if not all(fold(w) in map(fold, (t.group() for t in tokens)) for w in words[:start]):
            break  # it is garbled, not the place of an office
        wanted = [fold(w) for w in words[start:]]
        for at in range(len(tokens) - len(wanted) + 1):
            part = tokens[at : at + len(wanted)]
            if [fold(t.group()) for t in part] != wanted or not part[0].group()[0].isupper():
                continue
            if all(_JOINS.fullmatch(english, a.end(), b.start()) for a, b in pairwise(part)):
                first, last = at, at + len(wanted) - 1
                if not start:
                    first = _widened(tokens, first, english, source[: name.start], leads)
                last = _lengthened(tokens, last, english, source[name.end :])
                text = english[tokens[first].start() : tokens[last].end()]
                return words[start:], text.removesuffix("'s").removesuffix("’s")
    return words, ""


def _widened(tokens: list[re.Match[str]], first: int, english: str, before: str, leads: Callable[[str], bool]) -> int:
    """The first token of a name with the words before it that both languages have."""
    words = list(WORD.finditer(before))
    end = len(before)
    while first and words:
        word, token = words.pop(), tokens[first - 1]
        beside = before[word.end() : end] in (" ", ". ") and english[token.end() : tokens[first].start()] in (" ", ". ")
        if not beside or not _is_part(word.group(), token.group()) or leads(word.group()):
            break
        first, end = first - 1, word.start()
    return first


def _lengthened(tokens: list[re.Match[str]], last: int, english: str, after: str) -> int:
    """The last token of a name with the words behind it that both languages have."""
    end = 0
    for word in WORD.finditer(after):
        if last + 1 == len(tokens) or after[end : word.start()] != " ":
            break
        token = tokens[last + 1]
        if english[tokens[last].end() : token.start()] != " " or not _is_part(word.group(), token.group()):
            break
        last, end = last + 1, word.end()
    return last


def _is_part(word: str, token: str) -> bool:
    if word != token or not word[0].isupper():
        return False
    return len(word) == 1 or (not word.isupper() and (word.lower() in _NAMES_TOO or not is_title(word)))


def is_ruled(name: str, english: str) -> bool:
    """Whether an office or "of" beside a name makes it a place or an institution: "Ogan Ilir Regent"."""
    at = english.find(name)
    behind = WORD.match(english, at + len(name) + 1) if english[at + len(name) : at + len(name) + 1] == " " else None
    return (behind is not None and bool(_CALLED.fullmatch(behind.group()))) or english[:at].endswith(
        (" of ", " of the ")
    )


def is_called(word: str) -> bool:
    """Whether a word is what an office is called: "head"."""
    return bool(_CALLED.fullmatch(word))


def office_before(name: str, english: str, source: str) -> str:
    """The office that stands before a name in a translation, "" where there is none that is short and plain.

    Args:
        name: as the translation writes it.
        english: the translation of the sentence that introduces the person.
        source: the sentence; words that are not English have to be its names.
    """
    match = _OFFICE.search(_ACRONYM.sub("", english[: english.find(name)]))
    if match is None:
        return ""
    office = match["office"]
    tokens = [t.group() for t in WORD.finditer(office)]
    after_of = {b for a, b in pairwise(tokens) if a == "of" and b.islower() and is_common(b, "en")}  # "head of law"
    if any(c.isdigit() for c in office) or not all(t in after_of or _is_plain(t, source) for t in tokens):
        return ""
    called = [t for t in tokens if not _RANKS.fullmatch(t)]
    if (
        not called
        or len(called) > LONGEST + 2 * (called[0] == "head")
        or (len(called) == 1 and not _ALONE.fullmatch(called[0]))
    ):
        return ""
    leader = called[1] if called[0].endswith("'s") and len(called) > 1 else called[0]
    head_of = "of" in called and _CALLED.fullmatch(leader) and match[0].endswith(", ")  # "Head of the Bank, ..."
    return office if head_of or _CALLED.fullmatch(called[-1]) else ""


def _is_plain(token: str, source: str) -> bool:
    """Whether a word may stand in an office: English with a capital, a rank, or a name of the sentence."""
    if token in _SMALL or _RANKS.fullmatch(token) or _CALLED.fullmatch(token):
        return True
    if not token[0].isupper():
        return False
    if _NATION.fullmatch(token) or token.removesuffix("'s") in WORD.findall(source):
        return True
    return is_common(token, "en") or is_title(token) or is_known_name(token)
