"""Time grows with the length of the input and no faster, whatever the input."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from pipeline.language import normalize, plain_figures, segment
from pipeline.stages.clean import boilerplate

UNITS = [
    "a", " ", ". ", "A. ", "Aa Bb ", "Baca juga: Harga Naik ", '"', "(", "[Gambas:", "Jakarta - ", "1. ", "\xa0", ".) ",
    "&amp;", "kata.Namun ", "(AFP)", "Ia. (AFP) ", "KOMPAS.com - ", "Dapatkan update berita pilihan Grup Telegram ",
    "x@", "anak2 ", "…", "\u0301", "aa\r\n", "2 ons ", "5,1 SR ", "gempa 4 SR ", "20-an orang ",
]  # fmt: skip
FUNCTIONS: list[Callable[[str], object]] = [
    boilerplate.classify,
    segment.spans,
    normalize.normalize,
    plain_figures.plain_figures,
]


def seconds(function: Callable[[str], object], text: str) -> float:
    """Processor time, the best of two."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        function(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("function", FUNCTIONS, ids=["classify", "segment", "normalize", "figures"])
@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_eight_times_the_input_takes_no_more_than_some_eight_times_as_long(
    unit: str, function: Callable[[str], object]
) -> None:
    small, large = unit * (4_000 // len(unit)), unit * (32_000 // len(unit))
    function(small)  # loads and compiles the rules
    # Quadratic growth would be 64 times; a floor keeps measurements of nothing out.
    assert seconds(function, large) <= 24 * max(seconds(function, small), 0.001)


def test_a_line_of_a_third_of_a_megabyte_costs_as_much_as_its_parts() -> None:
    part = "Harga beras di pasar induk naik, kata Budi. Baca juga: Harga Gula Naik Menurut Andi, itu wajar. "
    boilerplate.classify(part)
    assert seconds(boilerplate.classify, part * 3_000) <= 3 * 10 * max(seconds(boilerplate.classify, part * 300), 0.001)
