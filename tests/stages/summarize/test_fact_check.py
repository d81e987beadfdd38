"""Facts of a brief are looked up on both sides and each error has somebody to blame."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.fact_check import Evidence, check, unsupported

HELD = Evidence(
    (
        "An earthquake shook Krui on Wednesday, February 19.",
        "Hendra Wiratama said 1,200 people had fled.",
        "It damaged 214 houses.",
    ),
    (
        "Gempa mengguncang Krui pada Rabu (19/2).",
        "Hendra Wiratama mengatakan 1.100 orang mengungsi.",
        "Sebanyak 214 rumah dan 36 toko rusak.",
    ),
)


def flags(sentence: str, cited: list[int]) -> list[str]:
    return [p.flag for p in check(sentence, cited, HELD)]


def test_what_holds_on_both_sides_is_silent() -> None:
    assert flags("An earthquake shook Krui on February 19.", [0]) == []


@pytest.mark.parametrize(
    ("sentence", "flag"),
    [
        ("An earthquake shook Krui on February 21.", "date-invented-by-summarization"),
        ("An earthquake shook Krui on Friday.", "date-invented-by-summarization"),
        ("A quake of magnitude 5.8 shook Krui.", "number-invented-by-summarization"),
        ("An earthquake shook Denpasar on Wednesday.", "name-invented-by-summarization"),
    ],
)
def test_what_neither_side_says_was_invented_by_the_summarizer(sentence: str, flag: str) -> None:
    assert flags(sentence, [0]) == [flag]


def test_what_only_the_translation_says_was_invented_there() -> None:
    problems = check("About 1,200 people fled, said Hendra Wiratama.", [1], HELD)
    assert [p.flag for p in problems if p.what == "invented"] == ["number-invented-by-translation"]
    assert [p.text for p in problems if p.what == "lost"] == ["1.100"]


def test_what_only_the_source_says_is_no_error_of_the_brief() -> None:
    assert flags("Hendra Wiratama said 1,100 people had fled.", [1]) == ["number-lost-by-translation"]


def test_a_figure_of_a_cited_sentence_that_its_translation_lacks_is_told() -> None:
    assert flags("It damaged 214 houses.", [2]) == ["number-lost-by-translation"]


def test_a_figure_from_another_sentence_is_misplaced() -> None:
    assert flags("An earthquake with 214 houses shook Krui.", [0]) == ["number-misplaced-by-summarization"]


def test_the_fact_it_stands_in_for_is_named() -> None:
    problem = check("It damaged 512 houses.", [2], HELD)[0]
    assert (problem.text, problem.instead) == ("512", "214")
    assert problem.row() == {
        "fact": "512",
        "flag": "number-invented-by-summarization",
        "instead": "214",
    }


def test_home_country_and_opening_number_words_are_no_invented_names() -> None:
    assert flags("In the south of Indonesia, an earthquake shook Krui.", [0]) == []
    assert check("Seventeen people fled.", [0], Evidence(("17 people fled.",), ("Sebanyak 17 orang mengungsi.",))) == ()


def test_invented_figures_weigh_most_and_lost_ones_nothing() -> None:
    number = check("It damaged 512 houses.", [2], HELD)
    name = check("An earthquake shook Denpasar.", [0], HELD)
    lost = check("It damaged 214 houses.", [2], HELD)
    assert unsupported(number) > unsupported(name) > unsupported(lost) == 0


def test_sides_must_match() -> None:
    with pytest.raises(ValueError, match="1 English and 2"):
        Evidence(("a",), ("b", "c"))


def test_a_number_in_words_does_not_rest_on_the_day_of_a_date() -> None:
    held = Evidence(
        ("It rained on October 8.", "Water rose for three days."), ("Hujan pada 8 Oktober.", "Air naik tiga hari.")
    )
    assert [p.flag for p in check("Water rose for eight days.", [1], held)] == ["number-invented-by-summarization"]
    assert check("It rained on the 8th of October.", [0], held) == ()


def test_the_same_figure_in_another_unit_is_seen() -> None:
    held = Evidence(("He was jailed for 27 months.",), ("Ia dipenjara selama 27 bulan.",))
    assert [p.kind for p in check("He was jailed for 27 months for 27 years.", [0], held)] == ["number"]
    assert check("He was jailed for 27 months, and 27 months it was.", [0], held) == ()


def test_a_figure_right_beside_a_cited_sentence_is_not_misplaced() -> None:
    english = ("It rained on Monday.", "The river rose.", "A bridge fell.", "Schools closed in 2024.")
    source = ("Hujan pada Senin.", "Sungai naik.", "Jembatan roboh.", "Sekolah tutup pada 2024.")
    held = Evidence(english, source)
    assert check("The river rose on Monday.", [1], held) == ()
    assert [p.what for p in check("The river rose in 2024.", [1], held)] == ["misplaced"]
