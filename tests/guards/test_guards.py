"""The small guards, and that a folder is their registry."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.core import cancellation
from pipeline.core.errors import UserError
from pipeline.guards import GUARDS, Context, check_all, cost
from pipeline.guards.checks import leftover, length, loops, score, terms
from pipeline.language.glossary import Entry, Glossary

SOURCE = "Pemerintah akan membangun jalan baru di daerah itu pada tahun depan karena warga memintanya."


def test_the_folder_is_the_registry() -> None:
    assert {"facts", "leftover", "length", "loops", "score", "terms"} <= set(GUARDS.names())
    for name in GUARDS.names():
        module = GUARDS.load(name)
        assert callable(module.check)
        assert all(weight > 0 for weight in module.COSTS.values())


def test_an_unknown_guard_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="unknown guard"):
        check_all("a", "b", names=["lops"])


def test_checks_of_a_run_that_was_interrupted_end() -> None:
    def checks() -> None:
        began.set()
        while True:
            check_all("Harga naik.", "Prices rise.")

    began = threading.Event()
    threads = ThreadPoolExecutor(1)
    thread = threads.submit(checks)
    assert began.wait(60)
    with pytest.raises(KeyboardInterrupt), cancellation.working(threads):
        raise KeyboardInterrupt
    assert isinstance(thread.exception(), cancellation.Halted)
    check_all("Harga naik.", "Prices rise.")


def test_every_failure_has_a_cost_and_each_counts() -> None:
    assert cost(()) == 0
    assert cost(("number-added", "number-added")) == 2 * cost(("number-added",)) > cost(("number-lost",)) > 0


@pytest.mark.parametrize(
    ("translation", "expected"),
    [
        ("The government will build a new road there next year.", ()),
        ("I'm sorry I'm sorry I'm sorry I'm sorry.", ("loop",)),
        ("The road road road road will be built.", ("loop",)),
        ("The storm hit Verdadadadada yesterday.", ("loop",)),
        ("There were 5 5 people there.", ("loop",)),
        ("the new road there and the new road there and the new road there and", ("loop",)),
    ],
)
def test_loops(translation: str, expected: tuple[str, ...]) -> None:
    assert loops.check(SOURCE, translation) == expected


def test_what_the_source_repeats_is_no_loop() -> None:
    assert loops.check("Cepat, cepat, cepat, cepat!", "Fast, fast, fast, fast!") == ()


@pytest.mark.parametrize(
    ("translation", "expected"),
    [
        ("", ("empty",)),
        (" … ", ("empty",)),
        ("The government.", ("too-short",)),
        ("The government will build a new road there next year, residents asked.", ()),
        ("very " * 60, ("too-long",)),
    ],
)
def test_length(translation: str, expected: tuple[str, ...]) -> None:
    assert length.check(SOURCE, translation) == expected


def test_nothing_in_nothing_out() -> None:
    assert check_all("", "") == ()
    assert check_all("—", "—") == ()


@pytest.mark.parametrize(
    ("translation", "expected"),
    [
        (SOURCE, ("untranslated",)),
        ("The government akan membangun jalan baru in that area karena residents asked.", ("left-over",)),
        ("The Partai Demokrasi Indonesia Perjuangan will build it.", ()),
        ("The government will build a road.", ()),
    ],
)
def test_leftover(translation: str, expected: tuple[str, ...]) -> None:
    assert leftover.check(SOURCE, translation) == expected


def test_an_english_quote_in_the_source_may_stay() -> None:
    assert leftover.check('Lagu "Let It Be" diputar.', 'The song "Let It Be" was played.') == ()


def test_terms() -> None:
    context = Context(Glossary([Entry("KPK", ("KPK", "antigraft body"))]))
    assert terms.check("Kata KPK", "The antigraft body said", context) == ()
    assert terms.check("Kata KPK", "They said", context) == ("term-lost",)


def test_score() -> None:
    def at(value: float | None) -> tuple[str, ...]:
        return score.check("a", "b", Context(score=value, usual_score=-0.6))

    assert at(-0.5) == at(None) == ()
    assert at(-2.5) == ("score-low",)
    assert score.check("a", "b") == ()


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("Gempa mengguncang.", "The earthquake of the earthquakes hit.", ("stutter",)),
        ("Persita kalah dari Persik.", "Persia lost to Persia's Persia.", ("stutter",)),
        ("Korban dirawat.", "The US victims of the US were treated.", ("stutter",)),
        ("Peringatan dikeluarkan pada Kamis.", "The warning was issued on Thursday on Thursday.", ("stutter",)),
        ("Temuan itu dimuat di jurnal.", "The finding was in the journal journal.", ("stutter",)),
        ("Temuan itu dimuat di jurnal.", "The finding that that journal had had was very very new.", ()),
        ("Solusi win-win untuk semua.", "A win-win solution for all.", ()),
        ("Skor 2 2.", "The score is 2 2.", ()),
        ("Ia berkata ya, ya.", "He said yes, yes.", ()),
        ("Raja dari segala raja.", "The chief of the tribe.", ()),
    ],
)
def test_a_stutter_is_seen_and_ordinary_doubling_is_not(source: str, text: str, found: tuple[str, ...]) -> None:
    assert loops.check(source, text) == found


def test_what_is_said_twice_in_a_row_can_be_said_once() -> None:
    text = "It was issued on Thursday on Thursday after the journal journal had had 2 2 of the house of the house."
    once = "It was issued on Thursday after the journal had had 2 2 of the house."
    assert loops.collapse(text) == once
    assert loops.collapse("A win-win solution; Baden-Baden, Baden.") == "A win-win solution; Baden-Baden, Baden."
