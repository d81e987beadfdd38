"""Trust: what is known against a sentence lowers it; what falls below the limit is replaced, left out or flagged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, TranslatedArticle
from pipeline.stages.summarize.drafts import Draft, SummaryInput, extract
from pipeline.stages.summarize.fact_check import Problem
from pipeline.stages.summarize.stage import SummarizeStage
from pipeline.stages.summarize.trust import UNTRUSTED, TrustLimit, trust

from .test_sentence_rewriting import CARD
from .test_sentence_rewriting import brief as rewritten
from .test_stage import ENGLISH, Scripted, pair


def article(**flags: tuple[str, ...]) -> SummaryInput:
    """The usual article, with flags on its translations: ``_0=("loop",)`` flags the first."""
    clean, translated = pair()
    sentences = tuple(replace(t, flags=flags.get(f"_{t.index}", ())) for t in translated.sentences)
    return SummaryInput.of(clean, TranslatedArticle(translated.id, translated.input, translated.title, sentences))


@pytest.mark.parametrize(
    ("flags", "expected"),
    [((), 1.0), (("number-repaired",), 0.9), (("number-lost",), 0.6), (("loop",), 0.3), (("number-lost", "loop"), 0.3)],
)
def test_a_repeated_translation_is_trusted_as_its_worst_flag_says(flags: tuple[str, ...], expected: float) -> None:
    case = article(_0=flags)
    assert trust(case, extract(case, 0, True), inherits=False) == expected


def test_invented_facts_lower_it_and_lost_ones_do_not() -> None:
    case = article()
    sentence = extract(case, 0, True)
    invented = Problem("number", "900", "invented", "summarization")
    lost = Problem("number", "214", "lost", "translation")
    assert trust(case, replace(sentence, problems=(lost,)), inherits=False) == 1.0
    assert trust(case, replace(sentence, problems=(invented,)), inherits=False) == pytest.approx(0.4)


def test_what_is_below_the_limit_gives_way_to_the_next_sentence_that_holds() -> None:
    case = article(_1=("negation-lost",), _2=("loop",))
    limit = TrustLimit(0.35, False, [2, 1, 3, 0, 4])
    made = limit.apply(case, Draft((extract(case, 0, True), extract(case, 1, True))))
    assert [s.text for s in made.sentences] == [ENGLISH[0], ENGLISH[3]]
    assert [r.how for r in made.rungs] == ["low trust"]


def test_where_nothing_holds_the_best_stays_and_says_so() -> None:
    case = article(**{f"_{i}": ("loop",) for i in range(5)})
    made = TrustLimit(0.35, False, range(5)).apply(case, Draft((extract(case, 0, True),)))
    assert [s.text for s in made.sentences] == [ENGLISH[0]]
    assert UNTRUSTED in made.sentences[0].flags


@pytest.mark.parametrize(("limit", "there"), [(0.0, True), (0.35, False)])
def test_the_option_decides(limit: float, there: bool) -> None:
    clean, translated = pair()
    flagged = [replace(t, flags=("negation-lost",) if t.index == 1 else ()) for t in translated.sentences]
    wrong = TranslatedArticle(translated.id, translated.input, translated.title, tuple(flagged))
    made = SummarizeStage(SummarizeTable(model="lead", trust=limit)).run([(clean, wrong)])[0]
    assert isinstance(made, Brief)
    assert (ENGLISH[1] in made.text) is there
    assert len(made.sentences) == 3


def test_a_rewritten_sentence_keeps_the_warnings_of_what_it_was_written_from() -> None:
    made, _ = rewritten(lambda style, text: [" ".join(text.split()[:-2]) + "."])
    assert not any(f.startswith("translation-") for f in made.flags)
    clean, translated = pair()
    flagged = [replace(t, flags=("number-lost", "split")) for t in translated.sentences]
    model = Scripted(lambda style, text: [" ".join(text.split()[:-2]) + "."])
    stage = SummarizeStage(SummarizeTable(model="shortener"), summarizer=model, card=CARD)
    again = stage.run([(clean, TranslatedArticle(translated.id, "a.txt", translated.title, tuple(flagged)))])[0]
    assert isinstance(again, Brief)
    assert "translation-number-lost" in again.flags
