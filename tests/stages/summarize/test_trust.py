"""Trust: what is known against a sentence lowers it; what falls below the limit is replaced, left out or flagged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, Citation, CleanArticle, TranslatedArticle
from pipeline.stages.summarize.drafts import BESIDE, Draft, SummaryInput, extract, risk
from pipeline.stages.summarize.fact_check import Problem
from pipeline.stages.summarize.stage import SummarizeStage
from pipeline.stages.summarize.trust import UNTRUSTED, TrustLimit, trust

from .test_sentence_rewriting import CARD
from .test_sentence_rewriting import brief as rewritten
from .test_stage import ENGLISH, INDONESIAN, Scripted, pair


def article(risks: dict[int, float] | None = None, /, **flags: tuple[str, ...]) -> SummaryInput:
    """The usual article, with flags on its translations: ``_0=("loop",)`` flags the first."""
    clean, translated = translations(risks or {})
    sentences = tuple(replace(t, flags=flags.get(f"_{t.index}", ())) for t in translated.sentences)
    return SummaryInput.of(clean, replace(translated, sentences=sentences))


def translations(risks: dict[int, float]) -> tuple[CleanArticle, TranslatedArticle]:
    """The usual article with the risk of some of its translations."""
    clean, translated = pair()
    sentences = tuple(replace(t, risk=risks.get(t.index)) for t in translated.sentences)
    return clean, replace(translated, sentences=sentences)


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


@pytest.mark.parametrize(
    ("known", "flags", "expected"),
    [(0.2, (), 0.8), (0.05, ("number-lost",), 0.6), (0.8, ("loop",), 0.2), (0.0, (), 1.0), (None, ("unsure",), 0.6)],
)
def test_no_more_trust_is_left_than_the_translation_is_probably_sound(
    known: float | None, flags: tuple[str, ...], expected: float
) -> None:
    case = article({} if known is None else {0: known}, _0=flags)
    assert trust(case, extract(case, 0, True), inherits=False) == pytest.approx(expected)


def test_a_sentence_has_the_largest_risk_of_what_it_was_written_from() -> None:
    case = article({0: 0.1, 1: 0.4, 2: 0.3})
    written = replace(extract(case, 0, True), text="Other words.", citations=(Citation(0, 0.9), Citation(2, 0.5)))
    assert risk(case, written, True) == 0.3
    assert risk(case, written, False) is None  # it was written from the Indonesian
    repeated = replace(written, text=ENGLISH[0])
    assert risk(case, repeated, True) == risk(case, repeated, False) == 0.1


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("replace", [ENGLISH[0], ENGLISH[3], ENGLISH[2]]),
        ("omit", [ENGLISH[0], ENGLISH[2]]),
        ("source", [ENGLISH[0], ENGLISH[1], ENGLISH[2]]),
    ],
)
def test_what_becomes_of_a_sentence_that_is_probably_wrong(mode: str, expected: list[str]) -> None:
    table = SummarizeTable(model="lead", trust=0.5, untrusted=mode)  # type: ignore[arg-type]
    made = SummarizeStage(table).run([translations({0: 0.2, 1: 0.7, 3: 0.1, 4: 0.6})])[0]
    assert isinstance(made, Brief)
    told = [s.text for s in made.sentences]
    assert sorted(told) == sorted(expected)
    shown = [s for s in made.sentences if s.source is not None]
    assert [(s.source, s.risk) for s in shown] == ([(INDONESIAN[1], 0.7)] if mode == "source" else [])
    assert [BESIDE in s.flags for s in made.sentences] == [s in shown for s in made.sentences]
    assert made.sentences[0].risk == 0.2
    assert made.sentences[-1].risk is None


def test_a_replacement_is_above_the_limit_and_carries_no_warning() -> None:
    case = article({0: 0.9, 1: 0.6, 2: 0.45, 3: 0.4}, _2=("unsure",))
    draft = Draft((extract(case, 4, True), extract(case, 0, True)))
    made = TrustLimit(0.5, False, [1, 2, 3]).apply(case, draft)
    assert [s.text for s in made.sentences] == [ENGLISH[4], ENGLISH[3]]


@pytest.mark.parametrize(
    ("below", "flags", "first"),
    [("replace", ("unsure",), 0), ("replace", ("loop",), 2), ("omit", ("unsure",), 1), ("omit", ("loop",), 1)],
)
def test_a_first_sentence_is_replaced_for_what_the_guards_say_alone(below: Any, flags: Any, first: int) -> None:
    case = article({0: 0.9}, _0=flags)
    made = TrustLimit(0.5, False, [2], below).apply(case, Draft((extract(case, 0, True), extract(case, 1, True))))
    assert made.sentences[0].text == ENGLISH[first]


def test_where_the_risk_of_all_is_high_the_surest_stays() -> None:
    case = article({0: 0.9, 1: 0.8, 2: 0.9, 3: 0.9, 4: 0.9})
    made = TrustLimit(0.5, False, range(5), "omit").apply(case, Draft((extract(case, 0, True), extract(case, 1, True))))
    assert [s.text for s in made.sentences] == [ENGLISH[1]]
    assert UNTRUSTED in made.sentences[0].flags
