"""Holds the settings of the ladder of remedies for translations that fail the guards."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

_DECODING = ("length_penalty", "repetition_penalty", "no_repeat_ngram_size", "max_output_ratio")


@dataclass(frozen=True, slots=True)
class LadderOptions:
    """How far to climb.

    Attributes:
        beam_size: of the first search; None for the engine's own.
        n_best: hypotheses asked of the first search, at most the beam.
        decoding: further settings of the first search, handed to the engine as they are.
        wide: the beam of the search for other words in the place of one that does not exist: of 43 such sentences 17
            have others with a beam of 8, 23 with one of 12.
        retry: settings of the second search.
        hopeless: no second search for facts below this engine score: a model this lost is not helped by it.
        split: whether to split; a part is at least ``shortest_part`` words.
        drop: what a hypothesis may lose in score against the engine's best and still be chosen, in nats a token
            for each unit of cost it saves.
        guards: names of the guards to ask, None for all.
        style: how the translator was told to write; where it was told, its spelling stays.
    """

    beam_size: int | None = None
    n_best: int = 4
    decoding: dict[str, Any] = field(default_factory=dict)
    wide: int = 12
    retry: dict[str, Any] = field(default_factory=lambda: {"repetition_penalty": 1.2, "no_repeat_ngram_size": 3})
    hopeless: float = -1.2
    split: bool = True
    shortest_part: int = 4
    drop: float = 0.3
    guards: tuple[str, ...] | None = None
    style: str = ""

    @classmethod
    def of(cls, table: object) -> LadderOptions:
        """From the ``[translate]`` table of a run, or any object with some of its fields."""
        if isinstance(table, cls):
            return table
        asked = {name: getattr(table, name, None) for name in _DECODING}
        decoding = {name: value for name, value in asked.items() if value is not None}
        style = getattr(table, "style", "")
        return cls(beam_size=getattr(table, "beam_size", None), decoding=decoding, style=style)
