"""Prepares an article's sentences for a model that reads Indonesian."""

from __future__ import annotations

from pipeline.core.records import CleanArticle
from pipeline.language.idioms import plain_words
from pipeline.language.truecase import ArticleWords, ordinary_case


def sentence_texts(article: CleanArticle) -> list[str]:
    """The sentences for the engine: normalized, what is written in capitals throughout in ordinary case, and idioms in
    plain words."""
    plain = ArticleWords(s.text for s in article.sentences if s.kind == "text")
    return [plain_words(ordinary_case(s.normalized, plain)) for s in article.sentences]
