"""Checks that a translation does not say the opposite: won for lost, rose for fell, before for after, north for south.

An axis of ``language/data/opposites.toml`` has two sides. Where the source has words of one side only, and the
translation words of the other side only, the sense was turned around. A negation beside one of the words excuses it
("tidak naik" may well be "fell").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from pipeline.guards.context import EMPTY, Context
from pipeline.language.lexicon import english_stem, lexicon, lookup, lost_words, short_stem
from pipeline.language.numerals import Language
from pipeline.language.phrases import Phrase, PhraseTable, Token, tokens
from pipeline.language.rules import table

COSTS = {"opposite": 2.5}
_NEGATIONS = frozenset(
    """
    tidak tak bukan belum tanpa jangan kurang minus gagal batal urung not no never without less un non hardly fail fails
    failed unable nggak gak ga
    """.split()  # noqa: SIM905
)
_IGNORED = "ignored"
_BARE = (
    "before-after",
    "north-",
    "east-",
    "left-",
    "man-",
    "husband-",
    "father-",
    "first-",
    "start-",
)  # nothing to negate
_SURE = 2  # stems of a word that are taken for its meaning
_REACH = 3  # tokens before a word in which a negation turns it around


def check(source: str, translation: str, context: Context = EMPTY) -> tuple[str, ...]:
    """("opposite",) when a word of the source became its opposite."""
    return ("opposite",) if opposites(source, translation) else ()


def opposites(source: str, translation: str) -> list[tuple[str, str, str]]:
    """Each word of the source that became its opposite: the axis and side, the word, and what stands for it."""
    target_tokens = tokens(translation, "en")
    theirs = _sides(translation, "en")
    if not theirs:
        return []
    source_tokens = tokens(source, "id")
    ours = _sides(source, "id")
    found = []
    for label, phrase in ours.items():
        if label == _IGNORED or label.endswith("+"):
            continue
        other = _other(label)
        excused = f"{label}+" in theirs or other in ours or f"{other}+" in ours
        if other in theirs and label not in theirs and not excused:
            opposite = theirs[other]
            if _negated(source_tokens, phrase) or _negated(target_tokens, opposite):
                continue
            if not _meant(source_tokens, phrase, target_tokens, opposite):
                found.append((label, _text(source_tokens, phrase), _text(target_tokens, opposite)))
    return found or _by_lexicon(source, translation, source_tokens, target_tokens, ours, theirs)


def _meant(ours: Sequence[Token], phrase: Phrase, theirs: Sequence[Token], opposite: Phrase) -> bool:
    """Whether another word of the source may be what the opposite word renders, by the lexicon."""
    entries = lexicon()
    stems = {short_stem(theirs[i].base) for i in range(opposite.first, opposite.last)}
    others = [token for i, token in enumerate(ours) if not phrase.first <= i < phrase.last]
    return any(
        not stems.isdisjoint(entry.likeliest)
        for token in others
        if (entry := lookup(token.word, entries)) is not None and token.word != ours[phrase.first].word
    )


def _by_lexicon(
    source: str,
    translation: str,
    ours: Sequence[Token],
    theirs: Sequence[Token],
    source_sides: Mapping[str, Phrase],
    sides: Mapping[str, Phrase],
) -> list[tuple[str, str, str]]:
    """The same for any word of the lexicon: it usually means one side, and none of its English is there, but a word of
    the other side that no word of the source can mean."""
    entries = lexicon()
    known = [entry for token in ours if (entry := lookup(token.word, entries)) is not None]
    found = []
    for lost in lost_words(source, translation):
        place = next((i for i, token in enumerate(ours) if token.word == lost.word), 0)
        if any(token.word in _NEGATIONS for token in ours[max(0, place - _REACH) : place]):
            continue
        entry = lookup(lost.word, entries)
        for stem in entry.likeliest[:_SURE] if entry is not None else ():
            for label in _stems().get(stem, ()):
                other = sides.get(_other(label))
                if _other(label) in source_sides or f"{_other(label)}+" in source_sides:
                    continue
                if other is None or label in sides or f"{label}+" in sides or _negated(theirs, other):
                    continue
                meant = {short_stem(theirs[i].base) for i in range(other.first, other.last)}
                if not any(meant & e.stems for e in known):
                    found.append((label, lost.word, _text(theirs, other)))
    return found


@lru_cache(maxsize=1024)
def _sides(text: str, language: Language) -> Mapping[str, Phrase]:
    """The sides that have a word in a text, each with its first one; kept, as a source has several translations."""
    sides: dict[str, Phrase] = {}
    for phrase in _table(language).find(tokens(text, language)):
        for label in phrase.labels:
            sides.setdefault(label, phrase)
    return sides


def _other(label: str) -> str:
    return label[:-1] + ("b" if label.endswith("a") else "a")


def _negated(text: Sequence[Token], phrase: Phrase) -> bool:
    if any(label.startswith(_BARE) for label in phrase.labels):
        return False
    after = text[phrase.last].word if phrase.last < len(text) else ""
    return after == "minus" or any(
        token.word in _NEGATIONS for token in text[max(0, phrase.first - _REACH) : phrase.first]
    )


@cache
def _stems() -> dict[str, list[str]]:
    """The sides of each English stem, those of words that only excuse left out."""
    found: dict[str, list[str]] = {}
    for axis, words in table("opposites").items():
        for side in "ab" if axis != _IGNORED else "":
            for word in words[f"{side}_en"].split():
                if "_" not in word:
                    stem = short_stem(english_stem(word.rstrip("~")))
                    found.setdefault(stem, []).append(f"{axis}:{side}")
    return {stem: labels for stem, labels in found.items() if len({_other(a) for a in labels} & {*labels}) == 0}


def _text(text: Sequence[Token], phrase: Phrase) -> str:
    return " ".join(token.word for token in text[phrase.first : phrase.last])


@cache
def _table(language: Language) -> PhraseTable:
    """The words of each side; those that only excuse under its label with a "+"."""
    axes = dict(table("opposites"))
    phrases: dict[str, list[str]] = {_IGNORED: axes.pop("ignored")[language].split()}
    for axis, words in axes.items():
        for side in "ab":
            phrases[f"{axis}:{side}"] = words[f"{side}_{language}"].split()
            phrases[f"{axis}:{side}+"] = words.get(f"{side}_{language}_also", "").split()
    return PhraseTable(phrases, language)
