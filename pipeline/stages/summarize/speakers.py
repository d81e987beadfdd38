"""Says in a brief who speaks, where a sentence has only "he said" or a short name that no sentence before it explains.

A brief takes sentences out of an article, where the one who speaks was named in full before. Whom a pronoun stands for
is read in the Indonesian (:mod:`.cast`), by rules that leave a doubtful case as it is; the name is written as the
translation of the sentence that introduces the person has it, and that sentence is cited. The pronoun gives way to the
name also where the brief has it already: Indonesian pronouns have no gender, so that "he" is often a woman.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.language.names import fold, is_common, is_title
from pipeline.language.voices import narrative
from pipeline.stages.summarize.cast import Cast, Member
from pipeline.stages.summarize.drafts import DraftSentence, SummaryInput
from pipeline.stages.summarize.editing import edited
from pipeline.stages.summarize.written_names import WORD, office_before

_SPEAKS = (
    "said|says|adds?|added|explain(?:s|ed)|continued|stress(?:es|ed)|concluded|told|stated|hope[sd]|wrote|reminded|recalled|revealed"
    "|advised|admitted|highlighted|urged|recounted|confirmed|affirmed|asserted|emphasi[sz]ed|suggested|considers|considered|believes"
    "|believed|claimed|conveyed|expressed|appealed|asked|assessed|estimated|estimates|mentioned|detailed|noted|called|thanked|promised"
    "|denied|warned|acknowledged|reiterated|elaborated|described|appreciated|encouraged|encourages|ordered|clarified|argued"
)
_SAID = re.compile(
    r"(?:^|(?<=[\"”] )|(?<=, )|(?<=,[\"”])|(?<=[.?!] ))(?P<who>[Hh]e|[Ss]he)"
    rf"(?= (?:(?:also|then|further|again|even|only) )?(?:{_SPEAKS})\b)"
)
_ACCORDING = re.compile(r"\b[Aa]ccording to (?P<who>him|her)\b")
_OPENS = re.compile(r"^(?:[^,;:\"“”]{1,90}, )?(?P<who>[Hh]e|[Ss]he)(?= \w)")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class _Found:
    """A person, the words of a sentence that stand for the person, and the positions that make it plain."""

    member: Member
    span: tuple[int, int]
    link: tuple[int, ...] = ()
    pronoun: bool = True


def cast_of(article: SummaryInput) -> Cast:
    """The persons of an article."""
    kinds = {s.index: s.kind for s in article.clean.sentences}
    headings = frozenset(at for at, index in enumerate(article.index) if kinds.get(index) == "heading")
    return Cast(article.evidence.indonesian, article.evidence.english, headings)


def named(
    article: SummaryInput, cast: Cast, sentence: DraftSentence, before: Sequence[str], inherits: bool
) -> DraftSentence:
    """A sentence with the name in it; as it is, where nobody is missing or it is not plain who.

    Args:
        article: the article.
        cast: its persons.
        sentence: of its brief, with citations.
        before: the sentences of the brief before it.
        inherits: whether sentences are written from the translation, whose risk and flags they then have.
    """
    position, text = sentence.citations[0].sentence, sentence.text
    found = _by_pronoun(cast, position, text) or _by_short_name(cast, position, text)
    if found is None or not found.member.english:
        return sentence
    member, (start, end) = found.member, found.span
    told = _is_told(member, before)
    if _is_told(member, (text[:start], text[end:])) or (told and not found.pronoun):
        return sentence
    name = cast.calls(member) if told else _in_full(article, member, text[:start])
    added = sorted({*found.link} if told else {*found.link, member.position})
    return edited(article, sentence, f"{text[:start]}{name}{text[end:]}", inherits, added, near=[member.position])


def _by_pronoun(cast: Cast, position: int, text: str) -> _Found | None:
    """Whom the pronoun of a sentence stands for, if it has one."""
    heard, told = cast.voices[position], narrative(text)
    if not heard.pronoun:
        return None
    matches = [*_SAID.finditer(told), *_ACCORDING.finditer(told)] if heard.pronoun == "speaker" else []
    if not matches and heard.opens:
        matches = list(_OPENS.finditer(told))
    if len(matches) != 1:
        return None
    found = cast.speaker_before(position) if heard.pronoun == "speaker" else cast.subject_before(position)
    who = matches[0]["who"].lower()
    if found is None or (found[0].gender == "he" and who in ("she", "her")):
        return None
    return _Found(found[0], matches[0].span("who"), (found[1],))


def _by_short_name(cast: Cast, position: int, text: str) -> _Found | None:
    """The person whom a sentence names by one word, and who was named in full before."""
    told = narrative(text)
    for name in cast.voices[position].names:
        member = cast.who(name.words) if len(name.words) == 1 else None
        if member is None or len(member.words) < 2 or member.position >= position or member.nick == name.text:
            continue
        span = _alone(told, name.text)
        if span is not None:
            return _Found(member, span, pronoun=False)
    return None


def _alone(text: str, word: str) -> tuple[int, int] | None:
    """Where a word stands first in a text, unless it is part of a longer name there."""
    tokens = list(WORD.finditer(text))
    for at, token in enumerate(tokens):
        if fold(token.group()) != fold(word):
            continue
        start, end = token.start(), token.start() + len(_POSSESSIVE.sub("", token.group()))
        left = tokens[at - 1] if at and text[tokens[at - 1].end() : start] in (" ", ". ") else None
        right = tokens[at + 1] if at + 1 < len(tokens) and text[end : tokens[at + 1].start()] in (" ", "-") else None
        part = left is not None and left.group()[0].isupper() and not is_title(left.group()) and left.start() > 0
        return None if part or (right is not None and right.group()[0].isupper()) else (start, end)
    return None


def _is_told(member: Member, texts: Sequence[str]) -> bool:
    """Whether some text has a word of the name."""
    own = {fold(w) for w in member.words if len(w) > 2}
    return any(fold(w.group()) in own for text in texts for w in WORD.finditer(text) if w.group()[0].isupper())


def _in_full(article: SummaryInput, member: Member, before: str) -> str:
    """The full name of a person behind the office that the introducing sentence has before it, if that is short."""
    english, source = article.evidence.english[member.position], article.evidence.indonesian[member.position]
    office = office_before(member.english, english, source)
    if not office or is_title(before.split()[-1] if before.split() else ""):
        return member.english
    first = office.split()[0]
    plain = before and is_common(first, "en") and not is_title(first) and first not in source
    return f"{first.lower() if plain else first}{office[len(first) :]} {member.english}"
