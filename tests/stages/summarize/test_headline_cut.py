"""Headlines end at a whole clause, or the sentence stays whole."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.headline_cut import breaks_off, headline_of


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        ("A quake shook Lampung.", "A quake shook Lampung"),
        (
            "Police have obtained the names of two suspects in Dharma, Sumatra, in the early hours of Sunday (12/5).",
            "Police have obtained the names of two suspects in Dharma, Sumatra",
        ),
        (
            "The government passed a bill on domestic workers after more than 20 years of debate in parliament.",
            "The government passed a bill on domestic workers",
        ),
        (
            "Floods hit three districts in Central Java on Monday (12/5), causing thousands of residents to flee.",
            "Floods hit three districts in Central Java on Monday (12/5)",
        ),
        (
            "The road between the two cities was closed when a landslide buried parts of it on Sunday night.",
            "The road between the two cities was closed",
        ),
        (
            "The provincial government opened a bridge over the river on Wednesday (April 16), in the rain, for all.",
            "The provincial government opened a bridge over the river",
        ),
        # nothing to cut at: the day and the short form go
        (
            "Deputy Minister of Housing and Settlement Areas (PKP) Fahri on Thursday (June 2, 2025) opened 9 homes.",
            "Deputy Minister of Housing and Settlement Areas Fahri opened 9 homes",
        ),
        (
            "Prices of rice and chilies in all the markets of Bandung on Monday and Tuesday were higher than before.",
            "Prices of rice and chilies in all the markets of Bandung on Monday and Tuesday were higher than before",
        ),
        (
            "The city council adopted the new budget at a long plenary session in Bandung, Monday (May 5).",
            "The city council adopted the new budget",
        ),
    ],
)
def test_what_comes_after_a_whole_clause_goes(sentence: str, headline: str) -> None:
    assert headline_of(sentence) == headline


@pytest.mark.parametrize(
    "sentence",
    [
        # a statement without its verb
        "The National Food Agency recorded that the average price of rice at the retail level rose in May.",
        "The minister said the average price when he visited the market in North Bekasi was too high.",
        # a list without its last part
        "The minister plans to build new houses near the campus for lecturers, employees, and students of the city.",
        # a request without what was asked
        "The House of Representatives asked the government not to burden the cost of the haj on the pilgrims.",
        "The mayor asked the residents after the flood to leave their houses near the river at once.",
        # a subject without its verb
        "The man who killed his wife, who worked at a market in Medan, was sentenced to ten years in prison.",
        "The three men arrested in Medan, who were carrying drugs, are to be tried in Jakarta next month.",
        "When the heavy rain fell, the dam that holds the water of three rivers broke and flooded the valley.",
        # a list
        "The prices of rice, sugar, cooking oil, and chili have, while nobody noticed, risen this month in Java.",
        # a day that is the news
        "The state will not raise the price of fuel on Monday or Tuesday but on Wednesday because of the budget.",
        "The harvest festival with twelve groups takes place in all villages unless it rains on Friday in Subang.",
        # what somebody says, a condition, an open quotation
        "The company stole money from thousands of customers, which prosecutors said at the hearing in Jakarta.",
        "Taxes will be raised next year while prices fall, if the parliament agrees with the plan of the minister.",
        "He called the decision “a step back for all workers, which nobody needs” at a meeting in the capital.",
    ],
)
def test_what_would_be_no_whole_clause_is_kept_however_long(sentence: str) -> None:
    assert headline_of(sentence) == sentence.rstrip(".")


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("Prices of rice rise in", False),  # "the state that he is in"
        ("Minister asks the", True),
        ("Government not to burden the cost of", True),
        ("Rice prices rise ...", True),
        ("Rice prices rise…", True),
        ("Rice prices rise", False),
        ("", False),
    ],
)
def test_a_headline_without_its_end_is_seen(text: str, broken: bool) -> None:
    assert breaks_off(text) == broken


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        ("magnitude 5.2 earthquake rocks the coast.", "Magnitude 5.2 earthquake rocks the coast"),
        ('"new road opens in Garut"', "New road opens in Garut"),
        ("iPhone sales fall in Indonesia", "iPhone sales fall in Indonesia"),
        ("eFishery's founder is questioned", "eFishery's founder is questioned"),
        ("e-KTP distribution resumes", "e-KTP distribution resumes"),
        ("12 villages flooded", "12 villages flooded"),
    ],
)
def test_a_headline_begins_with_a_capital(sentence: str, headline: str) -> None:
    assert headline_of(sentence) == headline


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        ("“Cat Park” opens in Garut.", "“Cat Park” opens in Garut"),
        ('"Cat Park" opens in Garut.', '"Cat Park" opens in Garut'),
        ('"The park opens in Garut."', "The park opens in Garut"),
        ('The park is named "Cats"', 'The park is named "Cats"'),
    ],
)
def test_only_quotation_marks_around_all_of_it_go(sentence: str, headline: str) -> None:
    assert headline_of(sentence) == headline
