"""The starter suite is what its README says: complete, aligned, and full of what news is full of."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "eval" / "suites" / "starter"
BEATS = [
    "disaster",
    "economy",
    "sport",
    "parliament",
    "diplomacy",
    "health",
    "science",
    "crime",
    "culture",
    "transport",
    "weather",
    "technology",
]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = {
    "Senin": "Monday",
    "Selasa": "Tuesday",
    "Rabu": "Wednesday",
    "Kamis": "Thursday",
    "Jumat": "Friday",
    "Sabtu": "Saturday",
    "Minggu": "Sunday",
}
DATED = re.compile(rf"({'|'.join(DAYS)}) \((\d{{1,2}})/(\d{{1,2}})\)")


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


ARTICLES = read("articles.jsonl")
each_article = pytest.mark.parametrize("article", ARTICLES, ids=[a["id"] for a in ARTICLES])


def numbers(text: str, language: str) -> Counter[str]:
    """Numbers written in digits, in one notation; of "(19/2)" only the day, the month is checked apart."""
    text = re.sub(r"\((\d{1,2})/\d{1,2}\)", r"\1", text)
    if language == "id":
        text = re.sub(r"pukul (\d\d)\.(\d\d)( dan (\d\d)\.(\d\d))?", _clock, text)
        text = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", text).replace(",", ".")
    else:
        text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    return Counter(float_like(n) for n in re.findall(r"\d+(?:[.:]\d+)*", text))


def _clock(match: re.Match[str]) -> str:
    return match[0].replace(".", ":")


def float_like(number: str) -> str:
    return number if ":" in number else f"{float(number):g}"


def test_twelve_articles_one_per_beat_with_the_documented_fields() -> None:
    assert [a["beat"] for a in ARTICLES] == BEATS
    assert [a["id"] for a in ARTICLES] == [f"starter-{n:02d}-{beat}" for n, beat in enumerate(BEATS, 1)]
    fields = {"id", "beat", "title", "title_en", "source", "published", "text", "sentences", "boilerplate"}
    assert all(set(a) == fields | {"reference_translation", "reference_summary"} for a in ARTICLES)


@each_article
def test_sentences_stand_in_the_text_in_order_and_only_boilerplate_is_left(article: dict[str, Any]) -> None:
    rest, at = [], 0
    for sentence, _ in article["sentences"]:
        found = article["text"].find(sentence, at)
        assert found >= 0, sentence
        rest.append(article["text"][at:found])
        at = found + len(sentence)
    left = " ".join([*rest, article["text"][at:]])
    for line in article["boilerplate"]:
        assert line in left
        left = left.replace(line, "", 1)
    assert left.strip() == ""


@each_article
def test_length_references_and_date(article: dict[str, Any]) -> None:
    assert 150 <= len(article["text"].split()) <= 400
    assert article["reference_translation"].split("\n") == [english for _, english in article["sentences"]]
    assert 2 <= len(re.findall(r"[.?!]\"?(?= [A-Z\"]|$)", article["reference_summary"])) <= 4
    assert 25 <= len(article["reference_summary"].split()) <= 70
    assert all(0.5 < len(e.split()) / len(i.split()) < 2.6 for i, e in article["sentences"])
    published = date.fromisoformat(article["published"])
    for indonesian, english in article["sentences"]:
        for weekday, day, month in DATED.findall(indonesian):
            # the weekday is true in the year of publication, and the English names it and the month
            assert date(published.year, int(month), int(day)).strftime("%A") == DAYS[weekday]
            assert f"{DAYS[weekday]} ({MONTHS[int(month) - 1]} {day})" in english


@each_article
def test_numbers_agree_between_the_two_languages(article: dict[str, Any]) -> None:
    for indonesian, english in [*article["sentences"], (article["title"], article["title_en"])]:
        assert numbers(indonesian, "id") == numbers(english, "en"), indonesian


@each_article
def test_reference_brief_holds_no_number_the_article_lacks(article: dict[str, Any]) -> None:
    assert not set(numbers(article["reference_summary"], "en")) - set(numbers(article["reference_translation"], "en"))


@pytest.mark.parametrize(
    "pattern",
    [
        r"Rabu \(\d+/\d+\)",
        r"pukul \d\d\.\d\d WIB",
        r"Rp\d+,\d (miliar|triliun)",
        r"Rp\d+\.\d{3}",
        r"\d\.\d{3} orang",
        r"\d+,\d+ persen",
        r"menit ke-\d+",
        r"\b\d-\d\b",
        r"\bPBB\b",
        r"\bAS\b",
        r"\bKorut\b",
        r"\bBMKG\b",
        r"\bDPR\b",
        r"\bdr\. [A-Z]",
        r"\bProf\. [A-Z]",
        r"\bInspektur Jenderal [A-Z]",
        r"\" kata|,\" kata|,\" ujar",
        r"\(\d\d\)",
        r"\b[Tt]idak\b",
        r"ADVERTISEMENT",
        r"Baca [Jj]uga:",
    ],
)
def test_features_of_news_are_present(pattern: str) -> None:
    assert any(re.search(pattern, a["text"]) for a in ARTICLES), pattern


def test_two_articles_carry_boilerplate() -> None:
    assert sum(bool(a["boilerplate"]) for a in ARTICLES) == 2
    lines = [line for a in ARTICLES for line in a["boilerplate"]]
    for mark in ("ADVERTISEMENT", "Baca juga:", "Foto:", "Editor:", "Tag:", "JAKARTA"):
        assert any(mark in line for line in lines), mark


def test_citation_labels_point_into_their_articles() -> None:
    rows, by_id = read("citations.jsonl"), {a["id"]: a for a in ARTICLES}
    assert len(rows) == 120
    assert len({r["id"] for r in rows}) == len({r["text"] for r in rows}) == 120
    for row in rows:
        n = len(by_id[row["article"]]["sentences"])
        assert row["sentences"]
        assert all(0 <= s < n for s in row["sentences"])
        cited = " ".join(by_id[row["article"]]["sentences"][s][1] for s in row["sentences"])
        assert not set(numbers(row["text"], "en")) - set(numbers(cited, "en")), row["id"]
    references = [" ".join(r["text"] for r in rows if r["article"] == i and r["origin"] == "reference") for i in by_id]
    assert references == [a["reference_summary"] for a in ARTICLES]
