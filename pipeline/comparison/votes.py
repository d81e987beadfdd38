"""Reads and writes people's votes: which of two texts is better, and direct scores with marked errors.

A votes file is JSON lines that are only ever appended to. Where a judge votes on the same item again, the last vote
counts. A vote holds hashes of the texts that were judged, so that votes on texts which a later run has changed are
noticed. The form of direct scores is that of ESA (Kocmi et al. 2024, "Error Span Annotation", arXiv 2406.11580).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from pipeline.core.errors import UserError
from pipeline.core.files import append_row

Task = Literal["brief", "translation"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
REASONS = (
    "says something wrong",
    "leaves something out",
    "adds something",
    "wrong name, number or date",
    "reads badly",
    "left in Indonesian",
)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    task: Task
    item: str = Field(max_length=1000)  # the article's id
    sentence: int | None = None  # its sentence; None when the whole text was judged
    judge: Name
    at: str = ""

    @property
    def key(self) -> tuple[str, int | None]:
        """What was judged."""
        return (self.item, self.sentence)


class PairVote(_Row):
    """Which of two systems' texts is better; ``preferred`` is None for a tie.

    Attributes:
        systems: both, in the order of the alphabet; ``shown`` is the order on the screen.
        reasons: what was ticked about the text that was not preferred.
        texts: hashes of the texts, in the order of ``systems``.
    """

    form: Literal["pair"] = "pair"
    systems: tuple[Name, Name]
    preferred: str | None
    shown: tuple[str, str]
    reasons: tuple[str, ...] = ()
    texts: tuple[str, str]

    @model_validator(mode="after")
    def _names_agree(self) -> PairVote:
        if self.systems[0] >= self.systems[1] or sorted(self.shown) != list(self.systems):
            raise ValueError("systems are two names in order, and shown is the same two")
        if self.preferred is not None and self.preferred not in self.systems:
            raise ValueError("preferred is one of the systems, or null")
        return self


class Span(BaseModel):
    """An error: characters ``start`` to ``end`` (not included) of the text; something missing has ``start == end``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    severity: Literal["minor", "major"]

    @model_validator(mode="after")
    def _in_order(self) -> Span:
        if self.end < self.start:
            raise ValueError("a span ends behind its start")
        return self


class DirectVote(_Row):
    """A score from 0 to 100 of one system's text, with the errors that were marked in it."""

    form: Literal["direct"] = "direct"
    system: Name
    score: float = Field(ge=0, le=100)
    spans: tuple[Span, ...] = Field(default=(), max_length=1000)
    text: str  # its hash


Vote = PairVote | DirectVote
_VOTE: TypeAdapter[Vote] = TypeAdapter(Annotated[PairVote | DirectVote, Field(discriminator="form")])


def text_hash(text: str) -> str:
    """The hash by which a vote knows the text that was judged."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def append(path: Path, vote: Vote) -> None:
    """Add a vote to a votes file."""
    append_row(path, vote.model_dump(mode="json"))


def read(path: Path) -> list[Vote]:
    """All votes of a file, in order.

    Raises:
        UserError: there is no such file, or a line is not a vote.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UserError(f"votes {path}: {reason}", "ringkas serve collects votes on its judging page") from error
    votes: list[Vote] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            votes.append(_VOTE.validate_json(line))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))
            message = f"votes {path}, line {number}: {where + ': ' if where else ''}{first['msg']}"
            raise UserError(message, "remove the line, or put it right") from error
    return votes


def latest(votes: Iterable[Vote]) -> list[Vote]:
    """The last vote of each judge on each item, in the order of the file."""
    kept: dict[str, Vote] = {}
    for vote in votes:
        what: Sequence[str] = vote.systems if isinstance(vote, PairVote) else (vote.system,)
        identity = json.dumps([vote.form, vote.task, vote.item, vote.sentence, vote.judge, *what])
        kept.pop(identity, None)
        kept[identity] = vote
    return list(kept.values())
