"""Builds the chat prompt of a language model, with the article in it as data.

The prompt is rendered once with a mark where the article goes, and only the text around the mark is read for the
model's control tokens. The article's own text is tokenized apart: ``<|im_end|>`` in it is plain text and no end of a
turn, and the tags that delimit it are broken up where it holds them, so that an article cannot end its own section.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.backends._prompts import MARK, article_request, defused, user_turn
from pipeline.core.errors import ModelError

_MARKS = re.compile("(\ue000[a-z]+\ue000)")

Template = tuple[tuple[int, ...] | str, ...]  # what stands in a prompt: token ids, and marks for what is filled in


@dataclass(frozen=True, slots=True)
class Prompt:
    """The token ids before and behind the article."""

    before: tuple[int, ...]
    behind: tuple[int, ...]

    @property
    def tokens(self) -> int:
        return len(self.before) + len(self.behind)

    def around(self, article: Sequence[int]) -> list[int]:
        """The whole prompt."""
        return [*self.before, *article, *self.behind]


def prompt(tokenizer: Any, system: str, instruction: str) -> Prompt:
    """The chat prompt for a summary that an instruction asks for.

    Raises:
        ModelError: the tokenizer has no chat template, or one that does not keep what it is given.
    """
    request = article_request(instruction)
    return filled(tokenizer, template(tokenizer, system, request.text), request.values)


def template(tokenizer: Any, system: str, request: str, codes: tuple[str, str] | None = None) -> Template:
    """The chat prompt for a request that holds marks; ``codes`` are those of the languages, where the template takes
    them beside the text.

    Raises:
        ModelError: as :func:`prompt`.
    """
    parts = _MARKS.split(_render(tokenizer, system, request, codes))
    wanted = sorted(_MARKS.findall(request))
    if sorted(part for part in parts if _MARKS.fullmatch(part)) != wanted or wanted.count(MARK) != 1:
        raise ModelError(
            "the chat template of this checkpoint does not hold the request exactly once", "fix the template"
        )
    return tuple(part if _MARKS.fullmatch(part) else tuple(_ids(tokenizer, part)) for part in parts)


def filled(tokenizer: Any, template: Template, values: Mapping[str, str]) -> Prompt:
    """A template with everything in its place but the article; what is put there is plain text to the model."""
    sides: tuple[list[int], list[int]] = ([], [])
    behind = 0
    for part in template:
        if part == MARK:
            behind = 1
        else:
            sides[behind].extend(encode(tokenizer, [values[part]])[0] if isinstance(part, str) else part)
    return Prompt(tuple(sides[0]), tuple(sides[1]))


def encode(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Articles as token ids; control tokens in them are encoded as plain text."""
    if not texts:
        return []
    plain = [defused(text) for text in texts]
    ids: list[list[int]] = tokenizer(
        plain, add_special_tokens=False, split_special_tokens=True, truncation=False, verbose=False
    )["input_ids"]
    return ids


def _ids(tokenizer: Any, text: str) -> list[int]:
    ids: list[int] = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
    return ids


def _render(tokenizer: Any, system: str, request: str, codes: tuple[str, str] | None) -> str:
    from jinja2 import TemplateError

    if not tokenizer.chat_template:
        raise ModelError(
            "this checkpoint's tokenizer has no chat template: it was not tuned to follow instructions",
            "take an instruction-tuned checkpoint, or put its chat_template.jinja beside the weights",
        )
    turns = [{"role": "system", "content": system}, user_turn(request, codes)]
    try:
        return _apply(tokenizer, turns if system else turns[1:])
    except TemplateError as failed:  # templates without a system turn raise: its text goes into the user's turn
        try:
            if not system:
                raise failed
            return _apply(tokenizer, [user_turn(f"{system}\n\n{request}", codes)])
        except TemplateError as error:
            hint = 'where it wants the codes of the languages: way = "chat-template" under the card\'s [languages]'
            raise ModelError(f"the chat template of this checkpoint fails: {error}", hint) from error


def _apply(tokenizer: Any, turns: list[dict[str, Any]]) -> str:
    # Turns off the thinking of models that reason first; other templates ignore it.
    text: str = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True, enable_thinking=False)
    return text
