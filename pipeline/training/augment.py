"""Augments training pairs by replacing numbers, words or names on both sides, so that a model learns to copy them.

Indonesian writes 1.234,5 where English writes 1,234.5. Across languages a number is exchanged only when the same value
occurs exactly once on each side; the new one keeps its digit groups, its decimals and its kind (a day of the
month stays one, a year stays a year, 21st follows 17th). The value 1 is left alone, because it decides grammar.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.language.english_calendar import MONTH

# A number is not touched inside words (B737), dates with slashes, ranges and codes (10/1, 2019-2020, 3.0.1).
_NUMBER = re.compile(r"(?<![\w/.,:\-])(\d[\d.,]*\d|\d)(?![\w/:\-]|[.,]\d)")
_AFTER_CURRENCY = re.compile(r"(?<=Rp)(\d[\d.,]*\d|\d)(?![\w/:\-]|[.,]\d)")
_ORDINAL_EN = re.compile(r"(?<![\w/.,:\-])(\d{1,3})(st|nd|rd|th)\b")
_ORDINAL_ID = re.compile(r"(?<=\bke-)(\d{1,3})(?![\w/:\-.,])")
_CLOCK_ID = re.compile(r"(?<=\bpukul )(\d{1,2})[.:](\d{2})(?![\d.,:])")
_CLOCK_EN = re.compile(r"(?<![\d.,:])(\d{1,2}):(\d{2})(?![\d.,:])")
_GROUPED = {"id": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"), "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")}
_PLAIN = {"id": re.compile(r"\d+(?:,\d+)?"), "en": re.compile(r"\d+(?:\.\d+)?")}
_MONTH = re.compile(
    r"^\s*(?:Jan|Feb|Mar|Apr|Mei|May|Jun|Jul|Agu|Aug|Sep|Okt|Oct|Nov|Des|Dec)|"
    rf"{MONTH}\s*$"
)

_CAPITALISED = re.compile(r"(?<![\w'’-])[A-Z][\w'’-]+")
_LONGEST_NAME = 4  # words
_INVENTED = 1 / 3  # of the names put in
_MONTHS = frozenset(("April", "September", "November"))  # written alike in both languages
# Words that title case leaves in lower case.
_SMALL = frozenset(("di", "ke", "dari", "yang", "dan", "untuk", "dengan", "pada", "dalam", "oleh", "atau"))
_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]{5,}(?![\w'’:-])")
# Replacing a function word would change the structure of the sentence.
_NOT_EXCHANGED = (
    "about above according across after again against although among around because before being below between both "
    "could despite during every following having including might never other should since still their there these "
    "those though through under until where whether which while whose within without would"
)
_FUNCTION_WORDS = frozenset(_NOT_EXCHANGED.split())


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in a text: its span, kind (``number``, ``ordinal``, ``clock``), value and written form.

    ``value`` is canonical: digits, then a point and the decimals if there are any; a clock is HH:MM.
    """

    start: int
    end: int
    kind: str
    value: str
    grouped: bool = False


def find_numbers(text: str, language: str) -> list[NumberSpan]:
    """The numbers of a text that can be exchanged safely, in order. Languages other than ``id`` read as ``en``."""
    style = "id" if language == "id" else "en"
    spans: list[NumberSpan] = []
    taken: set[int] = set()

    def add(start: int, end: int, kind: str, value: str, grouped: bool = False) -> None:
        if not taken & set(range(start, end)):
            taken.update(range(start, end))
            spans.append(NumberSpan(start, end, kind, value, grouped))

    for match in (_CLOCK_ID if style == "id" else _CLOCK_EN).finditer(text):
        hour, minute = int(match[1]), int(match[2])
        if hour < 24 and minute < 60:
            add(match.start(), match.end(), "clock", f"{hour:02}:{minute:02}")
    for match in (_ORDINAL_ID if style == "id" else _ORDINAL_EN).finditer(text):
        add(match.start(), match.end(), "ordinal", match[1].lstrip("0") or "0")
    for pattern in (_NUMBER, _AFTER_CURRENCY):
        for match in pattern.finditer(text):
            value = canonical(match[1], style)
            if value:
                add(match.start(1), match.end(1), "number", value, bool(_GROUPED[style].fullmatch(match[1])))
    return sorted(spans, key=lambda n: n.start)


