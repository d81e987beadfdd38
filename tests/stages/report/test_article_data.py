"""The JSON of an article in the page: its shape, its findings, and that nothing ends its element."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.records import (
    Article,
    Brief,
    BriefSentence,
    Citation,
    CleanArticle,
    TranslatedArticle,
    Translation,
)
from pipeline.core.run_articles import ArticleRecords
from pipeline.stages.report import article_data


def records(*flags: tuple[str, ...], brief_flags: tuple[str, ...] = (), url: str | None = None) -> ArticleRecords:
    """An article with a brief of a sentence for each of the flags given."""
    told = tuple(BriefSentence(f"S{n}.", (Citation(n, 1.0),), one) for n, one in enumerate(flags))
    clean = CleanArticle("id1", "a.txt", "Judul", None, None, url, "id", ())
    middle = TranslatedArticle("id1", "a.txt", None, (Translation(0, "Satu.", "One.", -0.1, 0.5, ("name-lost",)),))
    every = (*brief_flags, *(f for one in flags for f in one))
    return ArticleRecords(
        Article("id1", "a.txt", "Satu."), clean, middle, Brief("id1", "a.txt", "Judul", "Head", told, "m", every)
    )


def test_an_overview_says_how_bad_it_is_and_leaves_out_what_is_empty() -> None:
    row = article_data.overview(
        records(("translation-name-lost",), ("number-invented-by-summarization", "extracted"), ())
    )
    assert row == {
        "id": "id1",
        "input": "a.txt",
        "headline": "Head",
        "title": "Judul",
        "state": "brief",
        "style": "brief",
        "severity": "critical",
        "severities": [1, 1],
        "sentences": [
            {
                "text": "S0.",
                "cites": [0],
                "severity": "major",
                "reasons": ["a name of the source is missing"],
                "trust": 0.6,
            },
            {
                "text": "S1.",
                "cites": [1],
                "severity": "critical",
                "reasons": ["a figure that the article does not have, written by the summarizer"],
                "trust": 0.4,
            },
            {"text": "S2.", "cites": [2]},
        ],
        "notes": ["taken from the translation as it stands"],
        "quality": [[0.5, 1]],
    }


def test_a_known_risk_limits_the_trust_and_is_told() -> None:
    one = records((), ("translation-split",))
    assert one.brief is not None
    assert one.translated is not None
    told = (replace(one.brief.sentences[0], risk=0.3126), replace(one.brief.sentences[1], risk=0.0312, source="Dua."))
    sentences = (replace(one.translated.sentences[0], risk=0.3126),)
    one = replace(
        one, brief=replace(one.brief, sentences=told), translated=replace(one.translated, sentences=sentences)
    )
    first, second = article_data.overview(one)["sentences"]
    assert (first["trust"], first["risk"], first["odds"]) == (0.687, 0.31, 3)
    assert (second["trust"], second["risk"], second["odds"], second["source"]) == (0.9, 0.03, 0, "Dua.")
    assert "source" not in first
    assert article_data.overview(one)["quality"] == [[0.5, 1, 0.31]]
    assert article_data.detail(one)["sentences"][0]["odds"] == 3


def test_flags_of_the_headline_are_a_finding_of_their_own() -> None:
    row = article_data.overview(records((), brief_flags=("headline-translation-name-lost", "not-all-read")))
    assert row["headline_finding"] == {"severity": "major", "reasons": ["a name of the source is missing"]}
    assert row["severity"] == "major"
    assert row["notes"] == ["the article is too long to be read whole"]


def test_what_was_rejected_says_how_far_it_came() -> None:
    one = records(())
    states = [
        article_data.overview(ArticleRecords(one.article, *later))["state"]
        for later in ((), (one.clean,), (one.clean, one.translated), (one.clean, one.translated, one.brief))
    ]
    assert states == ["ingested", "clean", "translated", "brief"]


@pytest.mark.parametrize(
    ("address", "web"),
    [
        ("https://example.com/a?b=c#d", True),
        ("http://example.com", True),
        ("HTTPS://example.com", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.com", False),
        ("https://", False),
        ("https:\\\\example.com", False),
        ("https://[::1", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("ftp://example.com", False),
        ("", False),
    ],
)
def test_only_a_web_address_becomes_a_link(address: str, web: bool) -> None:
    assert article_data.is_web(address) is web
    row = article_data.overview(records((), url=address))
    assert row.get("url") == (address if web else None)
    assert row.get("address") == (None if web or not address else address)


class Scripts(HTMLParser):
    """Keeps the tags it meets and the text of script elements."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.lists(st.sampled_from(["<", "</script>", "<!--", "-->", "&", "\u2028", '"', "\\", "é", "x"])).map("".join))
def test_no_text_ends_the_element_and_every_text_comes_back(text: str) -> None:
    made = article_data.embedded({"text": text})
    assert json.loads(made) == {"text": text}
    parser = Scripts()
    parser.feed(f'<script type="application/json">{made}</script>')
    parser.close()
    assert parser.tags == ["script"]
    assert parser.text == made


def test_events_say_what_their_flags_amount_to() -> None:
    sentence = {"text": "x", "kind": "shared", "citations": [], "sources": [], "flags": ["number-added"]}
    row = article_data.event({"headline": {"text": "h", "flags": []}, "sentences": [sentence]})
    assert row["sentences"][0]["severity"] == "critical"
    assert "severity" not in row["headline"]


def test_an_estimate_that_is_no_number_is_none() -> None:
    one = records(())
    middle = TranslatedArticle("id1", "a.txt", None, (Translation(0, "Satu.", "One.", quality=float("nan")),))
    assert article_data.overview(ArticleRecords(one.article, one.clean, middle))["quality"] == [[None, 3]]
