"""Finds every number in an Indonesian or English sentence and says what it is worth.

"2,5 juta", "dua setengah juta" and "2.5 million" are worth 2500000; "ke-17", "ketujuh belas" and "17th" are worth
17. What one language writes as a word the other may write as a numeral ("kedua", "both", "2"), so words of 0, 1 and
2 are not *firm*: they can answer for a number of the other side but their own loss proves nothing. The words are
data (``data/numerals.toml``); this module holds the grammar, one for both languages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.language.numerals import (
    FRACTIONS,
    MONEY_CODES,
    Language,
    Number,
    codes,
    opening_words,
    parse_literal,
    plain,
    tables,
)

__all__ = ["RANGE", "Language", "Number", "opens_sentence", "parse_literal", "plain", "read_numbers"]

RANGE = re.compile(r"\s*(?:-|–|—|/|s/d|sampai|hingga|atau|dan|to|or|and)\s*(?:Rp\.?|US\$|\$|€|£)?\s*", re.IGNORECASE)
_LARGEST_LOOSE_WORD = 2
_NO_DECADE = 10**12  # "300.000-an"; what has more digits than a decimal is exact for has no last one
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*[¼½¾⅓⅔]?|[¼½¾⅓⅔]|[^\W\d_]+(?:['’][^\W\d_]+)?|\S")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_DECADE = re.compile(r"\s?-?an\b|['’]?s\b")
_FIGURE = re.compile(r"[\d¼½¾⅓⅔]")
_PLAIN_WORD = re.compile(r"[a-z]+")  # as all words that numbers are written with
_KE = re.compile(r"\bke[- ]?$")
_LETTERS = re.compile(r"[^\W\d_]+$")
_CURRENCY = re.compile(r"(?:[$€£¥]|\bRp\.?)\s?$")


def read_numbers(text: str, language: Language) -> list[Number]:
    """All numbers of a text, in order; years and days of dates too, times of the day as they look."""
    return list(_numbers_of(text, language))


@lru_cache(maxsize=4096)
def _numbers_of(text: str, language: Language) -> tuple[Number, ...]:
    """The numbers, kept: several checks read each translation, and each of its rivals is held against one source."""
    found: list[Number] = []
    taken = [False] * (len(text) + 1)
    for number in codes(text):
        taken[number.start : number.end] = [True] * (number.end - number.start)
        found.append(number)
    if not _FIGURE.search(text) and opening_words(language).isdisjoint(_PLAIN_WORD.findall(text.lower())):
        return tuple(found)  # Roman numerals at most, in order
    tokens = list(_TOKEN.finditer(text))
    if found:
        tokens = [match for match in tokens if not taken[match.start()]]
    found += _Reader(text, tokens, language).read()
    found.sort(key=lambda n: n.start)
    return tuple(_share_scale(found, text))


def opens_sentence(text: str, at: int) -> bool:
    """Whether the word at ``at`` is the first of a sentence, quotation or aside, where a capital says nothing."""
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return at == 0 or text[at - 1] in ".!?:;\"“”'‘([–—-•"


class _Reader:
    """Reads number phrases from left to right; ``at`` is the token looked at, ``words`` the tokens in small letters."""

    def __init__(self, text: str, tokens: list[re.Match[str]], language: Language) -> None:
        self.text, self.tokens, self.language = text, tokens, language
        self.words = [token[0].lower() for token in tokens]
        self.table = tables(language)
        self.at = 0

    def read(self) -> list[Number]:
        found = []
        opening = opening_words(self.language)
        for place, word in enumerate(self.words):
            if place < self.at:  # read already, as part of the number before
                continue
            figure = not word.isalpha() and (word[0].isdecimal() or word[0] in FRACTIONS)
            if not figure and word not in opening:
                continue
            self.at = place
            number = (self._literal() if figure else self._words()) or self._loose()
            if number is None:
                self.at += 1
            else:
                found.append(number)
        return found

    def _peek(self, offset: int = 0) -> str:
        index = self.at + offset
        return self.words[index] if index < len(self.words) else ""

    def _before(self, position: int) -> str:
        """The few letters before a place: enough for "ke-", "Rp" and the like."""
        return self.text[max(0, position - 8) : position]

    def _role(self, offset: int = 0) -> tuple[str, int]:
        nothing: tuple[str, int] = ("", 0)
        word = self._peek(offset)
        found: tuple[str, int] = self.table["words"].get(word) or self.table["ordinals"].get(word) or nothing
        return found

    def _number(self, first: int, value: Decimal, **known: Any) -> Number:
        start, end = self.tokens[first].start(), self.tokens[self.at - 1].end()
        return Number(start, end, self.text[start:end], value, **known)

    def _literal(self) -> Number | None:
        first, token = self.at, self.tokens[self.at]
        start, end = token.span()
        if start and self.text[start - 1].isalpha() and self._glued(start):
            return None
        try:
            value, others = parse_literal(token[0], self.language)
        except ValueError:
            self.at += 1
            return self._number(first, Decimal(0), code=token[0])
        self.at += 1
        before = self._before(start).lower()
        ordinal = "ke" in before and _KE.search(before) is not None
        if _ORDINAL.match(self.text, end):
            self.at += 1
            return self._number(first, value, ordinal=True)
        decade = _DECADE.match(self.text, end)
        if decade and 10 <= value < _NO_DECADE and value % 10 == 0:
            readings = () if value >= 100 else (1900 + value,)
            while self.at < len(self.tokens) and self.tokens[self.at].start() < decade.end():
                self.at += 1
            end = decade.end()
            return Number(start, end, self.text[start:end], value, others=readings, decade=True)
        scale, maybe = self._scale(token, value)
        number = self._number(first, value * scale, others=others, ordinal=ordinal, scale=scale)
        return replace(number, others=(*others, value * maybe)) if maybe else number

    def _glued(self, position: int) -> bool:
        """Digits glued to letters are part of a name ("b4"), except after a currency or "ke"."""
        before = _LETTERS.search(self._before(position))
        return before is not None and before.group().lower() not in ("rp", "rm", "ke", "p", "pp", *MONEY_CODES)

    def _scale(self, token: re.Match[str], value: Decimal) -> tuple[Decimal, int]:
        """What the words after a numeral multiply it with, and a second reading ("100m": metres, or million)."""
        suffixes = self.table["suffix"]
        word = self.tokens[self.at][0] if self.at < len(self.tokens) else ""
        if word in suffixes:
            if _CURRENCY.search(self._before(token.start())):
                self.at += 1
                return Decimal(suffixes[word]), 0
            if self.tokens[self.at].start() == token.end():
                return Decimal(1), suffixes[word]
        return self._groups(), 0

    def _groups(self) -> Decimal:
        scale = Decimal(1)
        if self._peek() in ("-", "–") and self._group(1):
            self.at += 1  # "100-million"
        while group := self._group() or (self._role()[1] if self._role()[0] in ("hundred", "ten") else 0):
            scale *= group
            self.at += 1
        return scale

    def _group(self, offset: int = 0) -> int:
        """The multiplier at a token, "jutaan" (some millions) after a number included."""
        word = self._peek(offset)
        groups: dict[str, int] = self.table["group"]
        if self.language == "id" and word.endswith("an") and word[:-2] in groups:
            return groups[word[:-2]]
        return groups.get(word, 0)

    def _words(self) -> Number | None:
        first = self.at
        half = self._half_of_group()
        if half is not None:
            return self._number(first, half, words=True)
        total, current, ordinal, last = Decimal(0), Decimal(0), False, ""
        while True:
            role, value = self._role()
            if not self._continues(role, value, last, current, first):
                if last and self._joined():
                    continue
                break
            ordinal = ordinal or self._peek() in self.table["ordinals"]
            total, current = _grow(role, value, total, current)
            last = role
            self.at += 1
        if not last:
            self.at = first
            return None
        return self._finish(first, total + current, ordinal)

    def _continues(self, role: str, value: int, last: str, current: Decimal, first: int) -> bool:
        if role in ("digit", "whole", "ordinal"):
            small = last in ("tens", "start") or (last in ("hundred", "ten") and (role != "whole" or last == "hundred"))
            return not last or last in ("group", "one_group") or (small and current + value > current)
        if role in ("tens", "start", "one_group"):
            return not last or last in ("hundred", "group", "one_group")
        if role in ("ten", "teen"):
            return last == "digit"
        if role == "hundred":
            return last in ("digit", "whole", "tens") or (not last and self._after_a(first))
        if role == "group":
            return last not in ("", "group", "one_group") or (not last and self._after_a(first))
        return False

    def _after_a(self, first: int) -> bool:
        return first > 0 and self.words[first - 1] == "a"

    def _joined(self) -> bool:
        """Steps over "and" in "a hundred and five" and the hyphen of "twenty-five"."""
        before, after = self._role(-1)[0], self._role(1)[0]
        conjunction = self._peek() in self.table["conjunction"] and before == "hundred"
        hyphen = self._peek() in ("-", "‑") and (
            (before == "tens" and after in ("digit", "ordinal"))
            or (before in ("digit", "tens", "whole") and after in ("hundred", "group"))
        )
        if (conjunction and after in ("digit", "whole", "tens")) or hyphen:
            self.at += 1
            return True
        return False

    def _half_of_group(self) -> Decimal | None:
        """ "setengah juta", "half a million"."""
        if self._peek() not in self.table["half"]:
            return None
        skip = 2 if self._peek(1) == "a" else 1
        group = self._group(skip)
        if not group:
            return None
        self.at += skip + 1
        return Decimal(group) / 2

    def _finish(self, first: int, value: Decimal, ordinal: bool) -> Number:
        halves = self._peek() in self.table["half"] and not ordinal  # the first half is no one and a half
        if halves or (self._peek(), self._peek(1), self._peek(2)) == ("and", "a", "half"):
            self.at += 1 if self._peek() in self.table["half"] else 3
            value += Decimal("0.5")
            value *= self._groups()
            return self._number(first, value, words=True)
        part = 0 if ordinal and value > 1 and self._peek().startswith("quarter") else self._fraction(value)
        if part:
            return self._number(first, _four_places(value / part), words=True, firm=False)
        firm = value > _LARGEST_LOOSE_WORD and not (self._after_a(first) and self.language == "en")
        if ordinal and self._after_a(first) and value > 0:  # "a fifth": the share, or one more place
            part_of = _four_places(1 / value)
            return self._number(first, value, others=(part_of,), ordinal=True, words=True, firm=False)
        return self._number(first, value, ordinal=ordinal, words=True, firm=firm)

    def _fraction(self, count: Decimal) -> int:
        """The denominator that follows: "dua per|tiga", "two-|thirds", "three| quarters", "one-|fifth"."""
        skip = 1 if self._peek() in ("-", "per") else 0
        word = self._peek(skip)
        denominator = 0
        if self.language == "id" and (word.startswith("per") or skip):
            role, value = self.table["words"].get(word.removeprefix("per"), ("", 0))
            denominator = value if role in ("digit", "whole", "start") else 0
        elif self.language == "en":
            singular = word.removesuffix("s")
            ordinal = self.table["ordinals"].get(singular, ("", 4 if singular == "quarter" else 0))[1]
            single = count == 1 and (skip or self._peek(1) == "of")
            parts = word != singular or singular in ("third", "quarter") or single
            denominator = ordinal if ordinal > 1 and parts else 0
        if denominator:
            self.at += skip + 1
        return denominator

    def _loose(self) -> Number | None:
        worth = self.table["loose"].get(self._peek())
        if worth is None:
            return None
        self.at += 1
        decade = (Decimal(1900 + worth),) if 20 <= worth <= 90 else ()
        return self._number(self.at - 1, Decimal(str(worth)), others=decade, words=True, firm=False, loose=True)


def _grow(role: str, value: int, total: Decimal, current: Decimal) -> tuple[Decimal, Decimal]:
    """One more word of a number phrase: the sum of the closed groups, and the group being read."""
    if role == "ten":
        digit = current % 10
        return total, current - digit + digit * 10
    if role == "hundred":
        return total, (current or Decimal(1)) * 100
    if role == "group":
        return total + (current or Decimal(1)) * value, Decimal(0)
    if role == "one_group":
        return total + value, Decimal(0)
    return total, current + value  # digits, tens, "belas"


def _four_places(value: Decimal) -> Decimal:
    """A share with four decimal places; as it is when it is too large to have any."""
    return value.quantize(Decimal("0.0001")) if value.adjusted() < 20 else value


def _share_scale(numbers: list[Number], text: str) -> list[Number]:
    """In "5-10 juta" the five may be five million: the scale of the second number is offered to the first."""
    shared = list(numbers)
    for i, number in enumerate(numbers[:-1]):
        after = numbers[i + 1]
        if after.scale > 1 and number.scale == 1 and not number.code and not number.loose:
            between = text[number.end : after.start]
            if RANGE.fullmatch(between):
                shared[i] = replace(number, others=(*number.others, number.value * after.scale))
    return shared
