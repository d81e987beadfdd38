"""From a text to its facts: the readers of numbers, dates, times and names put together, each place read once."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.language.dates import Date, Time, read_dates, read_times
from pipeline.language.fact import LOOSE, Fact
from pipeline.language.measures import measure
from pipeline.language.names import read_names
from pipeline.language.numbers import RANGE, Language, Number, plain, read_numbers
from pipeline.language.taken import Taken

_QUOTE = re.compile(r"[“\"]([^“”\"]{2,}?)[”\"]")


@lru_cache(maxsize=8192)
def read_facts(text: str, language: Language) -> tuple[Fact, ...]:
    """All facts, the loose number words included (see ``LOOSE``)."""
    facts = list(read_figures(text, language))
    figures = Taken(text, [f.span for f in facts if f.measure != LOOSE])
    facts += [
        Fact(n.kind, n.text, (n.start, n.end), n.text, (("words", n.words),), n.firm)
        for n in read_names(text, language)
        if not figures.any(n.start, n.end)
    ]
    facts += [Fact("quote", m.group(1), m.span(1), m.group(1), firm=False) for m in _QUOTE.finditer(text)]
    return tuple(sorted(facts, key=lambda f: f.span))


@lru_cache(maxsize=1024)
def read_figures(text: str, language: Language) -> tuple[Fact, ...]:
    """The times, dates and numbers alone, on which names do not bear; a whole article is often asked for them alone."""
    times = read_times(text, language)
    taken = Taken(text, [(t.start, t.end) for t in times])
    dates = [d for d in read_dates(text, language) if not taken.any(d.start, d.end)]
    for date in dates:
        taken.add(date.start, date.end)
    facts = [_time_fact(t) for t in times] + [_date_fact(d) for d in dates]
    numbers = [n for n in read_numbers(text, language) if not taken.any(n.start, n.end)]
    facts += _share_measure([_number_fact(n, text, language) for n in numbers], text)
    return tuple(sorted(facts, key=lambda f: f.span))


def _time_fact(time: Time) -> Fact:
    minutes = tuple(str(m) for m in time.minutes)
    return Fact("time", time.value, (time.start, time.end), time.text, (("minute", minutes),))


def _date_fact(date: Date) -> Fact:
    parts: list[tuple[str, tuple[str, ...]]] = []
    day, month = (
        (str(a), str(b)) if b and a != b else (str(a),)
        for a, b in zip((date.day, date.month), date.swapped, strict=True)
    )
    if date.day:
        parts.append(("number", day))
    if date.month:
        parts.append(("month", month))
    if date.year:
        parts.append(("number", (str(date.year),)))
    if date.weekday:
        parts.append(("weekday", (str(date.weekday),)))
    return Fact("date", date.value, (date.start, date.end), date.text, tuple(parts), firm=date.firm)


def _number_fact(number: Number, text: str, language: Language) -> Fact:
    span = (number.start, number.end)
    if number.code:
        return Fact("number", number.code, span, number.text, (("code", (number.code,)),))
    value = plain(number.value)
    values = (value, *(plain(o) for o in number.others if plain(o) != value))
    fact = Fact("number", value, span, number.text, (("number", values),), firm=number.firm)
    if number.loose:
        return replace(fact, measure=LOOSE)
    counted = measure(text, number.start, number.end, language)
    if counted is not None and counted.kind != "currency" and language == "id" and number.scale == 1:
        # "29,553 detik" is no borrowed English comma: a measure has decimals, a crowd of 330,000 has none.
        fact = replace(fact, parts=(("number", (value,)),))
    if number.ordinal:
        return replace(fact, kind="ordinal")
    if counted is None:
        return fact
    fact = replace(
        fact, measure=counted.code, span=(counted.start, counted.end), text=text[counted.start : counted.end]
    )
    if counted.kind == "percent":
        return replace(fact, kind="percent", value=f"{value}%")
    if counted.kind == "currency":
        return replace(fact, kind="amount", value=f"{counted.code} {value}")
    return fact


def _share_measure(facts: list[Fact], text: str) -> list[Fact]:
    """In "160-320 km" and "5 to 10 percent" both numbers count the same thing."""
    shared = list(facts)
    for i in range(len(facts) - 2, -1, -1):
        one, after = shared[i], shared[i + 1]
        if one.kind == "number" and not one.measure and after.measure not in ("", LOOSE):
            between = text[one.span[1] : after.span[0]]
            if RANGE.fullmatch(between):
                shared[i] = replace(one, measure=after.measure)
    return shared
