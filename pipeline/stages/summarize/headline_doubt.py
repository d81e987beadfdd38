"""Weighs what speaks against a headline, so that of several the least doubtful is printed.

A small model that reads the clipped grammar of a title guesses. What it says is held against the article's translated
sentences, which have more context: the names that they keep, their words, facts; against the Indonesian that it was
made from; and against what a headline is, which has a verb and few words. The weights are in ``headline_doubt.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from pipeline.guards.risk import UNSURE
from pipeline.guards.severity import severity
from pipeline.language import facts
from pipeline.language.affixes import roots
from pipeline.language.lexicon import content_words, lost_words
from pipeline.stages.summarize.compression_checks import has_verb, is_plain_verb
from pipeline.stages.summarize.drafts import DraftSentence, SummaryInput
from pipeline.stages.summarize.headline_cut import breaks_off
from pipeline.stages.summarize.headline_words import WORD, agreement, copied, missing_names, strange, unlike
from pipeline.stages.summarize.headlines import NAME_LOST

Origin = Literal["title", "written-title", "written-lead", "brief"]
TABLE = Path(__file__).with_name("headline_doubt.toml")
FRONT = 3  # words of the source that name its subject
_ROOT = 4  # letters
_PRONOUN = re.compile(r"(?i)\b(?:he|she|his|her|him|hers|they|it is now)\b")
_POINTS_BACK = re.compile(
    r"(?:that|this|these|those|it|they|he|she|his|her|their|in addition|however|but|also|meanwhile|besides|the two|both"
    r"|such|in (?:conditions|situations|cases) like"
    r"|the (?:incident|event|effort|move|decision|case|man|woman|victim|suspect))\b",
    re.IGNORECASE,
)
# Need no verb: "How to ...", "7 causes of ...", "Label: ...", "Minister to ...".
_LABELLED = re.compile(r"^(?:how|why|what|when|where|who)\b|^\d+ \w+|: |\bto [a-z]{2,}", re.IGNORECASE)


# What "Cara ..." or "5 tips ..." announces does not stand in the first sentence.
_HOW_TO = re.compile(
    r"(?i)(?:cara|resep|tips|daftar|deretan|jadwal|syarat|benarkah|apakah|mengapa|kenapa|\d+ (?!orang|persen))\b"
)
_NAMED = re.compile(r"(?<=\w\W)[A-Z]|\d")  # a capital behind the first word, or a figure
_GENERAL = re.compile(  # "X merupakan ...": what something is, and no news
    r"(?i)(?:(?:tidak semua|setiap|banyak orang|siapa bilang|kondisi)\b"
    r"|(?:[^\s,]+ ){1,5}(?:merupakan|adalah|masih menjadi)\b)"
)
_AGENT = re.compile(r"(?i)(?:the |a |an )?(\w{4,})\b.* by (?:the )?\1\b")  # "Police arrested by police"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A headline to choose from.

    Attributes:
        text: English.
        origin: what it was made from and by whom.
        source: the Indonesian that it was made from.
        score: the engine's, in nats a token; None where it has none.
        risk: the probability that it misleads, or that the translation does; None where none is known.
    """

    text: str
    origin: Origin
    source: str
    score: float | None = None
    risk: float | None = None

    @property
    def of_title(self) -> bool:
        """Whether it says what the title says."""
        return self.origin in ("title", "written-title")

    def weight(self, name: str) -> float:
        """A weight that differs by origin."""
        return float(_table()[self.origin][name])


def doubt(
    article: SummaryInput, candidate: Candidate, others: Sequence[str] = (), translations: Sequence[str] = ()
) -> float:
    """How much speaks against a headline before its facts are checked; 1 is as much as a wrong fact.

    Args:
        article: the article.
        candidate: the headline.
        others: what else the same system made of the same source.
        translations: what another system made of it.
    """
    text = candidate.text
    return (
        candidate.weight("origin")
        + _names(article, candidate)
        + _words(article, candidate)
        + _lost(candidate)
        + _risk(candidate)
        + _length(candidate)
        + _other_news(article, candidate)
        + _weight("repeated") * _repeats(text)
        + _weight("own_agent") * bool(_AGENT.match(text))
        + _weight("points_back") * bool(_POINTS_BACK.match(text))
        + _weight("guessed") * bool(_PRONOUN.search(text))
        + _weight("no_verb") * _lacks_a_verb(text)
        + _weight("cut") * breaks_off(text)
        + _weight("alone") * (_weight("usual") - agreement(text, others, _weight("usual")))
        + _weight("alone") * (_weight("usual") - _closest(text, translations))
    )


def doubt_by_facts(candidate: Candidate, checked: DraftSentence) -> float:
    """How much the facts and flags of a headline speak against it, 0 or more.

    Args:
        candidate: the headline.
        checked: the same with its problems and flags.
    """
    problems = [p for p in checked.problems if p.what != "lost"]
    if candidate.of_title:  # a title rounds what the article says
        problems = [p for p in problems if p.what != "misplaced"]
    flags = [flag.removeprefix("translation-") for flag in checked.flags]
    flags = [flag for flag in flags if flag != UNSURE or candidate.risk is None]  # which says no more than the risk
    flagged = sum(2 if severity(flag) == "critical" or flag == NAME_LOST else 1 for flag in flags)
    return _weight("wrong_fact") * min(len(problems), _weight("facts_at_most")) + _weight("flag") * flagged


