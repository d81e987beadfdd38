"""Checks a rewritten sentence against the sentence it was written from, beyond its facts.

A small model that must guess a rare word writes another one, says a phrase twice, or turns a defeat into a victory.
What it wrote may use other words than its source only where they translate the Indonesian one.
"""

from __future__ import annotations

from collections import Counter

from pipeline.guards.checks import antonyms, loops, order, polarity, quantities, relative_time, reverse_terms, units
from pipeline.language.lexicon import content_words, english_stem, lexicon, lookup, short_stem
from pipeline.stages.summarize.citations import NUMBER_WORDS, WORD, terms
from pipeline.stages.summarize.compression_checks import damage
from pipeline.stages.summarize.fact_check import Evidence, Problem

MEANING = (antonyms, order, polarity, quantities, relative_time, reverse_terms, units)
_LEFT_OUT = "-lost"  # what these checks find missing may have been left out on purpose


def problems(evidence: Evidence, position: int, said: str) -> tuple[Problem, ...]:
    """The words, phrases and meanings of a rewritten sentence that its source does not have.

    Args:
        evidence: the article.
        position: of the sentence it was written from.
        said: English.
    """
    found = [_problem("word", word) for word in new_words(evidence, position, said)]
    if repeats(evidence.english[position], said):
        found.append(_problem("phrase", said))
    if wrong := damage(evidence.english[position], said):
        found.append(_problem("sentence", wrong))
    return (*found, *(_problem("meaning", flag) for flag in changed_meaning(evidence, position, said)))


def _problem(kind: str, text: str) -> Problem:
    return Problem(kind, text, "invented", "summarization")


def new_words(evidence: Evidence, position: int, said: str) -> list[str]:
    """Content words that the sentence has in no form and that translate no word of the Indonesian one."""
    known = set(terms(evidence.english[position]))
    source = evidence.indonesian[position]
    stems: frozenset[str] = frozenset()
    if evidence.language == "id":
        entries = lexicon()
        found = (lookup(word, entries) for word, _ in content_words(source))
        stems = frozenset(stem for entry in found if entry for stem in entry.stems)
    words = dict.fromkeys(m[0] for m in WORD.finditer(said) if m[0].isalpha())
    return [
        word
        for word in words
        if word.lower() not in NUMBER_WORDS
        and not known >= set(terms(word))
        and short_stem(english_stem(word)) not in stems
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
