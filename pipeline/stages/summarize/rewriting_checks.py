"""Checks a rewritten sentence against the sentence it was written from, beyond its facts.

A small model that must guess a rare word writes another one, says a phrase twice, or turns a defeat into a victory.
What it wrote may use other words than its source only where they translate the Indonesian one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.guards.checks import antonyms, loops, order, polarity, quantities, relative_time, reverse_terms, units
from pipeline.language import facts
from pipeline.language.fact import FIGURES
from pipeline.language.glossary import Glossary
from pipeline.language.lexicon import english_stem, short_stem
from pipeline.language.names import fold
from pipeline.language.rewordings import may_say
from pipeline.stages.summarize._brief_names import missing_words
from pipeline.stages.summarize.citations import NUMBER_WORDS, WORD, terms
from pipeline.stages.summarize.compression_checks import damage
from pipeline.stages.summarize.fact_check import Evidence, Problem

MEANING = (antonyms, order, polarity, quantities, relative_time, reverse_terms, units)
BESIDE = 6  # words on either side of a name that say who somebody is
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Mm]y|us)\b|\bI(?= [a-z]|['’])")
_MARK = re.compile(r"[\"“]")
_ASIDE = re.compile(r"^\d{1,2}[.)] | \(\d{1,3}\)")  # the number of an item, an age
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
    if introduction is not None:
        found += _foreign_figures(evidence, position, said)
        if _says_the_introduction(evidence, position, introduction, said):
            found.append(_problem("sentence", "introduction-said"))
    if _FIRST_PERSON.search(said) and not _MARK.search(said) and _MARK.search(evidence.indonesian[position]):
        found.append(_problem("sentence", "unquoted"))  # the brief would say "we" itself
    if repeats(english, said):
        found.append(_problem("phrase", said))
    if wrong := damage(english, said):
        found.append(_problem("sentence", wrong))
    return (*found, *(_problem("meaning", flag) for flag in changed_meaning(evidence, position, said)))


def lost_terms(evidence: Evidence, position: int, said: str, terms: Glossary) -> tuple[Problem, ...]:
    """The user's terms of a sentence that its translation has in their English and the rewriting lacks."""
    source, english = evidence.indonesian[position], evidence.english[position]
    missing = {term.entry.term for term in terms.check(source, english)}
    lost = dict.fromkeys(term.entry.term for term in terms.check(source, said))
    return tuple(_problem("term", term) for term in lost if term not in missing)


def lost_figures(english: str, said: str) -> tuple[Problem, ...]:
    """The amounts, shares and counts of a sentence that a shorter form leaves out: "sentenced to 6 years" is the news.
    Days, hours, ages and the number of an item may go."""
    return tuple(
        Problem(fact.kind, fact.text, "lost", "summarization")
        for fact in facts.compare_figures(_ASIDE.sub("", english), said, "en")[0]
        if fact.kind in ("amount", "number", "percent")
    )


def _problem(kind: str, text: str) -> Problem:
    return Problem(kind, text, "invented", "summarization")


def _foreign_figures(evidence: Evidence, position: int, said: str) -> list[Problem]:
    """The figures and dates that the sentence itself has in neither language, whatever the introducing one has."""
    _, english = facts.compare_figures(evidence.english[position], said, "en")
    _, source = facts.compare_figures(evidence.indonesian[position], said, evidence.language)
    foreign = {(f.kind, f.span) for f in english} & {(f.kind, f.span) for f in source}
    return [
        Problem(fact.kind, fact.text, "misplaced", "summarization")
        for fact in facts.extract(said, "en")
        if fact.kind in FIGURES and (fact.kind, fact.span) in foreign
    ]


def _says_the_introduction(evidence: Evidence, position: int, introduction: int, said: str) -> bool:
    """Whether more words are the introducing sentence's alone than the sentence's own."""
    own, other, ours = (set(terms(t)) for t in (evidence.english[position], evidence.english[introduction], said))
    return len(ours & (other - own)) > len(ours & (own - other))


def _beside_names(introduction: str, source: str) -> set[str]:
    """The terms of an introducing sentence that stand beside a name which the sentence has, too, or beside any name
    where it has none of them: who somebody is, not what happened."""
    words = introduction.split()
    names = [i for i, word in enumerate(words) if word[:1].isupper()]
    shared = {fold(w) for w in WORD.findall(source) if w[:1].isupper()}
    called = [i for i in names if fold(words[i].strip(".,;:()\"'")) in shared]
    near = {j for i in called or names for j in range(i - BESIDE, i + BESIDE + 1)}
    return set(terms(" ".join(word for j, word in enumerate(words) if j in near)))


def new_words(evidence: Evidence, positions: Sequence[int], said: str) -> list[str]:
    """Content words that the last of the sentences has in no form and that translate no word of the Indonesian one;
    those before it give the words that stand beside its names.

    Args:
        evidence: the article.
        positions: of an introducing sentence, where there is one, and of the sentence.
        said: English.
    """
    *introducing, own = positions
    known = set(terms(evidence.english[own]))
    for i in introducing:
        known |= _beside_names(evidence.english[i], evidence.indonesian[own])
    english = " ".join(evidence.english[i] for i in positions)
    source = " ".join(evidence.indonesian[i] for i in positions)
    stems = may_say(evidence.indonesian[own]) if evidence.language == "id" else frozenset()
    words = dict.fromkeys(m[0] for m in WORD.finditer(said) if m[0].isalpha())
    first = next(iter(words), "")
    return [
        word
        for word in words
        if word.lower() not in NUMBER_WORDS
        and not known >= set(terms(word))
        and short_stem(english_stem(word)) not in stems
        # "Asian" where the source says Asia; a first word has its capital anyway.
        and not (word[0].isupper() and word != first and not missing_words(word, english, source))
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
