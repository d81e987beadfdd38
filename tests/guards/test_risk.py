"""The probability that a translation misleads its reader."""

from __future__ import annotations

from pipeline.guards import risk
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
    assert risk.check(SOURCE, GOOD, -0.15) == ()
    assert risk.check(SOURCE, LOST, -2.0) == (risk.UNSURE,)
    assert severity(risk.UNSURE) == "major"


def test_without_a_score_or_a_translation_there_is_no_estimate() -> None:
    assert risk.risk(SOURCE, GOOD, None) is None
    assert risk.risk(SOURCE, "", -1.0) is None
    assert risk.check(SOURCE, LOST, None) == ()


def test_it_speaks_only_for_the_engine_it_was_fitted_to() -> None:
    assert risk.knows("marian-id-en")
    assert not risk.knows("opus-mt-id-en")
    assert not risk.knows("")
