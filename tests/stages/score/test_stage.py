"""The score stage: both sides, the baselines, and a row for whatever could not be scored."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from pipeline.core.errors import UserError
from pipeline.core.records import (
    Article,
    Brief,
    BriefSentence,
    CleanArticle,
    Score,
    Sentence,
    TranslatedArticle,
    Translation,
)
from pipeline.stages.score.stage import as_lines, score_articles

SOURCE = ("Gempa mengguncang Krui.", "Sebanyak 1.100 orang mengungsi.", "Warga takut.", "Tidak ada korban jiwa.")
ENGLISH = ("An earthquake shook Krui.", "A total of 1,100 people fled.", "Residents were afraid.", "No one was killed.")
Records = tuple[list[CleanArticle], list[TranslatedArticle], list[Brief], list[Article]]


def records(count: int = 3) -> Records:
    out: Records = ([], [], [], [])
    for n in range(count):
        ident = f"a{n}"
        sentences = tuple(Sentence(i, 0, s, s) for i, s in enumerate(SOURCE))
        made = tuple(Translation(i, s, t) for i, (s, t) in enumerate(zip(SOURCE, ENGLISH, strict=True)))
        out[0].append(CleanArticle(ident, ident, None, None, None, None, "id", sentences))
        out[1].append(TranslatedArticle(ident, ident, None, made))
        out[2].append(Brief(ident, ident, None, None, (BriefSentence(ENGLISH[0]), BriefSentence(ENGLISH[1])), "m"))
        summary, translation = " ".join(ENGLISH[:2]), "\n".join(ENGLISH)
        out[3].append(Article(ident, ident, "\n".join(SOURCE), None, None, None, None, "id", summary, translation))
    return out


def table(scores: list[Score]) -> dict[tuple[str, str], Score]:
    return {(s.system, s.metric): s for s in scores}


OPTIONS = SimpleNamespace(seed=1, samples=20)


def test_both_sides_are_scored_and_the_baselines_stand_beside_them() -> None:
    scores, rejected = score_articles(*records(), OPTIONS)
    found = table(scores)
    assert rejected == []
    assert found["run", "translation.chrf"].value == pytest.approx(100)
    assert found["run", "translation.numbers-recall"].value == pytest.approx(100)
    assert found["run", "brief.rougeLsum"].value == pytest.approx(100)
    assert found["run", "brief.facts-supported"].value == pytest.approx(100)
    assert {system for system, _ in found} == {"run", "lead-3", "centroid-3"}
    assert 50 < found["lead-3", "brief.rougeLsum"].value < 100
    assert all(s.n == 3 and len(s.items) == 3 for s in scores)
    assert found["run", "translation.chrf"].signature.endswith("|bs:20|rs:1|unit:article|aligned:3/3")


def test_what_is_missing_is_a_row_and_not_a_zero() -> None:
    clean, translated, briefs, articles = records()
    scores, rejected = score_articles(clean, translated[1:], briefs[1:], articles, OPTIONS)
    found = table(scores)
    assert found["run", "translation.chrf"].value == pytest.approx(100)
    assert found["run", "translation.chrf"].n == 2
    assert [r.input for r in rejected] == ["a0", "a0"]
    assert "no translation" in rejected[0].reason
    assert "no brief" in rejected[1].reason


def test_an_empty_sentence_is_scored_as_the_failure_it_is_and_counted() -> None:
    clean, translated, briefs, articles = records()
    first = translated[0]
    translated[0] = replace(first, sentences=(replace(first.sentences[0], text=""), *first.sentences[1:]))
    briefs[1] = replace(briefs[1], sentences=())
    scores, rejected = score_articles(clean, translated, briefs, articles, OPTIONS)
    assert table(scores)["run", "translation.chrf"].value < 100
    assert [r.reason for r in rejected] == [
        "scored with 1 empty or missing sentences in its translation",
        "scored with an empty brief",
    ]


def test_without_references_there_are_no_scores() -> None:
    clean, translated, briefs, articles = records()
    bare = [replace(a, reference_summary=None, reference_translation=None) for a in articles]
    assert score_articles(clean, translated, briefs, bare, OPTIONS) == ([], [])
    assert score_articles([], [], [], []) == ([], [])


def test_an_undefined_score_is_a_row_and_no_number() -> None:
    plain = ("dia pulang.", "mereka diam.", "kami tidur.", "semua baik.")
    english = ("he went home.", "they were silent.", "we slept.", "all is well.")
    clean, translated, briefs, articles = records()
    for n in range(3):
        made = tuple(Translation(i, s, t) for i, (s, t) in enumerate(zip(plain, english, strict=True)))
        translated[n] = replace(translated[n], sentences=made)
    scores, rejected = score_articles(clean, translated, briefs, articles, OPTIONS)
    assert ("run", "translation.numbers-recall") not in table(scores)
    assert all(s.value == s.value for s in scores)
    reasons = {r.input: r.reason for r in rejected}
    assert reasons["run: translation.numbers-recall"] == "undefined on all 3 articles"


def test_more_metrics_can_be_asked_for() -> None:
    options = SimpleNamespace(seed=1, samples=5, metrics=("english",))
    found = table(score_articles(*records(), options)[0])
    assert found["run", "translation.english"].value > 0
    assert found["lead-3", "brief.english"].value > 0


def test_ids_must_be_unique() -> None:
    clean, translated, briefs, articles = records()
    with pytest.raises(UserError, match="article id 'a0' occurs twice"):
        score_articles(clean, translated, briefs, [*articles, articles[0]])
    with pytest.raises(UserError, match="translation id 'a0' occurs twice"):
        score_articles(clean, [*translated, translated[0]], briefs, articles)


def test_sentences_stand_on_lines_for_rouge() -> None:
    assert as_lines("One fell. Two rose on Monday.\nThree.") == "One fell.\nTwo rose on Monday.\nThree."
