"""Plants errors of meaning in sound translations: polarity, opposites, time, roles (see ``guard_meaning.py``).

The planter looks at the English alone and knows nothing of the guards: its words are its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

KINDS = ("negation dropped", "negation added", "reversal", "opposite", "time", "roles", "order")
DIRECTION_KINDS = ("direction turned", "movement dropped")  # see guard_direction.py


@dataclass(frozen=True, slots=True)
class MeaningError:
    """A translation with one error of meaning in it; ``change`` shows what became what."""

    kind: str
    source: str
    reference: str
    planted: str
    change: str


_DROPPED = (
    (r"\b(is|are|was|were|has|have|had|will|would|can|could|should|must|may|might) not\b", r"\1"),
    (r"\b(is|are|was|were|has|have|had|would|could|should|must)n['’]t\b", r"\1"),
    (r"\bwon['’]t\b", "will"),
    (r"\b(?:can['’]t|cannot)\b", "can"),
    (r"\b(?:do|does|did) not (?=[a-z])", ""),
    (r"\b(?:don|doesn|didn)['’]t (?=[a-z])", ""),
    (r"\bnever\b", "always"),
    (r"\bno longer\b", "still"),
    (r"\bwithout\b", "with"),
    (r"\bnot yet\b", "already"),
    (r"\bno (?=[a-z]{4,})", ""),
)
_ADDED = (
    (
        r"\b(is|are|was|were|has|have|will|would|can|could|should|must) (?!(?:not|no|never|the|a|an)\b)(?=[a-z]{3,})",
        r"\1 not ",
    ),
)
_REVERSED = (
    (r"\bcancel(?:s|l?ed)\b|\bcalled off\b", "confirmed"),
    (r"\bfail(?:s|ed)? to\b", "managed to"),
    (r"\b(?:almost|nearly) ", ""),
    (r"\bden(?:ied|ies|y)\b", "confirmed"),
    (r"\breject(?:s|ed)?\b|\brefuse[sd]? to\b", "accepted"),
    (r"\bban(?:s|ned)\b|\bprohibit(?:s|ed)\b|\bforb(?:ids?|ade|idden)\b", "allowed"),
    (r"\b(?:halt|stop|suspend)(?:s|ped|ed)?\b", "continued"),
    (r"\brevok(?:e[sd]?)\b", "issued"),
    (r"\bprevent(?:s|ed|ing)?\b|\bavoid(?:s|ed|ing)?\b", "cause"),
)
_OPPOSITES = (
    *(("rose", "fell"), ("rise", "fall"), ("increased", "decreased"), ("increase", "decrease"), ("up by", "down by")),
    *(("higher", "lower"), ("won", "lost"), ("win", "loss"), ("victory", "defeat"), ("before", "after")),
    *(("opened", "closed"), ("open", "close"), ("bought", "sold"), ("buy", "sell"), ("purchase", "sale")),
    *(("exports", "imports"), ("export", "import"), ("north", "south"), ("northern", "southern"), ("east", "west")),
    *(("eastern", "western"), ("left side", "right side"), ("husband", "wife"), ("man", "woman"), ("men", "women")),
    *(
        ("father", "mother"),
        ("first", "last"),
        ("largest", "smallest"),
        ("highest", "lowest"),
        ("more than", "less than"),
    ),
    *(("at least", "at most"), ("arrested", "released"), ("arrived", "departed"), ("survived", "died")),
    *(("supported", "opposed"), ("support", "oppose"), ("strengthened", "weakened"), ("profit", "loss")),
    *(("positive", "negative"), ("easy", "difficult"), ("faster", "slower"), ("hot", "cold"), ("rich", "poor")),
    *(
        ("big", "small"),
        ("large", "small"),
        ("domestic", "foreign"),
        ("started", "ended"),
        ("the start of", "the end of"),
    ),
    *(("began", "ended"), ("expensive", "cheap"), ("safe", "dangerous")),
    *(("victim", "perpetrator"), ("victims", "perpetrators"), ("teachers", "students"), ("good news", "bad news")),
    *(
        ("best", "worst"),
        ("high", "low"),
        ("long", "short"),
        ("older", "younger"),
        ("flood", "drought"),
        ("dry", "rainy"),
    ),
    *(("approved", "rejected"), ("accepted", "rejected"), ("allowed", "banned"), ("appointed", "dismissed")),
    *(("morning", "evening"), ("winner", "loser"), ("beat", "lost to"), ("received", "sent"), ("gave", "received")),
)
_TIMES = (
    *(("yesterday", "tomorrow"), ("today", "yesterday"), ("tomorrow", "yesterday"), ("last night", "tomorrow night")),
    *(("last week", "next week"), ("next week", "last week"), ("this week", "last week")),
    *(("last month", "next month"), ("next month", "last month"), ("this month", "next month")),
    *(("last year", "next year"), ("next year", "last year"), ("this year", "last year"), ("tonight", "last night")),
    *(("this morning", "tomorrow morning"), ("last season", "next season"), ("this season", "next season")),
    *(("ago", "from now"),),
)
_NAME = r"[A-Z][a-z]+(?: [A-Z][a-z]+)*"
_ROLES = re.compile(
    rf"\b(?P<a>{_NAME})(?P<v> (?:beat|beats|defeated|defeat|accused|criticized|supported|invited|met|replaced|sued|"
    rf"married|praised|summoned|arrested|attacked|trails?|lost to|over) )(?P<b>{_NAME})\b"
)
_LOST = re.compile(rf"\b(?P<a>{_NAME})(?P<v>[^.,A-Z]{{0,25}} (?:lost to|victory over|win over) )(?P<b>{_NAME})\b")
_PASSIVE = re.compile(rf"\b(?P<a>{_NAME})(?P<v> (?:was|were|is|are) [a-z]+ by )(?P<b>{_NAME})\b")
_FROM_TO = re.compile(rf"\bfrom (?P<a>{_NAME})(?P<v> to )(?P<b>{_NAME})(?=[ .,])")
_MONEY = r"(?:Rp)?\d[\d.,]*\d?(?: [mb]illion)?"
_FIGURES = re.compile(rf"\bfrom (?P<a>{_MONEY})(?P<v>(?: percent)? to )(?P<b>{_MONEY})(?![\d:])")
_OF = re.compile(
    r"(?<!Number )(?<!No\. )(?<!Law )\b(?P<a>\d{1,3}|two|three|four|five|six|seven)(?P<v> (?:out )?of (?:the )?)"
    r"(?P<b>\d{1,3}|three|four|five|six|seven|ten)\b(?!-)"
)
_SCORE = re.compile(r"(?<=won )(?P<a>\d{1,2})(?P<v>[-–])(?P<b>\d{1,2})\b(?![-–/])")
# How much, right behind a word of movement: "by 5 percent", "nearly US$2 million", "to 5,120 points".
_MUCH = (
    r"(?=(?:,? (?:by|to|about|around|some|nearly|almost|roughly|up|a|an|only|just|slightly|sharply|over|further|from|"
    r"between|as much as|more than|at least|less than)){0,3} "
    r"(?:(?:Rp|US\$|A\$|\$|€|£)\.? ?\d|[\d.,]*\d[ -]?(?:%|per ?cent|percentage|points?\b|basis)))"
)
_TURNED = (
    *(("rose", "fell"), ("rise", "fall"), ("rises", "falls"), ("risen", "fallen"), ("rising", "falling")),
    *(("increased", "decreased"), ("increase", "decrease"), ("increases", "decreases"), ("increasing", "decreasing")),
    *(("grew", "shrank"), ("grow", "shrink"), ("grown", "shrunk"), ("growing", "shrinking"), ("up", "down")),
    *(("climbed", "dropped"), ("jumped", "plunged"), ("surged", "slumped"), ("soared", "tumbled"), ("gained", "lost")),
    *(("strengthened", "weakened"), ("strengthening", "weakening"), ("raised", "lowered"), ("raise", "lower")),
    *(("rose", "declined"), ("advanced", "slipped"), ("higher", "lower"), ("added", "shed"), ("growth of", "drop of")),
    *(("increase of", "decrease of"), ("rise of", "fall of"), ("raised", "cut")),
)
_MOVED = (
    r"(?:rose|fell|increased|decreased|grew|shrank|climbed|dropped|declined|jumped|plunged|surged|slumped|soared|tumbled|"
    r"gained|lost|strengthened|weakened|advanced|slipped|is up|was up|is down|was down|were up|were down)"
)


def plant(
    sources: Sequence[str], references: Sequence[str], *, per_kind: int, seed: int, kinds: Sequence[str] = KINDS
) -> list[MeaningError]:
    """Up to ``per_kind`` errors of each kind; a sentence may be used once for each kind."""
    chance = random.Random(seed)
    order = list(range(len(sources)))
    chance.shuffle(order)
    made: list[MeaningError] = []
    for kind in kinds:
        count = 0
        for i in order:
            if count == per_kind:
                break
            result = _MAKERS[kind](references[i], chance)
            if result is not None and result[0] != references[i]:
                made.append(MeaningError(kind, sources[i], references[i], *result))
                count += 1
    return made


def _by_patterns(patterns: Sequence[tuple[str, str]]) -> Callable[[str, random.Random], tuple[str, str] | None]:
    def make(text: str, chance: random.Random) -> tuple[str, str] | None:
        found = [(m, new) for pattern, new in patterns for m in re.finditer(pattern, text)]
        if not found:
            return None
        match, new = chance.choice(found)
        written = match.expand(new)
        return text[: match.start()] + written + text[match.end() :], f"{match.group()!r} -> {written!r}"

    return make


def _by_words(
    pairs: Sequence[tuple[str, str]], *, both: bool
) -> Callable[[str, random.Random], tuple[str, str] | None]:
    turned = [*pairs, *((b, a) for a, b in pairs if both)]
    patterns = [(rf"(?<![-\w]){re.escape(a)}(?![-\w])(?! all\b)", b) for a, b in turned]
    return _by_patterns(patterns)


def _by_exchange(*patterns: re.Pattern[str]) -> Callable[[str, random.Random], tuple[str, str] | None]:
    def make(text: str, chance: random.Random) -> tuple[str, str] | None:
        found = [m for pattern in patterns for m in pattern.finditer(text) if m["a"] != m["b"]]
        if not found:
            return None
        match = chance.choice(found)
        written = (
            match.group().replace(match["a"], "\0", 1).replace(match["b"], match["a"], 1).replace("\0", match["b"], 1)
        )
        return text[: match.start()] + written + text[match.end() :], f"{match.group()!r} -> {written!r}"

    return make


def _by_direction() -> Callable[[str, random.Random], tuple[str, str] | None]:
    turned = [*_TURNED, *((b, a) for a, b in _TURNED)]
    # "Up to 22 percent" is no rise.
    patterns = [
        (rf"(?<![-\w]){a}(?![-\w]| to ){_MUCH}" if a in ("up", "down") else rf"(?<![-\w]){a}(?![-\w]){_MUCH}", b)
        for a, b in turned
    ]
    patterns += [(rf"(?<=percent ){a}\b|(?<=% ){a}\b|(?<=points ){a}\b", b) for a, b in turned]
    return _by_patterns(patterns)


_MAKERS: dict[str, Callable[[str, random.Random], tuple[str, str] | None]] = {
    "negation dropped": _by_patterns(_DROPPED),
    "negation added": _by_patterns(_ADDED),
    "reversal": _by_patterns(_REVERSED),
    "opposite": _by_words(_OPPOSITES, both=True),
    "time": _by_words(_TIMES, both=False),
    "roles": _by_exchange(_ROLES, _LOST, _PASSIVE),
    "order": _by_exchange(_FROM_TO, _FIGURES, _OF, _SCORE),
    "direction turned": _by_direction(),
    "movement dropped": _by_patterns([(rf"\b{_MOVED}(?: by| to)?\b{_MUCH}", "was")]),
}
