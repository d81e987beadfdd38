"""Second stage: an article becomes its clean sentences, with everything that was taken out on record, or is rejected.

A text of more words than an article has is rejected before anything else looks at it: every stage that follows would
take minutes and hundreds of megabytes for each megabyte of it.
Boilerplate goes (boilerplate.py), paragraphs are split into sentences (segment.py), each sentence is evened out for the
translator (normalize.py), and the language of what is left is checked (langid.py): what is certainly not Indonesian is
rejected with what was found; what may be another language passes as Indonesian, flagged ``language:uncertain``; English
passes through, flagged, so that a mixed collection loses nothing, but for a server's message in an article's place
(error_pages.py). An article with a reference translation was chosen
to be translated: it is flagged and never rejected for its language or its length, so that a suite is scored whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from pipeline.core import words
from pipeline.core.records import Article, CleanArticle, Rejected, Sentence
from pipeline.language import hyphens, langid, normalize, segment
from pipeline.language.language_names import language_name
from pipeline.stages.clean import boilerplate, error_pages

NAME = "clean"
INDONESIAN = "id"
PASSED_THROUGH = "en"
UNCERTAIN = "language:uncertain"
_BULLET = re.compile(r"^[-–—•*·▪]\s+")
LONGEST_WORD = 50  # characters: a text of more for each word allowed is too long, whatever its words are
SENTENCE_WORDS = 8  # the language of a shorter sentence is not asked
SENTENCE_MARGIN = 0.95  # how sure the identifier must be of a single sentence


class CleanOptions(Protocol):
    """The ``[clean]`` table: whether to remove boilerplate, the fewest and the most words allowed, whether to check the
    language."""

    @property
    def boilerplate(self) -> bool: ...

    @property
    def min_words(self) -> int: ...

    @property
    def max_words(self) -> int: ...

    @property
    def language_check(self) -> bool: ...


def clean_article(article: Article, options: CleanOptions) -> CleanArticle | Rejected:
    """Clean one article.

    Args:
        article: as ingested, boilerplate and all.
        options: the ``[clean]`` table of the configuration.

    Returns:
        The clean article; or a ``Rejected`` when it has more than ``max_words`` words, when it is a server's message,
        when fewer than ``min_words`` words are left, or when it is not Indonesian.
    """
    chosen = bool(article.reference_translation)
    if not chosen and (size := _too_long(article, options.max_words)):
        return Rejected(article.input, NAME, f"{size}; --set clean.max_words=0 takes it anyway")
    if options.language_check and not chosen and (message := error_pages.message_of(article.title, article.text)):
        return Rejected(article.input, NAME, f"an error page in the article's place: {message!r}")
    found = boilerplate.untouched(article.text, article.title)
    if options.boilerplate:
        cleaned = boilerplate.classify(article.text, article.title)
        found = cleaned if cleaned.paragraphs or not chosen else found
    left = sum(len(paragraph.text.split()) for paragraph in found.paragraphs)
    fewest = 1 if chosen else max(1, options.min_words)
    if left < fewest:
        return Rejected(article.input, NAME, f"{left} words of text left, at least {fewest} needed{_next(left)}")
    language = article.language
    flags: tuple[str, ...] = ()
    if options.language_check:
        guess = langid.identify(found.text)
        foreign = guess.language == langid.UNKNOWN or langid.is_foreign(found.text, guess)
        if foreign and guess.language != PASSED_THROUGH and not chosen:
            return Rejected(article.input, NAME, _not_indonesian(guess))
        language = PASSED_THROUGH if foreign and guess.language == PASSED_THROUGH else INDONESIAN
        flags = _language_flags(guess, foreign)
    sentences = tuple(_sentences(found))
    if language == INDONESIAN and options.language_check:
        flags += tuple(_foreign(sentences))
    return CleanArticle(
        id=article.id,
        input=article.input,
        title=article.title or found.title,
        published=article.published or found.published,
        source=article.source,
        url=article.url,
        language=language,
        sentences=sentences,
        removed=found.removed,
        dateline=found.dateline,
        author=found.author,
        flags=flags,
    )


def _next(left: int) -> str:
    """What to type for a short text to go through; nothing helps one without words."""
    return "; --set clean.min_words=1 takes short texts too" if left else ""


def _too_long(article: Article, most: int) -> str:
    """How much longer an article is, title and text, than so many words; "" where it is not, or ``most`` is 0."""
    parts = (article.title or "", article.text)
    characters = sum(map(len, parts))
    if not most or characters < 2 * most:  # a word takes a letter and a space
        return ""
    if (counted := sum(map(words.count, parts))) > most:
        return f"{counted:,} words, at most {most:,} allowed"
    longest = most * LONGEST_WORD
    return f"{characters:,} characters, at most {longest:,} in {most:,} words allowed" if characters > longest else ""


def _sentences(found: boilerplate.Cleaned) -> Iterator[Sentence]:
    """The sentences of the kept paragraphs, numbered through."""
    index = 0
    pairs = hyphens.joined_pairs(paragraph.text for paragraph in found.paragraphs)
    for number, paragraph in enumerate(found.paragraphs):
        pieces = [paragraph.text] if paragraph.kind == "heading" else segment.split(paragraph.text)
        for place, text in enumerate(pieces):
            given = hyphens.close_up(normalize.normalize(text), pairs)
            if paragraph.kind == "item" and place == 0:
                given = _BULLET.sub("", given)  # before a figure it would be read as a minus
            yield Sentence(index, number, text, given, paragraph.kind)
            index += 1


def _language_flags(guess: langid.LanguageGuess, foreign: bool) -> tuple[str, ...]:
    if foreign:
        return (f"language:{guess.language}",)
    return () if guess.language == INDONESIAN else (UNCERTAIN,)


def _not_indonesian(guess: langid.LanguageGuess) -> str:
    if guess.language == langid.UNKNOWN:
        return "no words to tell a language by"
    return f"not Indonesian but {language_name(guess.language)}, with {guess.probability:.0%} probability"


def _foreign(sentences: tuple[Sentence, ...]) -> Iterator[str]:
    """A flag for each sentence of an Indonesian article that is in another language for certain."""
    for sentence in sentences:
        if sentence.normalized.count(" ") + 1 < SENTENCE_WORDS or langid.looks_indonesian(sentence.normalized):
            continue
        guess = langid.identify(sentence.normalized)
        if guess.language != INDONESIAN and guess.margin >= SENTENCE_MARGIN:
            yield f"foreign-sentence:{sentence.index}:{guess.language}"
