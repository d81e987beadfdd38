"""What the routes work with, put together once and kept in the app's state; and the limits of requests."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from pipeline.comparison.votes import Span, Task
from pipeline.serve.desk import Desk
from pipeline.serve.jobs import JobQueue
from pipeline.serve.judging import Judging, changed
from pipeline.serve.runs_folder import RunsFolder
from pipeline.serve.workbench import Workbench

MOST_COMPARED = 6
MOST_KEPT = 4  # comparisons
COMPARISON_SAMPLES = 1000


@dataclass(slots=True)
class Services:
    """Runs, desk, judging and the workbench; the last comparisons are kept."""

    runs: RunsFolder
    desk: Desk
    judging: Judging
    jobs: JobQueue
    workbench: Workbench
    comparing: threading.Lock = field(default_factory=threading.Lock)
    compared: dict[object, Any] = field(default_factory=dict)

    def compare(self, names: list[str], *, with_votes: bool) -> Any:
        """Compare runs, with people's votes where there are some on them.

        Raises:
            UserError: they cannot be compared.
        """
        from pipeline.comparison.compare import compare
        from pipeline.core.errors import UserError

        folders: list[Path] = [self.runs.find(name).root for name in names]
        if not 2 <= len(folders) <= MOST_COMPARED:
            message = f"2 to {MOST_COMPARED} runs are compared, given {len(folders)}"
            raise UserError(message, "choose them on the first page")
        votes = self.judging.path if with_votes and self.judging.path.is_file() else None
        key = (tuple(names), votes and votes.stat().st_mtime_ns, *(changed(folder) for folder in folders))
        with self.comparing:  # one at a time: it takes both cores for seconds
            if key not in self.compared:
                while len(self.compared) >= MOST_KEPT:
                    self.compared.pop(next(iter(self.compared)))
                try:
                    self.compared[key] = compare(folders, samples=COMPARISON_SAMPLES, votes=votes)
                except UserError:
                    if votes is None:
                        raise
                    self.compared[key] = compare(folders, samples=COMPARISON_SAMPLES)  # nobody has voted on these runs
            return self.compared[key]


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Site = Annotated[Services, Depends(_services)]
Id = Annotated[str, Field(max_length=1000)]
Editor = Annotated[str, Field(max_length=200)]
Text = Annotated[str, Field(max_length=20_000)]


class Body(BaseModel):
    """The body of a request: no unknown fields."""

    model_config = ConfigDict(extra="forbid")


class PastedText(Body):
    """A text to take through the stages."""

    text: str


class SentenceBody(Body):
    """A sentence of an article; -1 is the title."""

    article_id: Id
    index: int


class Decision(SentenceBody):
    """An editor's decision about a sentence; ``text`` goes with ``accept``."""

    action: Literal["accept", "reject", "withdraw"]
    text: Text = ""
    editor: Editor


class BriefEdit(SentenceBody):
    """Another wording of a brief's sentence (from 0) or headline (-1)."""

    text: Text
    editor: Editor


class TermBody(Body):
    """A term of the glossary; several English forms are separated by ``|``."""

    term: Text
    english: Text
    note: Text = ""
    editor: Editor


class AlternativesBody(SentenceBody):
    """How many translations of a sentence to look for."""

    count: Annotated[int, Field(ge=1, le=10)] = 5


class _JudgedBody(Body):
    a: Id
    b: Id
    task: Task
    item: Id
    sentence: int | None = None
    judge: Editor


class PairBody(_JudgedBody):
    """Which of the two texts on the screen is better, and what is wrong with the other one."""

    choice: Literal["left", "right", "tie"]
    reasons: Annotated[list[str], Field(max_length=20)] = []


class DirectBody(_JudgedBody):
    """A score of the text on the screen, with the errors that were marked."""

    unit: Id
    score: Annotated[float, Field(ge=0, le=100)]
    spans: Annotated[list[Span], Field(max_length=500)] = []
