"""Gives the engine a text as it was published where somebody brought a translation of that."""

from __future__ import annotations

from pipeline.core.records import CleanArticle
from pipeline.stages.engine_texts import Texts, texts_of
from pipeline.stages.translate.memory import TranslationMemory, match_key


def texts_for(article: CleanArticle, memory: TranslationMemory | None) -> Texts:
    """What an engine is given of an article. An imported translation is of the published words, and would not be found
    by the plainer ones that an engine gets."""
    texts = texts_of(article)
    if memory is None:
        return texts
    title = None if texts.title is None else _either(article.title or "", texts.title, memory)
    told = zip(article.sentences, texts.sentences, strict=True)
    return Texts(title, [_either(sentence.normalized, text, memory) for sentence, text in told])


def _either(published: str, given: str, memory: TranslationMemory) -> str:
    if match_key(published) == match_key(given) or memory.imported(published) is None:
        return given
    return published
