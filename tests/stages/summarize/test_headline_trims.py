"""A long headline loses what its news can do without, and stays as it is where that would say something else."""

from __future__ import annotations

import time

import pytest

from pipeline.language import rules
from pipeline.stages.summarize.headline_articles import without_articles
from pipeline.stages.summarize.headline_trims import trimmed


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        # Who somebody is, and who said it.
        (
            "Health and Family Planning Minister Ratna Wulandari stresses that the new clinics of the island "
            "will open before the holidays",
            "Health minister stresses that new clinics of island will open before holidays",
        ),
        (
            "Rice farmers of the delta received seed and was able to plant again in the northern plain, "
            "Agriculture Minister Bagus Pranoto says",
            "Rice farmers of delta received seed, agriculture minister says",
        ),
        (
            "DPR Commission V member Lukman Santosa has visited the families of fishermen who lost their boats "
            "in a storm",
            "Lawmaker has visited families of fishermen who lost their boats in storm",
        ),
        (
            "Rovers striker Daniel Okoro returns to the field after a long and painful knee injury",
            "Daniel Okoro returns to field after long and painful knee injury",
        ),
        (
            "Sari Melati, head of the volcano observation post in Selo, said villagers have left the northern "
            "slope of the mountain",
            "Sari Melati said villagers have left northern slope of mountain",
        ),
        # Where, when, and what is only added.
        (
            "Divers have found the missing boat in Lontar village, Tirtayasa district, Serang regency, Banten",
            "Divers have found missing boat in Lontar village",
        ),
        (
            "The choir will sing its new songs for the children of the harbor quarter at the Merdeka Building on "
            "Sunday",
            "Choir will sing its new songs for children of harbor quarter",
        ),
        (
            "The port opens a new terminal for small ferries and fishing boats, which took four years to build",
            "Port opens new terminal for small ferries and fishing boats",
        ),
        (
            "The city buys sixty electric buses from Tramindo, a small maker of vehicles on the island of Batam",
            "City buys sixty electric buses from Tramindo",
        ),
        (
            "The museum shows forty old maps of the archipelago as part of the celebration of its hundredth "
            "anniversary",
            "Museum shows forty old maps of archipelago",
        ),
        (
            "The Fisheries Ministry is again holding a course for young captains of small ships, this time in a "
            "village on the northern coast of Seram",
            "Fisheries Ministry again holds course for young captains of small ships",
        ),
        (
            "The Corruption Eradication Commission (KPK) has searched three houses of the contractor and the "
            "brothers in a number of towns",
            "KPK has searched three houses of contractor and brothers in several towns",
        ),
        (
            "In addition, the railway will run two more night trains between the capital and the eastern coast",
            "Railway will run two more night trains between capital and eastern coast",
        ),
    ],
)
def test_what_the_news_can_do_without_goes(text: str, headline: str) -> None:
    assert trimmed(text) == headline


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Visitors are not allowed to take pictures of the old paintings at the National Gallery Building", "Building"),
        (
            "The doctor becomes the first woman to lead a team of surgeons in the history of Harapan Hospital",
            "Hospital",
        ),
        (
            "The bridge will be closed to trucks for two weeks if the heavy rain goes on in the hills",
            "if the heavy rain",
        ),
        (
            "The mayor urged drivers heading to the coast through the old tunnel to fill their tanks before the trip",
            "fill",
        ),
        ("The minister reminds owners of large boats in the harbor of Tegal to register the boats by June", "register"),
        (
            "Police arrest a teacher who is suspected of selling the answers of the school examination to parents",
            "suspected",
        ),
        ("The lake was filled again by digging a canal to the river on the other side of the hill", "digging"),
        (
            "The governor said the new airport, which the ministry rejects, would bring many tourists to the island",
            "rejects",
        ),
        ("All residents must leave the valley before the dam is opened on the upper side of the town", "before"),
        ("Officers of the port are involved in smuggling rare birds from Papua in the holds of old ships", "smuggling"),
        ("The team led Persita to win the cup of the province for the third time in four years", "win"),
        ("The union claims that workers of the mill were paid less than the minimum wage for two years", "claims"),
        (
            "The judges condemned those who sent letters to the court before the trial of the two bankers",
            "before the trial",
        ),
        ("The owner and the guard are accused of robbing and beating travelers in the old station of Tegal", "beating"),
        ("The price of tickets for the night train is low compared with the prices of other lines in Java", "compared"),
        ("The rain is likely to be the reason for the flood that closed three roads in the northern hills", "to be"),
        ("The army blew up and sank four boats of smugglers in the waters north of the island of Natuna", "sank"),
        ("The shop sells mobile and fixed telephones to the people of the villages on the upper river", "fixed"),
        ("Many schools in Hanoi, Ho Chi Minh City, and Singapore will take part in the contest of young cooks", "City"),
        ("The bread was eaten a month before the opening of the new mill on the northern side of the river", "before"),
        (
            "The wife of Garut Regent Dadang Surya is confident that the new road will bring many guests to the hills",
            "wife",
        ),
        ("The name of the actor Rio Dananjaya has again been heard in the trial of the two bankers from Solo", "name"),
        (
            "The Trade, Craft and Tourism Office of Magelang counted twelve thousand guests at the temple in May",
            "Tourism",
        ),
        (
            "The plant is the only factory in the province that makes glass for the lamps of the old lighthouses",
            "the only",
        ),
    ],
)
def test_what_changes_the_news_stays(text: str, kept: str) -> None:
    assert kept in trimmed(text) or kept.replace("the ", "") in trimmed(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor opens a market",
        "Who pays for the repair of the old bridge between the two villages on the northern coast of Java?",
        'The dean said: "The students who broke the windows of the library will pay for all of the new glass',
        "Read also: The mayor opens a market in the old town, which was closed for more than two years",
        "The bridge was closed. The mayor said the people of the old town can take the ferry for two weeks",
    ],
)
def test_short_broken_and_double_sentences_stay(text: str) -> None:
    assert trimmed(text) == text


def test_articles_that_say_something_stay() -> None:
    assert without_articles("The bus stops twice a day at a few of the villages") == (
        "Bus stops twice a day at a few of villages"
    )
    assert without_articles("Singer of The Kites calls one of the songs a gift") == (
        "Singer of The Kites calls one of the songs a gift"
    )


def test_a_headline_that_stays_long_keeps_its_articles() -> None:
    text = (
        "The owners of the small shops on the northern side of the market and the tenants of the houses behind it do"
        " not want a new road"
    )
    assert trimmed(text) == text


def test_trimming_again_changes_nothing() -> None:
    text = "The city buys sixty electric buses from Tramindo, a small maker of vehicles on the island of Batam"
    assert trimmed(trimmed(text)) == trimmed(text)


def test_time_grows_with_the_length() -> None:
    began = time.perf_counter()
    for part in ("in Aa ", "the a ", "who, ", "Aa, "):
        trimmed(part * (599 // len(part)))
    assert time.perf_counter() - began < 2


def test_the_lists_say_each_word_once() -> None:
    for section in ("offices", "places", "guards", "articles"):
        for name, text in rules.table("headline_trims")[section].items():
            words = [part.strip() for part in (text.split(",") if "," in text else text.split())]
            doubled = sorted({word for word in words if word and words.count(word) > 1})
            assert not doubled, f"{section}.{name}: {doubled}"
