"""Sentences that are probably badly translated give way to others of an article."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, CleanArticle, Sentence, TranslatedArticle, Translation
from pipeline.guards.risk import UNKNOWN
from pipeline.stages.summarize.drafts import EXTRACTED, UNCITED, Drafter, SummaryInput
from pipeline.stages.summarize.soundness import FLAGGED, RISK, penalties
from pipeline.stages.summarize.stage import SummarizeStage

NEWS = (
    "The Health Ministry recalled 12 brands of cough syrup in Bandung on Monday.",
    "Minister Sari Wulandari said 41 children had been treated in 7 hospitals.",
    "The Food Agency tested 230 samples in its laboratory in Jakarta.",
    "Police in West Java questioned 9 employees of the factory in Cimahi.",
    "The ministry asked 514 regencies to clear the shelves by Friday.",
    "Parents should read the label.",
)


def pair(risks: dict[int, float | None], flags: dict[int, tuple[str, ...]]) -> tuple[CleanArticle, TranslatedArticle]:
    sentences = tuple(Sentence(i, 0, t, t) for i, t in enumerate(NEWS))
    made = tuple(
        Translation(i, text, text, risk=risks.get(i, 0.05), flags=flags.get(i, ())) for i, text in enumerate(NEWS)
    )
    clean = CleanArticle("a", "a", None, None, None, None, "id", sentences)
    return clean, TranslatedArticle("a", "a", None, made)


def chosen(
    risks: dict[int, float | None] | None = None,
    flags: dict[int, tuple[str, ...]] | None = None,
    model: str = "salient",
    guards: bool = True,
) -> list[int]:
    stage = SummarizeStage(SummarizeTable(model=model, sentences=3, guards=guards, trust=0))
    (brief,) = stage.run([pair(risks or {}, flags or {})])
    assert isinstance(brief, Brief)
    return [NEWS.index(sentence.text) for sentence in brief.sentences]


def test_a_risky_sentence_gives_way_to_one_as_important() -> None:
    before = chosen()
    assert len(before) == 3
    second = next(i for i in before if i != 0)
    assert second not in chosen({second: 0.95})
    assert second in chosen({second: 0.95}, guards=False)  # nothing is known of a translation then


def test_importance_counts_still() -> None:
    before = chosen()
    assert 5 not in chosen(dict.fromkeys(before, 0.6))  # the least important one is not taken for being sure


def test_a_flagged_sentence_gives_way_without_an_estimate() -> None:
    before = chosen(dict.fromkeys(range(len(NEWS))))
    second = next(i for i in before if i != 0)
    assert second not in chosen(dict.fromkeys(range(len(NEWS))), {second: ("loop",)})


def test_the_first_sentence_keeps_its_place() -> None:
    first = chosen()[0]
    assert first in chosen({first: 0.99})


def test_the_lead_takes_no_notice_of_risk() -> None:
    assert chosen({1: 0.95}, model="lead") == [0, 1, 2]


def test_penalties_of_a_body() -> None:
    article = SummaryInput.of(*pair({0: 0.5, 1: None}, {2: ("unsure",)}))
    assert penalties(article)[:3] == pytest.approx([RISK * 0.5, RISK * UNKNOWN, RISK * 0.05 + FLAGGED])


def test_a_sentence_that_rests_on_nothing_is_replaced_by_one_of_the_article() -> None:
    article = SummaryInput.of(*pair({}, {}))
    drafter = Drafter(3, 0, guards=True)
    draft = drafter.draft(article, "Purple melodies wander quietly beyond forgotten orchards.")
    (sentence,) = draft.sentences
    assert sentence.flags == (UNCITED,)
    assert sentence.refused
    (instead,) = drafter.repair(article, draft).sentences
    assert instead.text in NEWS
    assert instead.flags == (EXTRACTED,)


def test_without_guards_nothing_is_said_of_it() -> None:
    article = SummaryInput.of(*pair({}, {}))
    (sentence,) = Drafter(3, 0, guards=False).draft(article, "Purple melodies wander beyond orchards.").sentences
    assert sentence.flags == ()


def test_what_an_editor_mended_in_a_brief_stays_whatever_is_known_against_it() -> None:
    clean, translated = pair({5: 0.99}, {5: ("loop",)})
    last = replace(translated.sentences[5], in_brief=("a",))
    mended = replace(translated, sentences=(*translated.sentences[:5], last))
    for model in ("salient", "lead", "centroid"):
        for trust in (0.0, 0.9):
            table = SummarizeTable(model=model, sentences=2, trust=trust)
            (brief,) = SummarizeStage(table).run([(clean, mended)])
            assert isinstance(brief, Brief)
            assert NEWS[5] in [sentence.text for sentence in brief.sentences]
