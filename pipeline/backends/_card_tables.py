"""Defines the tables of a model card: languages, decoding, terms of use, size, and scores.

What is not known is "unknown": a card never guesses at a licence, a size or a score.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.core.tables import Table

Unknown = Literal["unknown"]
Allowed = Literal["allowed", "conditions", "forbidden", "unknown"]


class Languages(Table):
    """How the architecture is told the direction of translation.

    ``way`` is ``none`` (one direction only), ``forced-bos`` (M2M100, NLLB, mBART: the source language is a token of
    the input and the target language the first token of the output), ``decoder-start`` (CrossSum's mT5: the
    target's token starts the decoder, found in the checkpoint's own ``langid_map``), ``source-token`` (OPUS's
    multilingual models, MADLAD: the target language is a token before the source), or ``chat-template``
    (TranslateGemma: the codes of both languages stand beside the text in the user's turn, and the checkpoint's own
    template writes the request).
    """

    way: Literal["none", "forced-bos", "decoder-start", "source-token", "chat-template"] = "none"
    source: str = ""
    target: str = ""

    @property
    def codes(self) -> tuple[str, str] | None:
        """The codes of both languages, where they stand in the user's turn."""
        return (self.source, self.target) if self.way == "chat-template" else None

    @model_validator(mode="after")
    def _named(self) -> Languages:
        if self.way in ("forced-bos", "chat-template") and not (self.source and self.target):
            raise ValueError(f"`{self.way}` needs `source` and `target`")
        if self.way in ("decoder-start", "source-token") and not self.target:
            raise ValueError(f"`{self.way}` needs `target`")
        return self


class Generation(Table):
    """Decoding settings that go with the checkpoint; a run's own options win over them."""

    beam_size: Annotated[int, Field(ge=1)] = 4
    length_penalty: float = 1.0
    repetition_penalty: Annotated[float, Field(gt=0)] = 1.0
    no_repeat_ngram_size: Annotated[int, Field(ge=0)] = 0
    min_tokens: Annotated[int, Field(ge=0)] = 0  # summaries
    max_tokens: Annotated[int, Field(ge=1)] = 256  # ceiling of any output


class Terms(Table):
    """What the licence lets people do.

    Attributes:
        url: where it is published.
        territory: where it holds: ``worldwide``, ``unknown``, or in words.
        commercial: use that makes money.
        distillation: training other models on what this one writes.
        note: the conditions, in a sentence.
        gated: whether the hub hands the files out only to accounts that accepted the licence there.
    """

    url: str = ""
    territory: str = "unknown"
    commercial: Allowed = "unknown"
    distillation: Allowed = "unknown"
    note: str = ""
    gated: bool = False


class Size(Table):
    """How large a checkpoint is: its parameters, the bytes that are downloaded, and the largest resident memory of a
    run with it in MiB, where somebody measured it."""

    parameters: Annotated[int, Field(ge=1)] | Unknown = "unknown"
    download: Annotated[int, Field(ge=1)] | Unknown = "unknown"
    memory_mb: Annotated[int, Field(ge=1)] | Unknown = "unknown"


class Figure(Table):
    """A score of this checkpoint, and where it comes from: ``published`` by others, or ``measured`` here, which
    needs the ``signature`` of its computation."""

    set: str
    metric: str
    value: float
    source: str
    kind: Literal["published", "measured"] = "published"
    signature: str = ""

    @model_validator(mode="after")
    def _signed(self) -> Figure:
        if self.kind == "measured" and not self.signature:
            raise ValueError("a measured score needs its `signature`")
        return self
