"""Writes a sentence with words that the translator knows, and tells when the translation of these words may be taken.

What the translator did not know (:mod:`pipeline.guards.unfamiliar_words`) is given to it as common Indonesian words
("rentenir" for *lintah darat*), or in English, which it carries over. Its own score rises with any common word, so it
does not protect from a wrong one: no word of crime or violence comes in that was not there, and no other word goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from pipeline.core.records import Attempt, Translation
from pipeline.guards.unfamiliar_words import UnfamiliarWord, aligned_stems
from pipeline.language.dictionary import CHARGED
from pipeline.language.lexicon import ALL_CLITICS, content_words, english_stems, lost_words

REWORD = "reword"  # the ladder's rung
# Passive verbs: "disogok suaminya" with "bribed" in it reads as if she bribed her husband.
_PASSIVE = ("di", "ter")
_FALL = 0.1  # what another hypothesis of the same search may lose in score, in nats a token
_RISE = 0.05  # what a translation must gain where it is not sure that a word had not arrived


@dataclass(frozen=True, slots=True)
class Way:
    """A sentence in other words.

    Attributes:
        text: what the translator is given.
        english: whether English words stand in it, which it may fit in badly.
    """

    text: str
    english: bool


PLAIN = Way("", False)  # as it stands


def ways(source: str, words: Sequence[UnfamiliarWord]) -> list[Way]:
    """Ways to write ``source`` with words that the translator knows, the best first; none where there is none."""
    plain = [(word, _plain(word)) for word in words if word.entry.plain]
    told = [(word, word.entry.english) for word in words if _may_be_english(word)]
    beside = [(word, english) for word, english in told if not word.entry.plain]
    found: dict[str, bool] = {}
    for text, english in ((_replaced(source, [*plain, *beside]), bool(beside)), (_replaced(source, told), True)):
        found.setdefault(text, english)
    return [Way(text, english) for text, english in found.items() if text != source]


def may_be_taken(source: str, before: Attempt, after: Attempt, risen: float, arrived: Set[UnfamiliarWord]) -> bool:
    """Whether a translation in which lost words arrived may take the place of what there was.

    Args:
        source: the sentence as it stands in the article.
        before: what there was.
        after: the translation in question.
        risen: how much its score is above that of the engine's best for the sentence, in nats a token.
        arrived: the words that were lost in ``before`` and are not in ``after``.
    """
    sure = any(word.sure for word in arrived)
    if risen < (_RISE if not sure else 0.0 if after.how == REWORD else -_FALL):
        return False
    spans = {at for word in arrived for at in range(word.start, word.end)}
    gone = {word.word for word in lost_words(source, after.text) if word.start not in spans}
    if not gone <= {word.word for word in lost_words(source, before.text)}:
        return False
    new = (CHARGED & english_stems(after.text)) - english_stems(before.text)
    meant = [word.entry.stems for word in arrived if word.entry.charged]
    others = [aligned_stems(word) for word, start in content_words(source) if start not in spans] if new else []
    return all(any(stem in stems for stems in (*meant, *others)) for stem in new)


def as_understood(source: str, translation: Translation) -> str:
    """What the translator was given as ``source`` when it understood it: the sentence in other words where these made
    the translation."""
    last = translation.attempts[-1] if translation.attempts else None
    return last.given if last is not None and last.how == REWORD and last.given else source


def _may_be_english(word: UnfamiliarWord) -> bool:
    return not (word.text.startswith(_PASSIVE) and " " not in word.text)


def _plain(word: UnfamiliarWord) -> str:
    """The plain words with the clitic that the word has: "pujaannya" is "idolanya"."""
    ending = word.text.removeprefix(word.entry.word)
    return word.entry.plain + (ending if ending in ALL_CLITICS else "")


def _replaced(source: str, pairs: Iterable[tuple[UnfamiliarWord, str]]) -> str:
    parts, at = [], 0
    for word, instead in sorted(pairs, key=lambda pair: pair[0].start):
        if source[word.start].isupper() and not source[word.start : word.end].isupper():
            instead = instead[0].upper() + instead[1:]
        parts += [source[at : word.start], instead]
        at = word.end
    return "".join([*parts, source[at:]])
