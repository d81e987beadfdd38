"""The house style of English news in sentences of briefs."""

from __future__ import annotations

import pytest

from pipeline.language.house_style import in_house_style


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Minister Budi explained that prices fell.", "Minister Budi said prices fell."),
        ("Budi stated that in 2024 prices fell.", "Budi said that in 2024 prices fell."),
        ('"Prices fell," Budi Santoso explained.', '"Prices fell," Budi Santoso said.'),
        ('"Prices fell," he revealed on Monday.', '"Prices fell," he said on Monday.'),
        ('"Prices fell," explained Budi on Monday.', '"Prices fell," said Budi on Monday.'),
        ('"Prices fell," Budi told Berita.com on Monday.', '"Prices fell," Budi said on Monday.'),
        ("Budi told Berita.com that prices fell.", "Budi said prices fell."),
        ("Budi said when contacted by Berita.com on Monday.", "Budi said when contacted on Monday."),
        (
            "In Suka hamlet, Maju village, Raya district, Solo regency, it burned.",
            "In Suka hamlet, Solo regency, it burned.",
        ),
        # Left as it is: no speaker, no neutral verb, only two levels.
        ("It was further explained that prices fell.",) * 2,
        ("The survey revealed that prices fell.",) * 2,
        ("The law, as stated that year, holds.",) * 2,
        ("Budi warned that prices fell.",) * 2,
        ("Budi told reporters that prices fell.",) * 2,
        ("The office in Raya district, Solo regency, burned.",) * 2,
        ("", ""),
    ],
)
def test_what_a_sentence_becomes(text: str, printed: str) -> None:
    assert in_house_style([text], [""]) == [printed]
    assert in_house_style([printed], [""]) == [printed]


@pytest.mark.parametrize(
    ("text", "source", "printed"),
    [
        ("Police arrested AS (29) in Solo.", "Polisi menangkap AS (29) di Solo.", "Police arrested AS, 29, in Solo."),
        ("Police arrested Budi (29).", "Polisi menangkap Budi (29).", "Police arrested Budi, 29."),
        ("MA (45) and ED (35) fled.", "MA (45) dan ED (35) kabur.", "MA, 45, and ED, 35, fled."),
        ("Budi (45), a farmer, fled.", "Budi (45), petani, kabur.", "Budi, 45, a farmer, fled."),
        (
            "MA (4), ED (35) and Al (20) fled.",
            "MA (4), ED (35) dan Al (20) kabur.",
            "MA (4), ED, 35, and Al, 20, fled.",
        ),
        ("MA (45), ED (35) fled.", "MA (45), ED (35) kabur.", "MA (45), ED (35) fled."),
        ("Febri (45) scored.", "Febri (45) mencetak gol.", "Febri (45) scored."),
        ("Article Budi (3) holds.", "Budi (3) berlaku.", "Article Budi (3) holds."),
        ("Budi (29) fled.", "Budi kabur.", "Budi (29) fled."),  # nobody says that it is an age
    ],
)
def test_ages(text: str, source: str, printed: str) -> None:
    assert in_house_style([text], [source]) == [printed]


def test_short_forms_stay_where_the_brief_uses_them_and_where_readers_know_them() -> None:
    texts = [
        "The Environment Agency (DLH) and the Corruption Eradication Commission (KPK) met.",
        "The Public Works Agency (DPU) came; the DPU said nothing.",
        "The Transport Agency (Dishub) is new.",
        "The plan (Friday) of the city (Solo) holds.",
    ]
    assert in_house_style(texts, [""] * 4, "Dishub opens road") == [
        "The Environment Agency and the Corruption Eradication Commission (KPK) met.",
        *texts[1:],
    ]


def test_a_year_is_said_once_unless_there_are_several() -> None:
    one = ["It fell on Monday, June 2, 2025.", "On June 3, 2025, it rose; by June 4 it was over."]
    assert in_house_style(one, ["", ""]) == [one[0], "On June 3, it rose; by June 4 it was over."]
    two = ["It fell on June 2, 2024, and June 3, 2024.", "It rose on June 2, 2025."]
    assert in_house_style(two, ["", ""]) == two
