"""Flags in words, and what they amount to for a reader."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pkgutil import iter_modules

import pytest

from pipeline.core.records import Article, Brief, BriefSentence, Citation, TranslatedArticle, Translation
from pipeline.core.run_articles import ArticleRecords
from pipeline.guards import checks as checks_package
from pipeline.guards.severity import FLAGS as TRANSLATION_FLAGS
from pipeline.stages.report.article_data import detail, overview
from pipeline.stages.report.words import (
    BRIEF_FLAGS,
    FLAGS,
    all_words,
    check_words,
    finding,
    flag_words,
    is_judged,
    mark_words,
    worse,
)


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("number-lost", "a figure of the source is missing"),
        ("translation-date-repaired", "a date was put right"),
        ("date-lost-by-translation", "a date of the source is missing"),
        (
            "headline-name-invented-by-summarization",
            "a name that the article does not have, written by the summarizer",
        ),
        ("headline-translation-unsure", "the translator was unsure, and it is probably wrong"),
        ("refused", "the model declined to translate it"),
        ("language:en", "another language (English)"),
        ("too-long", "much longer than the source"),
        ("translation-already-english", "it was in English already"),
        ("something-new", "something new"),
    ],
)
def test_flags_are_said_in_words(flag: str, words: str) -> None:
    assert flag_words(flag) == words


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        ("tried:reword", "tried: plainer words"),
        ("won:n-best", "taken: other answers of the same search"),
        ("removed:related-link", "removed: related link"),
        ("flag:date-lost", "a date of the source is missing"),
        ("tried:something-new", "tried: something new"),
    ],
)
def test_what_a_stage_counted_is_said_in_words(mark: str, words: str) -> None:
    assert mark_words(mark) == words


def test_what_several_flags_say_is_said_once() -> None:
    assert all_words(["date-lost-by-translation", "translation-date-lost", "split"]) == [
        "a date of the source is missing",
        "a long sentence was translated in parts",
    ]
    every = ["headline-translation-unsure", "translation-unsure", "headline-language:en", "unfinished"]
    assert all_words(every) == [
        "headline and text: the translator was unsure, and it is probably wrong",
        "headline: another language (English)",
        "it breaks off",
    ]


def test_there_are_words_for_every_flag_and_one_place_for_each() -> None:
    names = [f"{checks_package.__name__}.{module.name}" for module in iter_modules(checks_package.__path__)]
    costs = {flag for name in names for flag in getattr(importlib.import_module(name), "COSTS", {})}
    assert costs - FLAGS.keys() - TRANSLATION_FLAGS.keys() == set()
    assert FLAGS.keys() & TRANSLATION_FLAGS.keys() == set()
    assert BRIEF_FLAGS.keys() <= FLAGS.keys()


def test_an_institution_that_was_added_is_named() -> None:
    source, text = "Presiden menerima tamu di Gedung Merah Putih.", "The president received guests at the White House."
    flags = ("translation-institution-added",)
    translation = Translation(0, source, text, -0.1, flags=("institution-added",))
    records = ArticleRecords(
        Article("a", "a.txt", source),
        translated=TranslatedArticle("a", "a.txt", None, (translation,)),
        brief=Brief("a", "a.txt", None, text, (BriefSentence(text, (Citation(0, 1.0),), flags),), "lead", flags),
    )
    said = "a country or institution that the source does not name: White House"
    assert check_words(records) == [said]
    assert overview(records)["sentences"][0]["reasons"] == [said]
    assert detail(records)["sentences"][0]["reasons"] == [said]
    assert records.brief is not None
    plain = replace(records, brief=replace(records.brief, headline="Guests received", sentences=(), flags=flags))
    assert check_words(plain) == ["a country or institution that the source does not name"]


@pytest.mark.parametrize(
    ("flags", "severity", "reasons"),
    [
        ([], "", []),
        (["whole-article", "something-new", "language:en"], "", []),
        (["split"], "minor", ["a long sentence was translated in parts"]),
        (["translation-split", "translation-name-lost"], "major", ["a name of the source is missing"]),
        (["name-lost", "headline-translation-negation-lost"], "critical", ["the source says that something is not so"]),
        (["number-invented-by-translation"], "critical", ["a figure that the source does not have"]),
        (["date-lost-by-translation", "translation-date-lost"], "major", ["a date of the source is missing"]),
        (
            ["number-invented-by-summarization"],
            "critical",
            ["a figure that the article does not have, written by the summarizer"],
        ),
        (
            ["word-invented-by-summarization"],
            "major",
            ["a word that the article does not have, written by the summarizer"],
        ),
        (["name-misplaced-by-summarization"], "major", ["a name that belongs to another sentence of the article"]),
        (["name-lost-by-summarization"], "minor", ["a name of the source was left out"]),
        (["low-trust"], "major", ["nothing in the article could be trusted more"]),
    ],
)
def test_a_finding_is_as_bad_as_its_worst_flag(flags: list[str], severity: str, reasons: list[str]) -> None:
    found = finding(flags)
    assert (found.severity, list(found.reasons)) == (severity, reasons)
    assert found.warns == (severity in ("critical", "major"))


def test_never_more_than_three_reasons_and_the_worst_of_them() -> None:
    found = finding(["number-added", "date-added", "loop", "opposite", "untranslated", "name-lost"])
    assert found.reasons == (
        "it was left in Indonesian",
        "the translation repeats itself",
        "a word became its opposite",
    )


def test_a_note_is_no_finding() -> None:
    assert is_judged("translation-name-lost")
    assert not is_judged("whole-article")


def test_the_worse_of_two() -> None:
    assert worse("", "minor") == worse("minor", "") == "minor"
    assert worse("major", "critical") == "critical"
    assert worse("", "") == ""
