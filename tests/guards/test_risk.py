"""The probability that a translation misleads its reader."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from pipeline.backends.fake import FakeTranslator
from pipeline.guards import risk
from pipeline.guards.ladder import Ladder
from pipeline.guards.severity import severity

SOURCE = "Pemerintah kota membangun sekolah baru di dekat pelabuhan pada tahun ini."
GOOD = "The city government is building a new school near the port this year."
LOST = "The town is doing something at some place."


def test_an_unsure_engine_and_lost_words_raise_it() -> None:
    sure, unsure = risk.risk(SOURCE, GOOD, -0.15), risk.risk(SOURCE, GOOD, -0.9)
    lost = risk.risk(SOURCE, LOST, -0.15)
    assert sure is not None
    assert unsure is not None
    assert lost is not None
    assert 0 < sure < unsure < 1
    assert sure < lost


def test_the_flag_is_major_and_comes_above_the_limit_alone() -> None:
    assert risk.check(risk.risk(SOURCE, GOOD, -0.15)) == ()
    assert risk.check(risk.risk(SOURCE, LOST, -2.0)) == (risk.UNSURE,)
    assert severity(risk.UNSURE) == "major"


def test_without_a_score_or_a_translation_there_is_no_estimate() -> None:
    assert risk.risk(SOURCE, GOOD, None) is None
    assert risk.risk(SOURCE, "", -1.0) is None
    assert risk.check(None) == ()


def test_it_speaks_only_for_the_engine_it_was_fitted_to() -> None:
    assert risk.knows("marian-id-en")
    assert not risk.knows("opus-mt-id-en")
    assert not risk.knows("")


def test_a_sentence_is_as_sound_as_all_of_its_parts() -> None:
    assert risk.of_parts([0.5, None, 0.2]) == pytest.approx(0.6)
    assert risk.of_parts([0.25]) == 0.25
    assert risk.of_parts([None, None]) is None


@pytest.mark.parametrize(("engine", "known"), [("marian-id-en", True), ("opus-mt-id-en", False)])
def test_a_translation_keeps_its_risk(engine: str, known: bool) -> None:
    translator = FakeTranslator()
    translator.card = SimpleNamespace(name=engine)  # type: ignore[attr-defined]
    made = Ladder(translator).run([SOURCE, "***"])
    expected = risk.risk(SOURCE, made[0].text, made[0].score)
    assert made[0].risk == (expected if known else None)
    assert (risk.UNSURE in made[0].flags) is bool(known and risk.check(expected))
    assert made[1].risk is None  # there is nothing to translate in it


def test_the_surest_have_the_fewest_errors_and_the_estimate_agrees_with_what_was_found() -> None:
    found = risk.measured()
    shares = [row.share for row in found.coverage]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert found.coverage[-1].wrong == pytest.approx(found.wrong / found.sentences, abs=1e-4)
    assert found.coverage[0].wrong < found.coverage[-1].wrong
    for row in found.coverage:
        assert row.low <= row.wrong <= row.high
        assert abs(row.expected - row.wrong) < 0.1, f"estimated {row.expected} of the surest {row.share:.0%}"
