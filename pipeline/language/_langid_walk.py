"""py3langid's model, read faster: the bytes of a document are walked through in many lanes at once.

The library steps from byte to byte in Python. Its automaton finds short runs of bytes, so that after a few of them it
is in the same state wherever it began: a text is cut into lanes, each begins some bytes early, and all take a step
together. That each lane came to where the one before it ended is looked at every time, so what is counted is what the
library counts, to the last bit of the scores. Short texts are left to the library, and all of them where another
version of it keeps its automaton under other names.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt
from py3langid.langid import LanguageIdentifier

SHORTEST = 512  # bytes
_LANE, _EARLY = 16, 8  # bytes of a text that a lane walks through, and those before them that it begins with

_NEEDS = ("tk_nextmove", "tk_row", "tk_output", "nb_ptc", "nb_pc")  # of the library's identifier

Integers = npt.NDArray[np.intp]


class LaneIdentifier(LanguageIdentifier):  # type: ignore[misc]
    """The library's identifier, with its own way to the scores of a long text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shortest = SHORTEST if all(hasattr(self, name) for name in _NEEDS) else sys.maxsize
        if self.shortest == sys.maxsize:
            return
        self._moves = np.asarray(self.tk_nextmove)
        self._rows = np.asarray(self.tk_row).astype(np.intp) << 8
        self._outputs = np.asarray(self.tk_output, dtype=np.intp)

    def _raw_score(self, text: bytes) -> Any:
        states = self._states(text) if len(text) >= self.shortest else None
        if states is None:
            return super()._raw_score(text)
        features = self._outputs[states]
        features = features[features >= 0]
        if not len(features):
            return super()._raw_score(text)
        known, first, counts = np.unique(features, return_index=True, return_counts=True)
        order = np.argsort(first)  # as the library adds them up: which comes first decides the last bit
        return np.log1p(counts[order].astype(np.float32)) @ self.nb_ptc[known[order]] + self.nb_pc

    def _states(self, text: bytes) -> Integers | None:
        """The automaton's state behind each byte; None where a lane began too late to be sure."""
        lanes = -(-len(text) // _LANE)
        padded = np.zeros(_EARLY + lanes * _LANE, dtype=np.intp)
        padded[_EARLY : _EARLY + len(text)] = np.frombuffer(text, dtype=np.uint8)
        steps = np.lib.stride_tricks.sliding_window_view(padded, _EARLY + _LANE)[::_LANE].T
        walked = np.empty((_LANE, lanes), dtype=np.intp)
        state = np.zeros(lanes, dtype=np.intp)
        for step in steps[:_EARLY]:
            state = self._moves[self._rows[state] + step]
        state[0] = 0  # nothing is before the first lane
        began = state
        for at, step in enumerate(steps[_EARLY:]):
            walked[at] = state = self._moves[self._rows[state] + step]
        if not np.array_equal(began[1:], state[:-1]):
            return None
        return walked.T.ravel()[: len(text)]
