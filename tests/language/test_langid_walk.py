"""The faster way through py3langid's automaton: the same scores, to the last bit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from pipeline.language._langid_walk import SHORTEST, LaneIdentifier
from tests.language.test_langid import TEXTS


@pytest.fixture(scope="module")
def both() -> tuple[Any, LaneIdentifier]:
    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return model, LaneIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_long_text_has_the_scores_of_the_library(both: tuple[Any, LaneIdentifier], language: str) -> None:
    library, lanes = both
    text = " ".join([TEXTS[language]] * 4)
    assert lanes._states(text.encode()) is not None, "the lanes were not used"
    assert lanes.rank(text) == library.rank(text)


@given(text=st.text(min_size=SHORTEST, max_size=2 * SHORTEST))
@settings(max_examples=50)
def test_so_has_any_text(both: tuple[Any, LaneIdentifier], text: str) -> None:
    library, lanes = both
    assert lanes.rank(text) == library.rank(text)


def test_a_lane_that_began_too_late_is_noticed(both: tuple[Any, LaneIdentifier]) -> None:
    text = (TEXTS["id"] * 4).encode()
    lanes = both[1]
    moves = lanes._moves
    try:
        lanes._moves = moves.copy()
        lanes._moves[:] = 0
        lanes._moves[lanes._rows[0] + text[0]] = 1  # the first lane leaves the state that all others stay in
        lanes._moves[lanes._rows[1] : lanes._rows[1] + 256] = 1  # and never comes back
        assert lanes._states(text) is None
    finally:
        lanes._moves = moves
