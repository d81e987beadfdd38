"""Tells a language model the terms of a sentence, the sentences before it, and how to write; other engines none of it.

A sentence's context is part of what its translation depends on, so the same sentence in two articles may be translated
twice. Both are kept apart by translating in waves: in each, a text has one context.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.core.records import Translation

if TYPE_CHECKING:
    from pipeline.backends.base import Hypothesis, Translator
    from pipeline.core.config import TranslateTable
    from pipeline.language.glossary import Glossary

Contexts = Mapping[str, tuple[str, ...]]  # the sentences before each text, the nearest last
Translate = Callable[[list[str], Contexts], Mapping[str, Translation]]


def takes(translator: Translator) -> frozenset[str]:
    """Which of ``terms``, ``context`` and ``style`` an engine is told."""
    return getattr(translator, "takes", frozenset())


def context_sentences(options: TranslateTable, translator: Translator | None) -> int:
    """How many sentences before it an engine is told with each; found without loading it."""
    card = getattr(translator, "card", None)
    if translator is None and options.model != "fake":
        from pipeline.backends.model_card import load_card

        card = load_card(options.model)
    prompt = getattr(card, "translation", None)
    return prompt.sentences if prompt is not None and "context" in prompt.takes else 0


def in_context(
    texts: Mapping[str, Sequence[str]], depth: int, translate: Translate
) -> dict[str, dict[str, Translation]]:
    """Each article's translations by text; one that an article holds twice has the context of its first place.

    Args:
        texts: the texts of each article in their order, by its id.
        depth: sentences of context.
        translate: translates texts that have one context each.
    """
    waves: list[dict[str, tuple[str, ...]]] = []
    wave_of: dict[str, dict[str, int]] = {}
    for article, own in texts.items():
        first: dict[str, tuple[str, ...]] = {}
        for at, text in enumerate(own):
            first.setdefault(text, tuple(own[max(0, at - depth) : at]))
        wave_of[article] = {}
        for text, context in first.items():
            fits = (at for at, wave in enumerate(waves) if wave.get(text, context) == context)
            at = next(fits, len(waves))
            if at == len(waves):
                waves.append({})
            waves[at][text] = context
            wave_of[article][text] = at
    done = [translate(list(wave), wave) for wave in waves]
    return {article: {text: done[at][text] for text, at in own.items()} for article, own in wave_of.items()}


class ToldTranslator:
    """A language model with what it is told; to everybody else an engine like any other.

    Args:
        engine: takes ``hints``.
        glossary: the terms in force; those of a sentence are told with it.
        style: how to write.
        contexts: by text. A sentence whose names are behind placeholders, and a part of a sentence, have none.
    """

    def __init__(self, engine: Any, glossary: Glossary, style: str, contexts: Contexts) -> None:
        self._engine, self._glossary, self._style, self._contexts = engine, glossary, style, contexts

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def translate(
        self, texts: Sequence[str], *, beam_size: int | None = None, n_best: int = 1, **decoding: Any
    ) -> list[list[Hypothesis]]:
        """The engine's candidates, each text told with its hints."""
        from pipeline.backends.base import Hints

        told = [Hints(self._terms(text), self._contexts.get(text, ()), self._style) for text in texts]
        found: list[list[Hypothesis]] = self._engine.translate(
            texts, beam_size=beam_size, n_best=n_best, hints=told, **decoding
        )
        return found

    def _terms(self, text: str) -> tuple[tuple[str, str], ...]:
        entries = (term.entry for term in self._glossary.terms_in(text))
        return tuple(dict.fromkeys((entry.term, entry.english[0]) for entry in entries))


def told(translator: Translator, glossary: Glossary, style: str, contexts: Contexts) -> Translator:
    """An engine with what it is told, where it takes any of it."""
    if not takes(translator):
        return translator
    return ToldTranslator(translator, glossary, style, contexts)
