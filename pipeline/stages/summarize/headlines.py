"""Checks headlines: a headline is short and has no full stop, but what it says is checked as a sentence's is.

What the guards found in the translation that a headline repeats (the title's, or that of a sentence whose beginning it
is) is found in the headline as well; Indonesian left in it, and a missing end, are looked for in every headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.guards.checks import leftover
from pipeline.language.glossary import Glossary
from pipeline.stages.engine_texts import title_text
from pipeline.stages.summarize import rewriting_checks
from pipeline.stages.summarize.drafts import UNFINISHED, DraftSentence, SummaryInput, checked
from pipeline.stages.summarize.fact_check import Evidence, Problem
from pipeline.stages.summarize.headline_cut import breaks_off

if TYPE_CHECKING:
    from pipeline.stages.summarize.citations import Embedder


NAME_LOST = "name-lost"
_CAPITALS = re.compile(r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+")
_LONGEST_NAME = 4  # words
_SIDES = {"Barat": "West", "Timur": "East", "Utara": "North", "Selatan": "South", "Tengah": "Central"}
_PLACE = re.compile(rf"\b([A-Z][\w'’-]+) ({'|'.join(_SIDES)})\b")
NEW_WORDS = 1  # "says" for "said", "lawmaker" for an office
_WORD = re.compile(r"[\w'’-]+")
_REACH = 300  # characters of a title that are looked at: a longer one is no headline


def offer(
    article: SummaryInput, text: str, guards: bool, embed: Embedder | None = None, terms: Glossary | None = None
) -> list[DraftSentence]:
    """A headline to choose from, with its problems and flags; none for a text without words."""
    if not any(c.isalnum() for c in text):
        return []
    if guards:
        text = kept_places(article, text)
    made = checked_headline(article, text, guards, embed)
    return [made if terms is None else replace(made, problems=(*made.problems, *lost_terms(article, made, terms)))]


def lost_terms(
    article: SummaryInput, headline: DraftSentence, terms: Glossary, *, of_title: bool = False
) -> tuple[Problem, ...]:
    """The user's terms that a headline lacks although the translation of what it was made from has them in the user's
    English; ``of_title`` says that this is the title."""
    title, evidence = article.translated.title, article.evidence
    position = headline.citations[0].sentence if headline.citations else article.body[0]
    if title is not None and (of_title or _plain(title.text).startswith(_plain(headline.text))):
        evidence, position = Evidence((title.text,), (title_text(article.clean) or title.source,)), 0
    lost = rewriting_checks.lost_terms(evidence, position, headline.text, terms)
    return tuple(replace(problem, what="lost") for problem in lost)


def checked_headline(
    article: SummaryInput, text: str, guards: bool, embed: Embedder | None = None, *, of_title: bool = False
) -> DraftSentence:
    """A headline with its citations, problems and flags.

    Args:
        article: the article.
        text: English.
        guards: whether it is checked.
        embed: sentence vectors for the alignment.
        of_title: whether it was made from the title, in whatever words.
    """
    made = checked(article, [text], guards, embed)[0]
    return replace(made, flags=_flags(article, made, of_title) if guards else ())


def kept_places(article: SummaryInput, text: str) -> str:
    """A headline or sentence with the places as most of the article's sentences keep them: "Pesisir Barat", not "West
    Pesisir"."""
    for name, side in _sided_places(article.evidence.indonesian):
        whole, theirs = f"{name} {side}", f"{_SIDES[side]} {name}"
        if theirs not in text or whole in Glossary.load().entries:  # "East Kalimantan" is what English calls it
            continue
        kept, turned = (sum(form in english for english in article.evidence.english) for form in (whole, theirs))
        if kept and kept >= turned:
            text = re.sub(rf"\b{re.escape(theirs)}\b", whole, text)
    return text


@lru_cache(maxsize=64)
def _sided_places(sentences: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The places of an article that are named by a side, "Pesisir Barat", kept for its sentences and headlines."""
    found = ((match[1], match[2]) for text in sentences for match in _PLACE.finditer(text))
    return tuple(dict.fromkeys(found))


def doubt(headline: DraftSentence) -> float:
    """How much speaks against a headline: its problems, that it lacks its end, a user's term, or a name that the
    article keeps."""
    terms = sum(p.kind == "term" for p in headline.problems)
    return headline.cost + terms + (UNFINISHED in headline.flags) + (NAME_LOST in headline.flags)


def _flags(article: SummaryInput, headline: DraftSentence, of_title: bool) -> tuple[str, ...]:
    """The flags of the translation that the headline repeats, and that Indonesian is left in it or its end
    is missing."""
    source = article.evidence.titles[1]
    found: list[str] = []
    title = article.translated.title
    if title is not None and _plain(title.text) == _plain(headline.text):
        found += [f"translation-{flag}" for flag in title.flags]
        found += [NAME_LOST] if _lacks_a_name(article, headline.text) else []
    elif of_title:
        found += [NAME_LOST] if _lacks_a_name(article, headline.text) else []
    elif headline.citations:
        at = headline.citations[0].sentence
        source = article.evidence.indonesian[at]
        if _repeats(headline.text, article.evidence.english[at]):
            found += [f"translation-{flag}" for flag in article.flags(at)]
    found += [UNFINISHED] if breaks_off(headline.text) else []
    left = leftover.check(source, headline.text) if article.evidence.language == "id" else ()
    found += [flag for flag in left if f"translation-{flag}" not in found]
    return tuple(dict.fromkeys(found))


def _repeats(headline: str, sentence: str) -> bool:
    """Whether a headline is the beginning of a sentence, or the sentence without parts and with hardly a new word."""
    ours, theirs = _plain(headline), _plain(sentence)
    words = _WORD.findall(ours)
    new = set(words) - set(_WORD.findall(theirs))
    return theirs.startswith(ours) or (len(words) > NEW_WORDS * 3 and len(new) <= NEW_WORDS)


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip('"“”.… ')


def _lacks_a_name(article: SummaryInput, headline: str) -> bool:
    """Whether a name of several words that the article's sentences keep in English ("Pesisir Barat") is missing."""
    pairs = list(zip(article.evidence.indonesian, article.evidence.english, strict=True))
    small = headline.lower()
    return any(
        name.lower() not in small and any(f" {name}" in source and name in english for source, english in pairs)
        for name in _names((title_text(article.clean) or "")[:_REACH])
    )


def _names(title: str) -> Iterator[str]:
    """What may be a name of several words in a title, which has capitals everywhere: each part of a run of them."""
    for run in _CAPITALS.findall(title):
        words = run.split(" ")
        for begin in range(len(words)):
            for end in range(begin + 2, min(len(words), begin + _LONGEST_NAME) + 1):
                yield " ".join(words[begin:end])
