"""A headline leaves out brackets, days and guessed owners, and says the rest in the same words."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.headline_style import headline_style, shortened, speaker_last


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


LONG = (
    "Deputy Speaker Rahma Anjani said the second amendment of the law on village funds remains valid even without a "
    "signature"
)


def test_a_long_report_begins_with_the_news() -> None:
    assert speaker_last(LONG, 16) == (
        "The second amendment of the law on village funds remains valid even without a signature, "
        "Deputy Speaker Rahma Anjani says"
    )
    assert shortened("The mayor said prices fell.", 16) == "The mayor said prices fell"


@pytest.mark.parametrize(
    "text",
    [
        LONG.replace("the second amendment of the law", "he had signed the second amendment of the law"),
        LONG.replace("said the second", "explained the second"),  # "explained the law" is no speech
        LONG.replace("the second", '"the second') + '"',
        "Rahma says rice prices fell",
    ],
)
def test_a_speaker_stays_where_it_cannot_be_told_what_was_said(text: str) -> None:
    assert speaker_last(text, 16) == text


def test_initials_and_the_owner_of_what_is_meant() -> None:
    assert headline_style("Tourist with the initials CB (32), held in Denpasar") == "Tourist held in Denpasar"
    assert headline_style("Striker says that his priority is to stay") == "Striker says that his priority is to stay"