def canonical(written: str, style: str) -> str:
    """``1.234,5`` (id) and ``1,234.5`` (en) are both 1234.5; "" when it is no number of that style."""
    thousands, decimal = (".", ",") if style == "id" else (",", ".")
    if not (_GROUPED[style].fullmatch(written) or _PLAIN[style].fullmatch(written)):
        return ""
    whole, _, fraction = written.replace(thousands, "").replace(decimal, ".").partition(".")
    if len(whole) > 1 and whole.startswith("0"):
        return ""  # telephone numbers, codes
    return f"{whole}.{fraction}" if fraction else whole


def same_numbers(source: str, target: str, languages: tuple[str, str]) -> bool:
    """Whether no value in digits was added, and none of two or more digits lost (small ones may be spelled out)."""
    a = Counter(n.value for n in find_numbers(source, languages[0]))
    b = Counter(n.value for n in find_numbers(target, languages[1]))
    return not (b - a) and not any(len(v) > 1 for v in (a - b))


def substitute(source: str, target: str, languages: tuple[str, str], rng: random.Random) -> tuple[str, str]:
    """The pair with each exchangeable number replaced on both sides; unchanged when there is none.

    Within one language (an article and its brief) a value may occur more than once on either side: all of its
    occurrences get the same new value. Across languages only a value that occurs once on each side is exchanged.
    """
    a, b = find_numbers(source, languages[0]), find_numbers(target, languages[1])
    of_a, of_b = _by_value(a), _by_value(b)
    within = languages[0] == languages[1]
    used = {v for _, v in of_a} | {v for _, v in of_b}
    edits: tuple[list[tuple[NumberSpan, str]], list[tuple[NumberSpan, str]]] = ([], [])
    for key, in_source in of_a.items():
        in_target = of_b.get(key, [])
        once = len(in_source) == 1 and len(in_target) == 1
        if not in_target or not (once or within) or key[1] == "1":
            continue
        day = any(_is_day(source, n) for n in in_source) or any(_is_day(target, n) for n in in_target)
        value = _new_value(in_source[0], day, rng)
        if value in used:
            continue
        used.add(value)
        for side, numbers in zip(edits, (in_source, in_target), strict=True):
            side += [(number, value) for number in numbers]
    return _apply(source, edits[0], languages[0]), _apply(target, edits[1], languages[1])


def words_of(text: str) -> list[str]:
    """The words of a text that may be exchanged: those of five letters or more that are not function words."""
    return [word for word in _WORD.findall(text) if word.lower() not in _FUNCTION_WORDS]


def exchange_words(
    source: str, target: str, others: Sequence[str], share: float, rng: random.Random
) -> tuple[str, str]:
    """Replaces words that occur on both sides of a pair within one language, at every occurrence.

    The result has no meaning; it teaches a model to copy a word letter by letter, however unlikely the word is in its
    context.

    Args:
        source: one side.
        target: the other.
        others: words to take; one of the same case (capital or not) is drawn for each.
        share: of the words on both sides, how many are replaced.
        rng: decides which and by what.
    """
    target_words = set(words_of(target))
    both = [word for word in dict.fromkeys(words_of(source)) if word in target_words]
    by_case = {case: [w for w in others if w[0].isupper() == case] for case in (False, True)}
    new: dict[str, str] = {}
    for word in both:
        pool = by_case[word[0].isupper()]
        if pool and rng.random() < share:
            new[word] = rng.choice(pool)

    def replaced(text: str) -> str:
        return _WORD.sub(lambda match: new.get(match[0], match[0]), text)

    return replaced(source), replaced(target)


def names_of(text: str, other: str) -> list[str]:
    """The names that both sides spell alike: the longest runs of capitalised words that occur once in each."""
    words = list(_CAPITALISED.finditer(text))
    names: list[str] = []
    at = 0
    while at < len(words):
        taken = 0
        for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
            run = words[at:end]
            if any(text[a.end() : b.start()] != " " for a, b in itertools.pairwise(run)):
                continue
            name = text[run[0].start() : run[-1].end()]
            if name not in _MONTHS and _count(name, text) == _count(name, other) == 1:
                names.append(name)
                taken = end - at
                break
        at += taken or 1
    return names


def exchange_names(source: str, target: str, others: Sequence[str], rng: random.Random) -> tuple[str, str]:
    """Replaces the names of a pair across languages on both sides, so that names are copied and not recalled.

    A name is replaced by one of as many words from ``others``; a third of the new ones are made of the beginning of
    one name and the end of another, so that no spelling of them was seen before.

    Args:
        source: one side.
        target: the other.
        others: names to take, as :func:`names_of` finds them.
        rng: decides which and by what.
    """
    for name in names_of(source, target):
        pool = [o for o in others if o.count(" ") == name.count(" ") and o.isupper() == name.isupper() and o != name]
        if not pool:
            continue
        new = rng.choice(pool)
        if not new.isupper() and rng.random() < _INVENTED:
            new = _invented(new, rng.choice(pool))
        if _count(new, source) or _count(new, target):
            continue
        source, target = (_replace(name, new, text) for text in (source, target))
    return source, target


