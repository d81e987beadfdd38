"""The patterns of who speaks in Indonesian news, made of the words in ``data/speech.toml``."""

from __future__ import annotations

import re
from functools import cache

from pipeline.language.alternatives import either
from pipeline.language.rules import table


class Patterns:
    """The patterns; ``said``, ``according`` and ``says`` are looked for in what is not quoted.

    Attributes:
        marked: a quotation mark that a verb of speech follows, which closes.
        said: a verb that stands before who speaks; ``own`` for -nya, ``told`` for the passive.
        according: "menurut"; ``own`` for -nya.
        says: a verb that stands behind who speaks; ``person`` for those that only persons do.
        admits: what suspects do: they admit, deny, regret.
        suffers: words of accusation and misfortune.
        introduces: the end of a text that the name of somebody not named before follows.
        others: nouns of persons, and words that point to one.
        pronoun: a pronoun of a person.
        subject: the end of a text whose last words are a pronoun as subject.
        opens: a sentence that opens with a pronoun, perhaps behind a few words and a comma.
        ends: what follows the one who speaks.
        sources: what "menurut" may be followed by where nobody speaks.
        close: what may stand between a name and its verb.
        apposed: the same with an aside between commas.
        newcomer: somebody who comes in without a name.
        somebody: a person without a name.
        honour: a rank or an honour; ``honoured`` is the end of a text that it is; ``he`` and ``she`` tell the gender.
        office: the end of a text that began with an office, ``apposed_office`` with a comma behind it.
        kin: the end of a text that the name of somebody else follows: "kata istri ".
        place: the end of a text that a place or an institution follows, ``place_office`` for single names only.
    """

    def __init__(self) -> None:
        words = {key: either(listed) for key, listed in table("speech").items()}
        fill = rf"(?:(?:{words['fillers']}|secara \w+|dengan \w+)\s+)*"
        who = words["pronouns"]
        newcomer, role = words["new_voices"], rf"(?:{words['roles']})(?:nya)?"

        self.marked = _pattern(rf"[\"“”]\s*(?:{words['before']})(?:nya)?\b")
        self.said = _pattern(
            rf"(?:(?:^|[,\"”?!.…]|\b(?:demikian|begitu)\b)\s*(?:{words['before']})|\b(?P<told>{words['told_by']}))"
            r"(?P<own>nya)?\b(?:\s+oleh\b)?\s*"
        )
        self.according = _pattern(
            r"(?:^|[,\"”.]\s*)(?:(?:namun|sementara itu|selain itu|adapun|masih|sebab|pasalnya|karena),?\s+)?"
            r"menurut(?P<own>nya)?\b\s*"
        )
        self.says = _pattern(rf"\b(?:(?P<person>{words['persons_say']})|{words['others_say']})\b")
        self.admits = _pattern(rf"\b(?:{words['admits']})\b")
        self.suffers = _pattern(rf"\b(?:{words['suffers']})(?:nya)?\b")
        self.introduces = _pattern(rf"\b(?:{words['introduces']}|{newcomer}|{role})(?:[\s,]+[\w-]+){{0,2}}[\s,]+$")
        self.others = _pattern(rf"\b(?:{newcomer}|{role}|{words['offices']}|{words['points']})\b")
        self.pronoun = _pattern(rf"(?:{who})\b")
        self.subject = _pattern(rf"(?:^|[\s,])(?:{who}|dirinya|pihaknya)\s+{fill}$")
        self.opens = _pattern(
            rf"^(?:hal|pernyataan|pesan|itu)\b(?:\s\w+){{0,2}}\s(?:(?:{who})\s\w+kan|(?:{words['told_by']})nya)\b"
            rf"|^(?:[^,;:\"“”]{{1,90}},\s+)?(?:{who}|dirinya)\b(?!\s*[,.])"
        )
        self.ends = _pattern(rf"[;:]|\.(?:\s|$)|\s+(?:{words['ends_speaker']})\b")
        self.sources = _pattern(rf"(?:{words['sources']})\b")
        self.close = _pattern(rf"\s*,?\s+{fill}")
        self.apposed = _pattern(rf",[^;:\"“”]*,\s+{fill}")
        self.newcomer = _pattern(rf"\b(?:{newcomer})\b|^\W*{role}\b|(?:^|, )\W*pihak\b")
        self.somebody = _pattern(rf"\b(?:{newcomer}|{role})\b")
        honours = rf"(?P<he>{words['he']})|(?P<she>{words['she']})|{words['ranks']}"
        self.honour = _pattern(rf"(?:{honours})\.?")
        self.honoured = _pattern(rf"(?:^|[\s(,])(?:{honours})\.?\s+$")
        self.office = _pattern(rf"(?:^|, )(?:{words['offices']})\b[^,;:]{{0,120}},?\s*$")
        self.apposed_office = _pattern(
            rf"(?:^|[\s(])(?:{words['offices']})\b(?:\s+[^\s,;:()]+){{0,9}}(?:\s+\([^()]*\))?,\s+$"
        )
        self.kin = _pattern(rf"\b(?:{words['kin']})(?:\s+[^\s,;:.()]+){{0,3}}\s+$")
        self.place = _pattern(rf"\b(?:{words['places']})\.?\s+$")
        self.place_office = _pattern(rf"\b(?:{words['place_offices']})\s+$")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


@cache
def patterns() -> Patterns:
    """The patterns, made once."""
    return Patterns()
