"""Dates, amounts and counts of briefs as English news writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.fact_reading import read_facts
from pipeline.language.news_style import english_news_style


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("It fell on Thursday (November 6, 2025).", "It fell on Thursday, November 6, 2025."),
        ("It fell on Thursday (November 6, 2025) night.", "It fell on Thursday night, November 6, 2025."),
        ("It fell on Wednesday night (July 2, 2025).", "It fell on Wednesday night, July 2, 2025."),
        ("Wednesday night (July 2), he left.", "On Wednesday night, July 2, he left."),
        ("On Monday early morning (July 7, 2025) he left.", "On Monday early morning, July 7, 2025, he left."),
        ("He said so in Jakarta, Monday evening (July 7).", "He said so in Jakarta on Monday evening, July 7."),
        ("On Friday (May 2, 2025) he left for Solo.", "On Friday, May 2, 2025, he left for Solo."),
        ("Friday (May 2), he left.", "On Friday, May 2, he left."),
        ("He said so in a statement, Friday (May 2).", "He said so in a statement on Friday, May 2."),
        ("He spoke in the palace, Jakarta, Friday (May 2).", "He spoke in the palace, Jakarta, on Friday, May 2."),
        ("He spoke in the palace, Jakarta, Friday night.", "He spoke in the palace, Jakarta, on Friday night."),
        ("Minister Budi, Friday (May 2), opened it.", "Minister Budi on Friday, May 2, opened it."),
        ("From Friday (May 2) to Sunday (May 4) it rained.", "From Friday, May 2, to Sunday, May 4, it rained."),
        ("The fee is Rp10 million, not Rp. 5.", "The fee is Rp 10 million, not Rp 5."),
        ("Some 600 thousand people and 2.5 thousand cars.", "Some 600,000 people and 2,500 cars."),
        # Left as it is.
        ("Friday's (May 2) match", "Friday's (May 2) match"),
        ("It is open on Monday, Tuesday, Wednesday.", "It is open on Monday, Tuesday, Wednesday."),
        ("From 5 to 10 thousand people and 3 thousand to 4 thousand cars.",) * 2,
        ("The plan (made on Friday (May 2)) failed.", "The plan (made on Friday (May 2)) failed."),
        ("It fell on Thursday.", "It fell on Thursday."),
        ("Wednesday night's (July 2) match", "Wednesday night's (July 2) match"),
        ("Wednesday night (July 2)'s match",) * 2,
        ("It fell on Wednesday night (July 2) evening.",) * 2,
        ("Between 5 and 10 thousand people came.",) * 2,
        ("It costs from Rp 5 to Rp 10 thousand, or 10 and 20 thousand.",) * 2,
        ("Some 2 million 500 thousand, 100 thousand million and 0 thousand.",) * 2,
        ("It happened yesterday, Sunday.",) * 2,
        ("It is open until tomorrow, Sunday night.",) * 2,
        ("", ""),
    ],
)
def test_english_news_style(text: str, written: str) -> None:
    assert english_news_style(text) == written
    assert english_news_style(written) == written


@pytest.mark.parametrize(
    ("source", "text", "written"),
    [
        ("Sebanyak 30 rumah rusak.", "As many as 30 houses were damaged.", "A total of 30 houses were damaged."),
        ("Banjir merusak sebanyak 30 rumah.", "Floods damaged as many as 30 houses.", "Floods damaged 30 houses."),
        ("Dana sebanyak Rp 3 miliar.", "As much as Rp 3 billion was spent.", "A total of Rp 3 billion was spent."),
        ("Bantuan hingga sebanyak 30 karung.", "Up to as many as 30 sacks.", "Up to as many as 30 sacks."),
        (
            "Naik tiga kali lipat, sebanyak 30 rumah.",
            "Three times as many as 30 houses.",
            "Three times as many as 30 houses.",
        ),
        ("Tidak sebanyak 30 orang datang.", "Not as many as 30 people came.", "Not as many as 30 people came."),
        ("Sebanyak 30 dari 500 orang.", "As many as 500 people and 30 more.", "As many as 500 people and 30 more."),
        ("Korban bisa mencapai 30 orang.", "There may be as many as 30 dead.", "There may be as many as 30 dead."),
    ],
)
def test_as_many_as_is_no_upper_limit_where_the_source_counts(source: str, text: str, written: str) -> None:
    assert english_news_style(text, source) == written


def figures(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The parts of a text's dates, amounts and numbers, in any order."""
    return sorted(part for fact in read_facts(text, "en") if fact.kind != "name" for part in fact.parts)


@given(
    st.lists(
        st.sampled_from(
            ["Friday (May 2)", "Friday", "(June 3, 2025)", ",", "on", "night", "Rp5", "600 thousand", "Budi", '"', "."]
        ),
        max_size=12,
    )
)
def test_no_figure_is_lost_or_added(parts: list[str]) -> None:
    text = " ".join(parts)
    assert figures(english_news_style(text)) == figures(text)
