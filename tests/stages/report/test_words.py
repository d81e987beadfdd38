"""Flags in words, and what they amount to for a reader."""

from __future__ import annotations

import pytest

from pipeline.stages.report.words import all_words, finding, flag_words, is_judged, worse


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("number-lost", "number lost"),
        ("translation-date-repaired", "date repaired"),
        ("date-lost-by-translation", "date lost"),
        ("headline-name-invented-by-summarization", "headline: name invented by the summarizer"),
        ("language:en", "another language (en)"),
        ("too-long", "much longer than the source"),
        ("translation-already-english", "it was in English already"),
        ("something-new", "something-new"),
    ],
)
def test_flags_are_said_in_words(flag: str, words: str) -> None:
    assert flag_words(flag) == words


def test_what_several_flags_say_is_said_once() -> None:
    assert all_words(["date-lost-by-translation", "translation-date-lost", "split"]) == [
        "date lost",
        "a long sentence was translated in parts",
    ]


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
