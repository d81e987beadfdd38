"""Reads a text column that holds a list: of paragraphs or sentences, nested, of an editor's blocks, or a list that was
printed into a table ("['Satu.', 'Dua.']")."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

DEEPEST = 4  # lists inside lists
LONGEST_PRINTED = 1 << 20  # characters of a printed list
_TEXT_KEYS = ("text", "content", "paragraph", "body", "isi", "teks")
_BEFORE_STOP = re.compile(r"\s+([.,;:!?)])")
_UNPARTED = re.compile(r"""['"]\s+['"]""")  # a NumPy array has no commas


def paragraphs(value: Any) -> list[str] | None:
    """The texts in a list, in order; None where the value is no list of texts.

    Args:
        value: of the column: a list whose members are texts, nothing, lists of such, or objects with a text in them;
            or a text that is such a list as a program printed it.
    """
    if isinstance(value, str):
        value = _printed(value)
    if not isinstance(value, (list, tuple)):
        return None
    try:
        found = [text for text in _texts(value, DEEPEST) if text.strip()]
    except TypeError:
        return None
    return found or None


def _texts(value: Any, depth: int) -> Iterator[str]:
    """The texts inside a value.

    Raises:
        TypeError: it holds something else, or is nested too deeply.
    """
    if value is None:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)) and depth:
        if depth < DEEPEST and _tokens(value):
            yield _BEFORE_STOP.sub(r"\1", " ".join(value))
            return
        for member in value:
            yield from _texts(member, depth - 1)
    elif isinstance(value, Mapping) and (key := next((k for k in _TEXT_KEYS if k in value), None)):
        yield from _texts(value[key], depth - 1)
    else:
        raise TypeError(type(value).__name__)


def _tokens(value: Sequence[Any]) -> bool:
    """Whether a list inside a list is a sentence as single words, as corpora have it."""
    words = [member for member in value if isinstance(member, str)]
    if len(words) != len(value) or len(words) < 2 or any(" " in word for word in words):
        return False
    return not any(len(word) > 1 and word.endswith((".", "!", "?")) for word in words[:-1])


def _printed(text: str) -> Any:
    """The list that a text is the printed form of; None for any other text."""
    if not text.lstrip().startswith(("['", '["')) or not text.rstrip().endswith(("']", '"]')):
        return None
    if len(text) > LONGEST_PRINTED or _UNPARTED.search(text):
        return None
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(part, str) for part in found) else None
