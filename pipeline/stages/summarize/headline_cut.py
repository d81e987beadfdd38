"""Makes a headline of a full sentence: it ends at a whole clause, or the sentence stays whole however long it is.

Where a clause ends is told without a parser, so the rules err on the side of a long headline: a cut needs a finite verb
for every clause that was begun, and takes no condition, doubt or speaker away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.language.english_calendar import DAY_PART, MONTH, WEEKDAY
from pipeline.stages.summarize.compression_checks import damage, has_verb, is_finite


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


WORDS = 12  # a sentence of no more is a headline as it is
LEAST = 4  # words of a clause
REACH = 400  # characters: a longer clause is no headline
_DAY = rf"{WEEKDAY}{DAY_PART}(?: \([^()]*\))?"
_OCCASION = "(?:meeting|session|hearing|trial|conference|ceremony|forum|summit|event|interview)"
_BREAK = re.compile(
    r",?\s+(?=(?:after|while|when|because|although|despite|amid|since)\b)"
    r"|,\s+(?=(?:which|who|where|whose|as|and|with|\w{3,}ing)\b)|;\s+|\s+[–—]\s+"
    rf"|\s+(?=(?:at|in|during) (?:a|an|the) (?:[\w'-]+ ){{0,3}}{_OCCASION}\b)"
    r"|,?\s+(?=in the early hours\b)|,\s+(?=in connection with\b)"
    rf"|,?\s+(?=on {_DAY}(?:,|$| (?:in|at|after|when|while|because|amid)\b))"
)
# What a headline leaves out of its sentence: dates and short forms in brackets, and the day that something happened on.
_ASIDE = re.compile(
    rf" \((?:{MONTH} \d[^()]*|[A-Z][A-Za-z-]{{1,9}})\)"
    rf"|,? on {_DAY}{DAY_PART}"
)
_GOES_ON = re.compile(r",? (?:and|or|to|until|through)\b|['’]s")  # behind it: one of several, or an owner
_DAY_MATTERS = re.compile(r"(?i)\b(?:but|not|only|except|until|or|if|unless|instead|rather)\b")
_LISTED = re.compile(r",\s+and\b")
_ON_DAY = re.compile(rf",?\s*on {_DAY}")
_CONDITION = re.compile(r"(?i)\b(?:if|unless|until|except|but)\b")
_SPEAKER = re.compile(
    r"(?i)\b(?:said|says|told|according|added|stated|explained|alleged(?:ly)?|claim(?:s|ed)|reported(?:ly)?)\b"
)
_OPENS = _words("who which that where whose whom what how whether when while because although if after since")
_WHEN = _words("while when after since")
_SAYS = _words(
    "said says stated states added explained claimed claims believed believes hoped hopes revealed confirmed noted "
    "thought admitted assessed considered emphasized stressed reminded recorded estimated predicted"
)
_ASKS = re.compile(
    r"(?i)\b(?:ask|order|urg|tell|told|want|forc|allow|expect|call|remind|requir|instruct|advis|persuad|invit|warn|encourag"
    r"|appeal|help|let|made|make|need|plan|decid|tri|try|refus|agre)\w*\b"
)
_COMPLEMENT = re.compile(r"(?i)\b(?:to|that|for|on|against|about)\b")
AUXILIARY = _words(
    "am are can cannot could did do does had has have is may might must shall should was were will would be been being"
)
_BETWEEN = _words("not also now never still already later finally again only then")
_PREPOSITION = _words("in on at by from with to for of into during under over as against through and or")
_ONLY_PAST = _words(
    "rose fell took gave went came became began saw broke chose drove ate flew grew knew spoke shook responded "
    "happened occurred appeared participated succeeded reacted apologized competed collided"
)
ENDS_WELL = _words("rose fell died collapsed erupted arrived resigned increased declined dropped jumped won lost")
_OPEN_END = _words(
    "a an the of to for with from and or but that its his her their by as than not no shortly about into against "
    "during between among upon without who which whose because while if when where"
)


def headline_of(sentence: str, words: int = WORDS) -> str:
    """A headline made of a sentence: the longest whole clause of up to ``words`` words that it begins with, else the
    shortest longer one, else the sentence itself. Where that is longer than ``words``, days and brackets go first."""
    text = _with_capital(_without_quotes(sentence.strip()).rstrip(".…"))
    cut = _cut(text, words)
    if len(cut.split()) <= words or '"' in text or "“" in text or _DAY_MATTERS.search(text):
        return cut
    return min(cut, _cut(_ASIDE.sub(_without, text), words), key=lambda kept: len(kept.split()))


def _without_quotes(text: str) -> str:
    """A text without the quotation marks around all of it; those around a part stay in pairs."""
    bare = text.strip('"“”')
    lone = bare.count('"') % 2 or bare.count("“") != bare.count("”")
    return text if lone and not is_open(text) else bare


def _without(match: re.Match[str]) -> str:
    """Nothing in the place of a day or a bracket; it stays where another one follows."""
    return match[0] if _GOES_ON.match(match.string, match.end()) else ""


def _cut(text: str, words: int) -> str:
    if len(text.split()) <= words:
        return text.rstrip(",;: ")
    whole = [text[: match.start()] for match in _BREAK.finditer(text, 0, REACH) if is_whole(text, match.start())]
    short = [kept for kept in whole if len(kept.split()) <= words]
    return (short[-1] if short else whole[0] if whole else text).rstrip(",;: ")


def _with_capital(text: str) -> str:
    """A text whose first word, where it is all small letters, begins with a capital; "iPhone" stays."""
    first = text.split(" ", 1)[0]
    return text[0].upper() + text[1:] if first[:1].isalpha() and first.islower() else text


def breaks_off(text: str) -> bool:
    """Whether a headline plainly lacks its end: it stops at a word that nothing can end with, or at dots."""
    last = re.findall(r"\w+|\.\.\.|…", text)[-1:]
    return bool(last) and (last[0] in ("...", "…") or last[0].lower() in _OPEN_END)


def is_whole(text: str, end: int) -> bool:
    """Whether what stands before a place in a sentence is a clause of its own that says nothing else."""
    kept, rest = text[:end].rstrip(",;: "), text[end:]
    words = [word.lower() for word in re.findall(r"[\w'’-]+", kept)]
    if _ON_DAY.match(rest) and _CONDITION.search(kept):  # "unless it rains on Friday"
        return False
    if len(words) < LEAST or words[-1] in _OPEN_END or _CONDITION.search(rest) or is_open(kept):
        return False
    if _LISTED.match(rest) and not has_verb(rest):  # "for lecturers, employees, and students"
        return False
    if _SPEAKER.search(rest) and not _SPEAKER.search(kept):
        return False
    verbs = list(_verbs(words))
    if len(verbs) <= sum(_begun(words)) or not _has_end(words, verbs):
        return False
    asked = list(_ASKS.finditer(kept))
    if asked and not _COMPLEMENT.search(kept[asked[-1].end() :]):
        return False
    return not damage(text, kept)


def is_open(text: str) -> bool:
    """Whether a bracket or a quotation is not closed."""
    return text.count("(") != text.count(")") or text.count("“") != text.count("”") or text.count('"') % 2 == 1


def _begun(words: list[str]) -> Iterator[bool]:
    """For each word whether it begins a clause inside another, which needs a verb of its own."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        opens = word in _OPENS and not (word in _WHEN and following.endswith("ing"))  # "after meeting residents"
        yield opens or (word in _SAYS and following != "that")


def _verbs(words: list[str]) -> Iterator[int]:
    """The places of the last words of finite verbs: of "was not arrested" that of "arrested". A past form before a
    preposition counts only with an auxiliary: "the men arrested in Medan" is no clause."""
    helped = False
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in AUXILIARY:
            helped = True
            if following not in AUXILIARY | _BETWEEN and not is_finite(following):
                yield at
        elif word in _BETWEEN:
            continue
        elif is_finite(word, words[at - 1] if at else ""):
            past = not word.endswith("s")
            if helped or not past or word in _ONLY_PAST or word in ENDS_WELL or following not in _PREPOSITION | {""}:
                yield at
            helped = False
        else:
            helped = False


def _has_end(words: list[str], verbs: list[int]) -> bool:
    """Whether the last word is no verb that waits for its object."""
    last = len(words) - 1
    if verbs[-1] != last or words[last] in ENDS_WELL:
        return True
    before = [word for word in words[max(0, last - 3) : last] if word not in _BETWEEN]
    return words[last] not in AUXILIARY and bool(before) and before[-1] in AUXILIARY
