"""Cuts the end of a long headline: what it adds, what for, in which hall, when and why.

An end stays where it may carry the news: behind a negation or "the first", with a condition, a doubt or a speaker in
it, or where the rest would be no whole clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.language import rules
from pipeline.stages.summarize.compression_checks import has_verb, is_finite, is_plain_verb
from pipeline.stages.summarize.headline_articles import size
from pipeline.stages.summarize.headline_cut import AUXILIARY, ENDS_WELL, breaks_off, is_whole
from pipeline.stages.summarize.headline_lists import OWN, either, has_scope, is_heavy, is_verb, listed, pattern
from pipeline.stages.summarize.headline_parts import BEFORE_NEWS, Step

LONG = 14  # words: a headline of no more keeps its circumstances
LEAST = 5  # words that a cut leaves
_NEW_CLAUSE = re.compile(r", (?:he|she|it|they|we|there) [a-z]")
_CONCEDES = re.compile(r",? (?:even though|although|despite)\b")
_CONDITION = re.compile(r"(?i)\b(?:if|unless|only|until|except|but)\b")
_PLACE = re.compile(rf"\b(?:in|at|to|from|with) (?:the )?{OWN}(?: {OWN}){{0,5}}$")
_PLURAL = re.compile(r"(?:[\w'’-]+ ){0,4}?(?:[\w-]+s|[Pp]olice|[Pp]eople) (?:(?:from|of|in|at) (?:[\w'’-]+ ){1,6})?")
_PLAIN = re.compile(r"(?<= )[a-z]+\b")
_OF = re.compile(r"\b((?:remind|warn)\w*) of\b")
_FIGURE = re.compile(r"\d|%|\bpercent\b|\b(?:is|are|was|were) (?:an?|the|one|among|part)\b")
_AND_ONE = re.compile(r" (?:and|or) (?:the|an?|[A-Z]\w*) ")
_RELATIVE = re.compile(r" (?:who|which|that|whose) ")
_ACCORDING = re.compile(r"(?i)\b(?:according to|based on) [^,]*$")
_SEVERAL = re.compile(r"\b(?:both|between|either|such as|including|like|from)\b|, (?:[\w-]+ ){0,2}[\w-]+,?$|,.*,")
_UNCLOSED = re.compile(r", (?:who|whom|which|whose) [^,]*$")
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|must|may|might|said|says)\b")
_RESTRICTED = re.compile(r"(?<!,) (?:who|which) ")
_SOURCE = re.compile(r"(?:According to|Based on|As reported by) [^,]*$")
_OBJECT = re.compile(  # behind a verb; "mobile and fixed services" has none
    r"(?:the|an?|his|her|its|their|this|that|these|those|it|him|them|to|in|on|at|by|from|with|for|as|into|not|been|be"
    r"|also|several|many|more|up|out|\d|[A-Z])"
)
_LISTS = re.compile(r"\b(?:such as|including|like|between|both|either)\b|, [^,]{1,30}$")
_DONE = re.compile(r"\b(?:is|are|was|were|been|be|being) (?:\w+ ){0,3}?\w+(?:ed|en|wn|lt|ght)\b(?: \w+){0,2}$")
_MODAL = re.compile(r"\b(?:can|must|should|may|might|could)\b")
_TO = re.compile(r"\bto (?!(?:the|an?|his|her|their|its|our|your|this|that|these|those|\d+)\b)[a-z]")
_TO_DO = re.compile(r"\bto (?:[a-z]+ly )?([a-z]+)\b")
_SHARE = re.compile(
    r"(?<=illion),? or (?:around |about |equivalent to )?[\d.,]+ percent of .+$"
    r"|,? or (?:with )?(?:an? )?(?:increase|decrease|rise|drop) of [\d.,]+ percent$"
)
_OF_INDEFINITE = re.compile(r"\b(?:an?|one|two|three|four|five|several|\d+) (?:[\w'’-]+ ){2,5}$")


class _Ending(NamedTuple):
    """Where a part begins that goes on to the end, whether it is an aside, and whether much is lost with it."""

    begin: re.Pattern[str]
    aside: bool
    circumstance: bool


@cache
def _endings() -> tuple[_Ending, ...]:
    words = {"own": OWN, "venues": either("places", "venues"), "participles": either("guards", "participles")}
    found = []
    for row in rules.table("headline_trims")["ending"]:
        source = row["pattern"]
        for name, inside in words.items():
            source = source.replace(f"{{{name}}}", inside)
        found.append(_Ending(re.compile(source), row.get("aside", False), row.get("loss") == "some"))
    return tuple(found)


def _mild_cuts(text: str) -> Iterator[str]:
    """Without what the end only adds: a share, examples, what somebody is, a purpose, a hall."""
    share = _SHARE.search(text)
    if share is not None and not is_heavy(share[0]):
        yield text[: share.start()]
    yield from _cuts(text, [ending for ending in _endings() if not ending.circumstance])


def _speech(text: str) -> Iterator[str]:
    """Without "that" behind a verb of saying."""
    yield pattern("that").sub(r"\1 ", text)


def _hard_cuts(text: str) -> Iterator[str]:
    """Without a circumstance at the end, where the sentence is much too long."""
    if size(text) > LONG:
        yield from _cuts(text, [ending for ending in _endings() if ending.circumstance])


def _cuts(text: str, endings: Sequence[_Ending]) -> Iterator[str]:
    """Without a part at the end; of several of a kind the last one."""
    for ending in endings:
        for match in reversed(list(ending.begin.finditer(text))):
            few = len(text[: match.start()].split()) < LEAST
            if few or _belongs(text, match) or not _may_go(text, match.start(), aside=ending.aside):
                continue
            yield text[: match.start()].rstrip(",;: ")


def _may_go(text: str, start: int, *, aside: bool) -> bool:
    """Whether all behind a place may go."""
    kept, rest = text[:start].rstrip(",;: "), text[start:]
    # "condemned those who wrote before the race", "according to the results of the count"
    if _SOURCE.match(kept) or (not aside and _RESTRICTED.search(kept)):
        return False
    # An aside goes with all that it says; of a circumstance the doubt and the speaker would be missed.
    whole = f"{kept}, ." if aside else text
    if (not aside and has_scope(kept)) or not _is_clause(whole, len(kept)):
        return False
    if aside and _NEW_CLAUSE.search(rest):  # "at his age, namely 39, he owns ..."
        return False
    concedes = _CONCEDES.match(rest) is not None
    if _CONDITION.search(rest) if concedes else pattern("denial" if aside else "heavy").search(rest):
        return False
    asked = pattern("asking").search(kept)
    replaces = re.match(r" to (?:replace|succeed)\b", rest)
    # "urge drivers heading to Puncak to be careful"
    if asked and not replaces and _TO.search(rest) and not _to_do(kept[asked.end() :]):
        return False
    return not (breaks_off(kept) or _wants_more(kept))


def _wants_more(kept: str) -> bool:
    """Whether a text ends in a word that waits for another: "is held", "a photo uploaded", "is likely"."""
    *before, last = kept.lower().split()
    adverb = last.endswith("ly") and last not in listed("guards", "no_adverbs")
    participle = kept.split()[-1].islower() and last.endswith("ed") and is_finite(last) and last not in ENDS_WELL
    lists = ("wanting", "degrees", "able", "participles", "particles")
    return (
        adverb
        or last in ("however", "meanwhile", "therefore", "but", "so")
        or any(last in listed("guards", name) for name in lists)
        or (participle and not AUXILIARY.intersection(before[-3:]))
        or re.search(r"\bto (?:be )?\w+(?: out)?$", kept) is not None
    )


def _to_do(text: str) -> bool:
    """Whether a text has "to" before a verb."""
    return any(is_plain_verb(match[1]) or match[1] == "be" for match in _TO_DO.finditer(text))


def _is_clause(text: str, start: int) -> bool:
    """Whether what stands before a place is a whole clause, also with a plural: "Police arrest a driver"."""
    aside = _UNCLOSED.search(text[:start])
    if aside is not None and not is_whole(f"{text[: aside.start()]}, .", aside.start()):
        return False
    front, comma, news = text[:start].partition(", ")
    # "In the play, written by her, ..."
    if comma and BEFORE_NEWS.match(front) and not is_whole(f"{news}, .", len(news)):
        return False
    if is_whole(text, start):
        return True
    probe = _OF.sub(r"\1 on", text)  # "reminds of" wants nothing more
    for verb in _PLAIN.finditer(probe, 0, start):
        if is_plain_verb(verb[0]) and _PLURAL.fullmatch(probe[: verb.start()]):
            return is_whole(f"{probe[: verb.end()]}s{probe[verb.end() :]}", start + 1)
    passive = pattern("passive").match(probe)
    if passive is not None and passive.end() < start and not has_verb(pattern("passive").sub("", probe)):
        return is_whole(f"{passive[1]}was {probe[passive.end(1) :]}", start + 4)
    return probe != text and is_whole(probe, start)


def _belongs(text: str, match: re.Match[str]) -> bool:
    """Whether a part belongs to what stands before it, by its first words."""
    kept, words = text[: match.start()], text[match.end() :].split()
    first = words[0]
    if first in ("a", "an", "the"):  # one of a list, not what somebody is
        inside = _RELATIVE.split(" ".join(words))[0]
        several = _LISTS.search(kept) or _AND_ONE.search(inside)
        clause = _is_told_in(inside) or _ACCORDING.search(kept)
        return not kept.split()[-1][0].isupper() or several is not None or bool(clause)
    if first == "and":  # "was arrested and held in Medan", "rice and dried fish"
        second = len(words) > 2 and is_verb(words[1]) and _OBJECT.match(" ".join(words[2:])) is not None
        last = kept.split()[-1]
        shared = is_verb(last) or is_plain_verb(last) or last in listed("guards", "particles")
        return not second or shared or _SEVERAL.search(kept) is not None
    if first in ("along", "together", "accompanied") or words[:2] == ["as", "well"]:
        return _SEVERAL.search(kept) is not None or " and " in kept
    if first in ("who", "which", "that") and text[match.start()] != ",":
        noun = kept.split()[-1].lower()
        return noun in listed("guards", "saying") or not is_verb(words[1]) or not _tells_more(kept)
    if first in listed("guards", "participles"):
        return not _tells_more(kept)
    if first in ("related", "concerning") or words[:2] == ["in", "relation"]:
        return kept.split()[-1] not in listed("guards", "matters")
    if first in listed("guards", "prepositions") and _AUXILIARY.search(_RELATIVE.split(" ".join(words))[0]):
        return True  # "... during the match was discussed": another clause
    if first == "in" and " and " in kept:
        return True
    if first in ("at", "in"):
        hall = any(word in listed("places", "venues") for word in words)
        return _wants_place(kept, hall=hall) or words[1].endswith("ing")
    if first == "to":
        return _to_belongs(kept, words[1], held=len(words) > 2 and words[2] in ("held", "carried", "conducted"))
    if first in ("through", "via") and is_plain_verb(kept.split()[-1]):
        return True
    if first == "by" and _DONE.search(kept):  # "residents were moved by changing ..." says who or what did it
        return True
    if first in ("when", "while", "before", "after", "during", "through", "by"):
        return _MODAL.search(kept) is not None
    return False


def _to_belongs(kept: str, verb: str, *, held: bool) -> bool:
    """Whether "to" and a verb say what is done, not what for."""
    last = kept.split()[-1].lower()
    if verb in ("replace", "succeed"):
        return last in listed("guards", "able")
    if verb == "be":
        return (
            last.endswith(("ed", "ing", "en"))
            or last in (*listed("guards", "wanting"), *listed("guards", "able"))
            or not held
            or " for " in kept
        )
    used = list(pattern("using").finditer(kept))
    for_use = bool(used) and not any(map(is_verb, kept[used[-1].end() :].split()))
    fits = for_use and last not in listed("guards", "able") and not last.endswith(("ed", "ing"))
    purpose = _PLACE.search(kept) or fits
    return not (purpose and is_plain_verb(verb)) or pattern("asking").search(kept) is not None or " for " in kept


def _wants_place(kept: str, *, hall: bool) -> bool:
    """Whether what stands before a place has it for its news: a verb, "a role"; where it is no hall a figure, too."""
    last = kept.split()[-1]
    verbal = last.islower() and (
        last.endswith(("ed", "ing", "ly", "ous", "ive", "ful", "en")) or is_finite(last) or is_plain_verb(last)
    )
    return verbal or last in listed("guards", "wanting") or (not hall and _FIGURE.search(kept) is not None)


def _is_told_in(part: str) -> bool:
    """Whether a part has a finite verb; "a suspect in a case related to" and "a naked bike" have none."""
    return any(is_verb(word) and not word.endswith("ed") for word in part.split())


def _tells_more(kept: str) -> bool:
    """Whether what stays ends in one of many that is no predicate: "arrest a driver", but not "is a driver"."""
    found = _OF_INDEFINITE.search(f"{kept} ") if kept.split()[-1].islower() else None
    if found is not None and _is_told_in(found[0]):
        return False
    return found is not None and not re.search(
        r"\b(?:is|are|was|were|be|been|becomes?|became|as|remains?) $", kept[: found.start()]
    )


CUTS: tuple[Step, ...] = (_mild_cuts, _speech, _hard_cuts)
