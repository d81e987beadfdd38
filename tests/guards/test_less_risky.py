"""The hypothesis that is least likely to mislead, where the engine's best lacks a word of its source."""

from __future__ import annotations

from pipeline.backends.base import Hypothesis
from pipeline.core.records import Attempt
from pipeline.guards import less_risky
from pipeline.guards.climb import Climb

SOURCE = "Ia kemudian mempersunting seorang penari dari Solo pada 2009."
FIRST = "He then edited a dancer from Solo in 2009."
BETTER = "He then married a dancer from Solo in 2009."
PLAIN = "Warga membangun jembatan."


def climb(source: str, text: str, rest: list[Hypothesis], score: float | None = -0.4) -> Climb:
    return Climb(source, Attempt("first", text, score), rest=rest)


def attempt(how: str, source: str, hypothesis: Hypothesis) -> Attempt:
    failures = ("name-lost",) if "Solo" in source and "Solo" not in hypothesis.text else ()
    return Attempt(how, hypothesis.text, hypothesis.score, failures)


def test_a_hypothesis_with_the_missing_word_is_taken() -> None:
    one = climb(SOURCE, FIRST, [Hypothesis(FIRST, -0.41, 10), Hypothesis(BETTER, -0.42, 10)])
    less_risky.take([one], attempt, lambda sources: [[] for _ in sources])
    assert (one.best.how, one.best.text) == ("n-best", BETTER)
    assert [a.text for a in one.tried] == [FIRST, BETTER]


def test_a_wider_search_is_made_where_much_is_at_stake() -> None:
    asked: list[str] = []

    def wider(sources: list[str]) -> list[list[Hypothesis]]:
        asked.extend(sources)
        return [[Hypothesis(BETTER, -0.45, 10)] for _ in sources]

    one, sure = climb(SOURCE, FIRST, []), climb(PLAIN, "Residents built a bridge.", [])
    less_risky.take([one, sure], attempt, wider)
    assert asked == [SOURCE]
    assert one.best.how == "wide"
    assert sure.best.how == "first"


def test_the_best_stays_where_nothing_is_better() -> None:
    worse = [
        Hypothesis("He then married a dancer in 2009.", -0.41, 10),  # without its place
        Hypothesis(BETTER, -3.0, 10),  # which the engine does not believe
        Hypothesis("He then edited a dancer from Solo, in 2009.", -0.41, 10),
    ]
    one, unscored = climb(SOURCE, FIRST, worse), climb(SOURCE, FIRST, [Hypothesis(BETTER, -0.4, 10)], None)
    less_risky.take([one, unscored], attempt, lambda sources: [worse for _ in sources])
    assert (one.best.text, one.tried) == (FIRST, [])
    assert unscored.best.text == FIRST
