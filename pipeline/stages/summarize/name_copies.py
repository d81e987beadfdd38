"""Puts placeholders in the place of an article's names, so that a model that writes briefs copies them unchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.guards.placeholders import Masked, Span, mask, restore
from pipeline.language.names import read_names


def mask_names(sentences: Sequence[str]) -> Masked:
    """An article with a code for each of its most frequent names, the same code wherever the name stands.

    Args:
        sentences: of an Indonesian article, in order.
    """
    text = " ".join(sentences).strip()
    names = Counter(n.text for s in sentences for n in read_names(s, "id") if n.firm and n.kind == "name")
    chosen = [name for name, _ in names.most_common()]
    spans = []
    for name in chosen:
        first = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        if first:
            spans.append(Span(first.start(), first.end(), name, optional=True))
    masked = mask(text, spans)
    whole = masked.text
    for code, span in masked.codes:
        whole = re.sub(rf"(?<!\w){re.escape(span.text)}(?!\w)", code, whole)
    return Masked(whole, masked.codes)


def unmask_names(masked: Masked, text: str) -> str:
    """A brief with every code replaced by its name; a name may stand in it more than once."""
    for code, span in masked.codes:
        text = re.sub(rf"(?<![A-Za-z0-9]){code}(?![0-9])", lambda _, name=span.text: name, text)  # type: ignore[misc]
    return restore(Masked(text), text)[0]
