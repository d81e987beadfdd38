"""A rewritten sentence has the pronouns that its article makes plain."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.rewriting_gender import with_gender

ARTICLE = (
    "Ratna Wibowo membuka pameran di Bandung.",
    "Ia membawa lukisannya.",
    "Bambang Hartono datang.",
    "Ia pulang.",
)


@pytest.mark.parametrize(
    ("said", "position", "introduction", "wanted"),
    [
        ("He brought his paintings.", 1, None, "She brought her paintings."),
        ("He brought his paintings.", 1, 0, "She brought her paintings."),
        ("He brought his paintings.", 1, 2, "He brought his paintings."),
        ("He went home.", 3, None, "He went home."),
        ("She went home.", 3, None, "He went home."),
        ("Ratna opened an exhibition.", 0, None, "Ratna opened an exhibition."),
    ],
)
def test_pronouns_of_a_rewriting(said: str, position: int, introduction: int | None, wanted: str) -> None:
    assert with_gender(said, ARTICLE, position, introduction) == wanted
