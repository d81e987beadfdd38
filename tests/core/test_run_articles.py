"""The public rows are exactly the contract: the keys, their order and their meaning."""

from __future__ import annotations

from pipeline.core import run_articles
from pipeline.core.records import (
    Brief,
    BriefSentence,
    Citation,
    CleanArticle,
    Rejected,
    Removed,
    Score,
    Sentence,
    TranslatedArticle,
    Translation,
)

SENTENCES = (
    BriefSentence("One.", (Citation(2, 0.9), Citation(0, 0.2)), ("number-lost",), 0.25),
    BriefSentence("Two.", source="Dua."),
)


def test_brief_row() -> None:
    brief = Brief("a", "a.txt", "Judul", "Head", SENTENCES, "lead", ("split", "number-lost"))
    assert run_articles.brief_row(brief) == {
        "article_id": "a",
        "input": "a.txt",
        "title": "Judul",
        "headline": "Head",
        "style": "brief",
        "brief": "One. Two.",
        "sentences": [
            {"text": "One.", "citations": [2, 0], "risk": 0.25},
            {"text": "Two.", "citations": [], "risk": None, "source": "Dua."},
        ],
        "flags": ["split", "number-lost"],
    }


def test_event_id_is_there_when_grouped_only() -> None:
    brief = Brief("a", "a.txt", None, None, SENTENCES, "lead", event_id="e1")
    assert run_articles.brief_row(brief)["event_id"] == "e1"


def test_translation_row() -> None:
    article = TranslatedArticle(
        "a", "a.txt", None, (Translation(0, "Satu.", "One.", -0.1, flags=("split",), risk=0.25),)
    )
    assert run_articles.translation_row(article) == {
        "article_id": "a",
        "input": "a.txt",
        "sentences": [{"index": 0, "source": "Satu.", "text": "One.", "flags": ["split"], "risk": 0.25}],
    }


def test_clean_row_joins_sentences_to_paragraphs() -> None:
    sentences = (Sentence(0, 0, "Satu.", "Satu."), Sentence(1, 0, "Dua.", "Dua."), Sentence(2, 3, "Tiga.", "Tiga."))
    article = CleanArticle(
        "a", "a.txt", "J", "2023", None, None, "id", sentences, (Removed(4, "Baca juga", "read-also"),)
    )
    assert run_articles.clean_row(article) == {
        "article_id": "a",
        "input": "a.txt",
        "title": "J",
        "published": "2023",
        "text": "Satu. Dua.\n\nTiga.",
        "removed": [{"line": 4, "text": "Baca juga", "rule": "read-also"}],
    }


def test_rejected_and_score_rows() -> None:
    assert run_articles.rejected_row(Rejected("a.txt", "clean", "why")) == {
        "input": "a.txt",
        "stage": "clean",
        "reason": "why",
    }
    score = Score("chrf", 50.0, 48.0, 52.0, "sig", (1.0,), 1, "run")
    assert run_articles.score_rows([score]) == [
        {"system": "run", "metric": "chrf", "value": 50.0, "low": 48.0, "high": 52.0, "signature": "sig", "n": 1}
    ]


def test_points_stand_on_lines_of_their_own_and_the_plan_comes_along() -> None:
    brief = Brief("a", "a.txt", "Judul", "Head", SENTENCES, "lead", plan='{"style": "bullets"}')
    row = run_articles.brief_row(brief)
    assert (row["style"], row["brief"], row["plan"]) == ("bullets", "- One.\n- Two.", {"style": "bullets"})
