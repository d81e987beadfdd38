"""Checks a rewritten sentence against the sentence it was written from, beyond its facts.

A small model that must guess a rare word writes another one, says a phrase twice, or turns a defeat into a victory.
What it wrote may use other words than its source only where they translate the Indonesian one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.guards.checks import antonyms, loops, order, polarity, quantities, relative_time, reverse_terms, units
from pipeline.language.lexicon import english_stem, short_stem
from pipeline.language.rewordings import may_say
from pipeline.stages.summarize._brief_names import missing_words
from pipeline.stages.summarize.citations import NUMBER_WORDS, WORD, terms
from pipeline.stages.summarize.compression_checks import damage
from pipeline.stages.summarize.fact_check import Evidence, Problem

MEANING = (antonyms, order, polarity, quantities, relative_time, reverse_terms, units)
_LEFT_OUT = "-lost"  # what these checks find missing may have been left out on purpose


def problems(evidence: Evidence, position: int, said: str, introduction: int | None = None) -> tuple[Problem, ...]:
    """The words, phrases and meanings of a rewritten sentence that its source does not have.

    Args:
        evidence: the article.
        position: of the sentence it was written from.
        said: English.
        introduction: position of a sentence that its names and nouns may be taken from.
    """
    places = (position,) if introduction is None else (introduction, position)
    english = " ".join(evidence.english[i] for i in places)
    found = [_problem("word", word) for word in new_words(evidence, places, said)]
    if repeats(english, said):
        found.append(_problem("phrase", said))
    if wrong := damage(english, said):
        found.append(_problem("sentence", wrong))
    return (*found, *(_problem("meaning", flag) for flag in changed_meaning(evidence, position, said)))


def _problem(kind: str, text: str) -> Problem:
    return Problem(kind, text, "invented", "summarization")


def new_words(evidence: Evidence, positions: Sequence[int], said: str) -> list[str]:
    """Content words that the sentences have in no form and that translate no word of the Indonesian ones."""
    known = {term for i in positions for term in terms(evidence.english[i])}
    english = " ".join(evidence.english[i] for i in positions)
    source = " ".join(evidence.indonesian[i] for i in positions)
    stems = may_say(source) if evidence.language == "id" else frozenset()
    words = dict.fromkeys(m[0] for m in WORD.finditer(said) if m[0].isalpha())
    return [
        word
        for word in words
        if word.lower() not in NUMBER_WORDS
        and not known >= set(terms(word))
        and short_stem(english_stem(word)) not in stems
        and not (word[0].isupper() and not missing_words(word, english, source))  # "Asian" where the source says Asia
    ]


def repeats(sentence: str, said: str) -> bool:
    """Whether a word is said more often than in the sentence, or a phrase again and again, as small models do."""
    known = Counter(terms(sentence))
    return any(term in known for term in Counter(terms(said)) - known) or bool(loops.check(sentence, said))


def changed_meaning(evidence: Evidence, position: int, said: str) -> list[str]:
    """The flags of the guards of meaning, save for what is only left out."""
    if evidence.language != "id":
        return []
    flags = (flag for guard in MEANING for flag in guard.check(evidence.indonesian[position], said))
    return [flag for flag in flags if not flag.endswith(_LEFT_OUT)]
