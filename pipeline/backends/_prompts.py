"""Says what instruction-tuned language models are told: the tables of a card, their defaults, and the request itself.

A request is built once for both engines that prompt, :mod:`pipeline.backends.causal` and
:mod:`pipeline.backends.server`. Where the text, the terms and the context go it holds a mark, so that the engine
decides how data is kept apart from instructions: by tokenizing it alone, or by taking apart the tags that delimit it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from pipeline.core.tables import Table

PROMPTS = Path(__file__).with_name("prompts.toml")  # what models are told, unless a card says it
# Private use: no text, and no chat template, holds these.
MARK, TERMS, CONTEXT = "\ue000article\ue000", "\ue000terms\ue000", "\ue000context\ue000"
_TAG = re.compile(r"<(?=\s*/?\s*(?:article|text|context)\b)", re.IGNORECASE)


class Hints(NamedTuple):
    """What a language model may be told beside the sentence to translate; engines that take none are given none.

    Attributes:
        terms: Indonesian terms that the sentence holds, each with the English to use.
        context: the sentences before it, the nearest last.
        style: how to write, in the user's words.
    """

    terms: tuple[tuple[str, str], ...] = ()
    context: tuple[str, ...] = ()
    style: str = ""


NO_HINTS = Hints()


class TranslationPrompt(Table):
    """What a language model is told to translate a sentence.

    ``request`` comes first and the sentence last, between tags, unless ``request`` says with ``{text}`` where it goes.
    ``terms``, ``context`` and ``style`` are sentences for what a run has of these; an empty one means that the model
    is not to be given it. ``sentences`` is how many sentences before it are a sentence's context; 0 gives none.
    """

    system: str = ""
    request: str = ""
    terms: str = ""
    context: str = ""
    style: str = ""
    sentences: Annotated[int, Field(ge=0, le=20)] = 0

    @property
    def takes(self) -> frozenset[str]:
        """Which of ``terms``, ``context`` and ``style`` the model is given."""
        context = self.context and self.sentences
        named = {"terms": self.terms, "context": context, "style": self.style}
        return frozenset(name for name, given in named.items() if given)


class Request(NamedTuple):
    """The user's turn, with marks in it, and what stands in the places of the marks other than the text's."""

    text: str
    values: Mapping[str, str]


def with_defaults(card: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an instruction-tuned model's card, with the default prompts where it has none of its own.

    Raises:
        ValueError: the card says what to tell a model whose chat template writes that itself.
    """
    backends = ["server"] if "server" in card else ["causal"]
    languages = card.get("languages")
    if isinstance(languages, Mapping) and languages.get("way") == "chat-template":
        if own := [key for key in ("system", "styles", "translation") if card.get(key)]:
            raise ValueError(f"`{own[0]}`: with `chat-template` the checkpoint's template writes the request")
        return {"backends": backends, **card, "translation": {"request": "{text}"}}
    defaults = tomllib.loads(PROMPTS.read_text("utf-8"))
    task = "direct" if card.get("task") == "direct" else "summarize"
    filled = {"system": defaults[task]["system"].strip(), "backends": backends, **card}
    for key, table in (("styles", defaults["styles"]), ("translation", defaults["translation"])):
        own = card.get(key, {})
        usual = {name: text.strip() for name, text in table.items()}
        filled[key] = {**usual, **own} if isinstance(own, dict) else own
    return filled


def article_request(instruction: str) -> Request:
    """A request for a summary of an article."""
    return Request(_placed(instruction, "article"), {})


def sentence_request(prompt: TranslationPrompt, hints: Hints = NO_HINTS) -> Request:
    """A request for a translation, with those of the hints that the model takes."""
    before: list[str] = []
    values: dict[str, str] = {}
    if hints.style and prompt.style:
        before.append(prompt.style.replace("{style}", hints.style))
    if hints.terms and prompt.terms:
        before.append(prompt.terms.replace("{terms}", TERMS))
        values[TERMS] = "; ".join(f"{term} = {english}" for term, english in hints.terms)
    if hints.context and prompt.context and prompt.sentences:
        before.append(prompt.context.replace("{context}", CONTEXT))
        values[CONTEXT] = " ".join(hints.context[-prompt.sentences :])
    if "{text}" in prompt.request:
        return Request("\n\n".join([*before, _placed(prompt.request, "text")]), values)
    return Request(_placed("\n\n".join([prompt.request, *before]), "text"), values)


def user_turn(text: str, codes: tuple[str, str] | None) -> dict[str, Any]:
    """The user's turn: a text, or with the codes of the languages beside it where the chat template wants them."""
    if codes is None:
        return {"role": "user", "content": text}
    part = {"type": "text", "source_lang_code": codes[0], "target_lang_code": codes[1], "text": text}
    return {"role": "user", "content": [part]}


def _placed(instruction: str, tag: str) -> str:
    if "{text}" in instruction:
        return instruction.replace("{text}", MARK)
    return f"{instruction}\n\n<{tag}>\n{MARK}\n</{tag}>".strip()


def defused(text: str) -> str:
    """A text in which the tags that delimit it are taken apart, so that it cannot end its own section."""
    return _TAG.sub("< ", text)