def capitals(source: str, target: str, rng: random.Random) -> tuple[str, str]:
    """Writes the source in headline capitals: every word capitalised, or, one time in three, all letters.

    The target stays in sentence case; a full stop that ends both sides is left out, as headlines have none.
    """
    if source.endswith(".") and target.endswith(".") and not source.endswith(".."):
        source, target = source[:-1], target[:-1]
    if rng.random() < 1 / 3:
        return source.upper(), target
    words = source.split(" ")
    return " ".join(w if i and w in _SMALL else w[:1].upper() + w[1:] for i, w in enumerate(words)), target


def _invented(one: str, other: str) -> str:
    """Joins the beginning of each word of a name to the end of the other's: Sutrisno and Wahyudi give Sutrudi."""
    pairs = zip(one.split(" "), other.split(" "), strict=True)
    return " ".join(a[: (len(a) + 1) // 2] + b[(len(b) + 1) // 2 :] for a, b in pairs)


def _places(name: str, text: str) -> list[int]:
    """Where a name stands in a text as whole words; a pattern compiled for each name would cost ten times as much."""
    places: list[int] = []
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and _joins(text[at - 1])) and not (end < len(text) and _joins(text[end])):
            places.append(at)
        at = text.find(name, at + 1)
    return places


def _joins(character: str) -> bool:
    return character.isalnum() or character in "_'’-"


def _count(name: str, text: str) -> int:
    return len(_places(name, text))


def _replace(name: str, new: str, text: str) -> str:
    for at in reversed(_places(name, text)):
        text = text[:at] + new + text[at + len(name) :]
    return text


def _by_value(numbers: Iterable[NumberSpan]) -> dict[tuple[str, str], list[NumberSpan]]:
    groups: dict[tuple[str, str], list[NumberSpan]] = {}
    for number in numbers:
        groups.setdefault((number.kind, number.value), []).append(number)
    return groups


def _is_day(text: str, number: NumberSpan) -> bool:
    if not number.value.isdigit() or int(number.value) > 31:
        return False
    return bool(_MONTH.search(text[number.end : number.end + 12]) or _MONTH.search(text[: number.start][-12:]))


def _new_value(number: NumberSpan, day: bool, rng: random.Random) -> str:
    if number.kind == "clock":
        morning = int(number.value[:2]) < 12  # "a.m." may follow on the English side
        hour = rng.randint(1, 11) if morning else rng.randint(13, 23)
        return f"{hour:02}:{rng.randrange(60):02}"
    if day:
        return str(rng.randint(2, 28))
    whole, _, fraction = number.value.partition(".")
    if not fraction and len(whole) == 4 and not number.grouped and 1900 <= int(whole) <= 2035:
        return str(rng.randint(1930, 2032))
    digits = max(1, min(len(whole) + rng.choice((0, 0, 0, 1, -1)), 12)) if number.kind == "number" else len(whole)
    low = 2 if digits == 1 else 10 ** (digits - 1)
    new = str(rng.randint(low, 10**digits - 1))
    return f"{new}.{''.join(rng.choice('0123456789') for _ in fraction)}" if fraction else new


def _write(value: str, number: NumberSpan, language: str) -> str:
    """The value in the format of the language and of the number it replaces."""
    if number.kind == "clock":
        hour, minute = value.split(":")
        return f"{hour}.{minute}" if language == "id" else f"{int(hour)}:{minute}"
    if number.kind == "ordinal":
        return value if language == "id" else value + _suffix(int(value))
    whole, _, fraction = value.partition(".")
    thousands, decimal = (".", ",") if language == "id" else (",", ".")
    year_like = len(whole) == 4 and not number.grouped
    if len(whole) > 3 and not year_like:
        whole = f"{int(whole):,}".replace(",", thousands)
    return f"{whole}{decimal}{fraction}" if fraction else whole


def _suffix(n: int) -> str:
    if 10 <= n % 100 <= 20:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")


def _apply(text: str, edits: list[tuple[NumberSpan, str]], language: str) -> str:
    for number, new in sorted(edits, key=lambda e: -e[0].start):
        text = text[: number.start] + _write(new, number, language) + text[number.end :]
    return text