def _closest(text: str, translations: Sequence[str]) -> float:
    usual = _weight("usual")
    return max((agreement(text, [other], usual) for other in translations), default=usual)


def _names(article: SummaryInput, candidate: Candidate) -> float:
    """What the source's words weigh that the article's translation keeps as they are and the headline has not."""
    missing = missing_names(article.evidence, candidate.source, candidate.text)
    front = {word.lower() for word in WORD.findall(" ".join(candidate.source.split()[:FRONT]))}
    first = any(candidate.source.startswith(word) for word in missing)
    at_front = any(word.lower() in front for word in missing)
    return (
        candidate.weight("name") * len(missing)
        + _weight("name_at_front") * at_front
        + _weight("name_first") * (at_front and first)
    )


def _words(article: SummaryInput, candidate: Candidate) -> float:
    """What the words weigh that the article's English has not, and what was left in Indonesian."""
    evidence = article.evidence
    left, short = copied(evidence, candidate.source, candidate.text)
    weight = _weight("left_over") * left + _weight("short_form") * short
    weight += candidate.weight("strange_word") * strange(evidence, candidate.source, candidate.text)
    if candidate.of_title:
        known = min(1.0, len(evidence.english) / _weight("own_word_sentences"))
        weight += _weight("own_word") * known * unlike(evidence, candidate.source, candidate.text)
    return weight


def _risk(candidate: Candidate) -> float:
    """What the engine's score and the estimated risk weigh; the score is a part of the risk of a written sentence."""
    score = 0.0 if candidate.score is None else candidate.score
    if candidate.origin == "written-lead" and candidate.risk is not None:
        score = 0.0
    unsure = max(0.0, _weight("sure") - score)
    return _weight("score") * unsure + candidate.weight("risk") * (candidate.risk or 0.0)


def _lost(candidate: Candidate) -> float:
    """What the source's words weigh that arrived in none of their English forms, the subject's more, and other
    figures."""
    lost = lost_words(candidate.source, candidate.text)
    front = len(" ".join(candidate.source.split()[:FRONT]))
    at_front = sum(0 < word.start < front for word in lost)  # a first word may be a name
    weight = min(candidate.weight("lost_at_most"), candidate.weight("lost_word") * sum(w.evidence for w in lost))
    if candidate.origin != "brief":  # which has been checked
        gone, come = facts.compare_figures(candidate.source, candidate.text)
        weight += _weight("lost_figure") * len(gone)
        weight += _weight("other_figure") * len(come)
    return weight + _weight("lost_at_front") * min(at_front, 2)


def _length(candidate: Candidate) -> float:
    words = len(candidate.text.split())
    least = _weight("words_at_least") if candidate.of_title else _weight("sentence_words_at_least")
    return (
        _weight("word_too_many") * max(0.0, words - _weight("words"))
        + _weight("too_long") * (words > _weight("words_at_most"))
        + _weight("too_short") * (words < least)
    )


def _other_news(article: SummaryInput, candidate: Candidate) -> float:
    """What it weighs that a headline is made from another sentence than the news is in, or says little of the title."""
    sentence = candidate.source
    first = article.evidence.indonesian[article.body[0]]
    weight = _weight("not_first") * (candidate.origin == "brief" and sentence != first)
    if not candidate.of_title:
        weight += _weight("general") * bool(not _NAMED.search(sentence) or _GENERAL.match(sentence))
        weight += _weight("how_to") * bool(_HOW_TO.match(article.evidence.titles[1]))
    words = {word for word, _ in content_words(article.evidence.titles[1].lower()) if len(word) > _ROOT}
    if not words or candidate.of_title:
        return weight
    missing = sum(not _is_in(word, sentence.lower()) for word in words)
    return weight + _weight("beside_title") + _weight("other_news") * missing / len(words)


def _is_in(word: str, sentence: str) -> bool:
    """Whether an Indonesian word stands in a sentence with whatever affixes: "rumuskan" in "merumuskan"."""
    forms = [word, *roots(word)]
    forms += [form.removesuffix(end) for form in forms for end in ("kan", "nya", "an", "i")]
    return any(form in sentence for form in forms if len(form) >= _ROOT)


def _repeats(text: str) -> bool:
    """Whether two words beside each other begin alike: "ticket tickets", "sacrificial sacrifice"."""
    words = [word.lower() for word in WORD.findall(text)]
    return any(len(a) > _ROOT < len(b) and a[: _ROOT + 1] == b[: _ROOT + 1] for a, b in pairwise(words))


def _lacks_a_verb(text: str) -> bool:
    plain = any(is_plain_verb(word.lower()) for word in WORD.findall(text))  # "seven people die"
    return not plain and not has_verb(text) and not _LABELLED.search(text)


@lru_cache(maxsize=128)
def _weight(name: str) -> float:
    return float(_table()[name])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))
