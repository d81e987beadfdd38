"""Defines what every stage has: a name, what it reads and writes, and a function that opens its worker.

A stage is a package of this folder whose ``__init__`` defines ``STAGE``. Nothing heavy is imported before ``open`` is
called, so a run can be planned without loading a model library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.core.config import Config
from pipeline.core.dependencies import code_parts, library_parts
from pipeline.core.fingerprints import Parts, flatten
from pipeline.core.records import Rejected

# What a stage reads that no stage has written: the rows that the readers give, or the run folder.
ROWS = "rows"
RUN = "run"


@dataclass(frozen=True, slots=True)
class Output:
    """A stage's output: records, and rejected inputs."""

    records: Sequence[Any]
    rejected: Sequence[Rejected] = ()
    replayed: int = 0  # sentences taken from the translation memory
    asked: int = 0  # sentences looked for there, or translated

    @classmethod
    def sorted_out(cls, outcomes: Iterable[Any], replayed: int = 0, asked: int = 0) -> Output:
        """Records and rejected inputs, separated."""
        every = list(outcomes)
        kept = [o for o in every if not isinstance(o, Rejected)]
        return cls(kept, [o for o in every if isinstance(o, Rejected)], replayed, asked)


Inputs = Mapping[str, Sequence[Any]]  # name of what is read -> its records
Tick = Callable[[int], None]  # articles done since the last call
Worker = Callable[[Inputs, Tick], Output]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage.

    Args:
        name: also the name of its config table and of its folder of shards.
        reads: the stages whose records it is given, the first one being its input; ``rows`` (the inputs' raw rows)
            or ``run`` (the run folder) where it reads no stage.
        kind: the record it writes; ``str``, the files' names, for one that writes files instead.
        open: makes the worker, a function from inputs to outputs; heavy imports happen here.
        scope: ``shard``: a call takes the shards of one number; ``run``: one call takes all of them.
        depends: parts of the fingerprint beside the options, the code and the libraries (a model card, files named
            in options).
        check: finds the user's mistakes in the settings before any work; raises a ``UserError``.
        side_by_side: how many calls of the worker one process has under way at once, each in a thread.
        together: how many shards a call may be given at most: a model is faster on many sentences at once.
    """

    name: str
    reads: tuple[str, ...]
    kind: type
    open: Callable[[Config], Worker]
    scope: Literal["shard", "run"] = "shard"
    depends: Callable[[Config], Parts] = field(default=lambda config: {})
    check: Callable[[Config], None] = field(default=lambda config: None)
    side_by_side: int = 1
    together: int = 1

    @property
    def module(self) -> str:
        """The module whose imports say what code and libraries the output depends on."""
        return f"pipeline.stages.{self.name}.stage"

    def parts(self, config: Config) -> Parts:
        """The fingerprint's parts that are the same for all its shards."""
        return {
            "stage": self.name,
            **flatten(config.table(self.name), self.name),
            **code_parts(self.module),
            **library_parts(self.module),
            **self.depends(config),
        }
