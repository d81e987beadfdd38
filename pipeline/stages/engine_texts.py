"""Prepares an article's title and sentences for a model that reads Indonesian."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.core.records import CleanArticle
from pipeline.language.article_short_forms import meanings, with_meanings
from pipeline.language.bare_verbs import with_prefixes
from pipeline.language.idioms import plain_words
from pipeline.language.normalize import normalize
from pipeline.language.title_formulas import plain_formulas
from pipeline.language.title_grammar import plain_grammar
from pipeline.language.title_labels import plain_title
from pipeline.language.title_number import one_person
from pipeline.language.truecase import ArticleWords, ordinary_case, sentence_case


def sentence_texts(article: CleanArticle) -> list[str]:
    """The sentences for the engine: normalized, what is written in capitals throughout in ordinary case, short forms in
    the words that the article gives them, and idioms in plain words."""
    return list(_sentence_texts(article))


@lru_cache(maxsize=64)
def _sentence_texts(article: CleanArticle) -> tuple[str, ...]:
    """The same, kept: briefs and headlines of a shard's articles are written from them at different times."""
    known = meanings(s.normalized for s in article.sentences)
    plain = ArticleWords(s.text for s in article.sentences if s.kind == "text")
    return tuple(plain_words(with_meanings(ordinary_case(s.normalized, plain), known)) for s in article.sentences)


@lru_cache(maxsize=64)
def title_text(article: CleanArticle) -> str | None:
    """The title for the engine: normalized, without a portal's label, in sentence case as far as the article shows
    which words are names, idioms, set forms and the grammar of headlines in plain words, verbs with their prefix."""
    if article.title is None:
        return None
    title = plain_title(normalize(article.title))
    texts = [s.text for s in article.sentences if s.kind == "text"]
    title = with_meanings(sentence_case(ordinary_case(title, texts), texts), meanings(texts))
    return plain_words(plain_grammar(one_person(plain_formulas(with_prefixes(title)), texts)))


class Texts(NamedTuple):
    """What the engine is given of an article: its title, if it has one, and its sentences."""

    title: str | None
    sentences: list[str]

    @property
    def all(self) -> list[str]:
        """The title first."""
        return [*([] if self.title is None else [self.title]), *self.sentences]


def texts_of(article: CleanArticle) -> Texts:
    """The title and the sentences for the engine."""
    return Texts(title_text(article), sentence_texts(article))
