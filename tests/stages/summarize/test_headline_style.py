"""A headline leaves out brackets, days and guessed owners, and says the rest in the same words."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.headline_style import headline_style


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Singer made his acting debut in a film", "Singer made acting debut in a film"),
        ("Chef opens third shop, her father cooks", "Chef opens third shop, father cooks"),
        ("A total of 30 pupils visit the State Museum (SM)", "30 pupils visit the State Museum"),
        (
            "The contraflow scheme on the toll road was stopped on Thursday, May 29, 2025, at 13:20 WIB",
            "The contraflow scheme on the toll road was stopped",
        ),
        (
            "The election held on Tuesday, November 4, 2025, is the closest that the city remembers",
            "The election is the closest that the city remembers",
        ),
        ("Floods in Garut, West Java, drive residents out", "Floods in Garut drive residents out"),
    ],
)
def test_what_headlines_leave_out_goes(text: str, headline: str) -> None:
    assert headline_style(text) == headline


@pytest.mark.parametrize(
    "text",
    [
        "Mayor tells her to leave",
        "Farmer keeps his own seeds",
        "This is her story",
        'Mayor: "I sold his house (the old one)"',
        "Quake shakes Krui on Wednesday",
        "Shops in the old town of the city close on Friday and on Sunday from now",
    ],
)
def test_what_says_something_stays(text: str) -> None:
    assert headline_style(text) == text
