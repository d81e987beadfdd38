"""Pairs for seldom words: the plain word is replaced where the English fits, and nowhere else."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from eval.seldom_word_pairs import FEWEST, MOST, Pair, Place, main, pairs_of, places, put, read, wanted
from pipeline.language.dictionary import Word, all_entries, look_up

PAIRS: list[Pair] = [
    ("Polisi menyita pisau dari tersangka kemarin.", "Police seized a knife from the suspect yesterday."),
    ("Pisau itu dibuang ke sungai oleh pelaku.", "The blade was thrown into the river by the perpetrator."),
    ("Warung Pisau Tajam dibuka lagi hari ini.", "The Pisau Tajam stall reopened today."),
    ("Seluruh pisau dapur itu diskon besar-besaran.", "All of that kitchenware is heavily discounted."),
]


def entry(word: str) -> Word:
    found = look_up(word)
    assert found is not None
    return found


def test_a_plain_word_is_found_small_or_at_the_beginning() -> None:
    found = places(PAIRS, ["pisau"])["pisau"]
    assert [(p.pair, PAIRS[p.pair][0][p.start : p.end]) for p in found] == [(0, "pisau"), (1, "Pisau"), (3, "pisau")]


def test_a_phrase_is_found_whole_or_not_at_all() -> None:
    pairs = [("Ia diberi makan siang gratis lalu makan.", "He was given a free lunch, then ate.")]
    assert places(pairs, ["makan siang"]) == {"makan siang": [Place(0, 10, 21)]}
    assert places(pairs, ["makan malam"]) == {}


def test_the_seldom_word_takes_the_capital_of_the_plain_one() -> None:
    text = PAIRS[1][0]
    assert put(text, Place(1, 0, 5), "belati") == "Belati itu dibuang ke sungai oleh pelaku."


def test_a_pair_is_made_where_the_english_has_a_translation_of_the_word() -> None:
    belati = entry("belati")
    assert belati.plain == "pisau"
    made = pairs_of(belati, 8, places(PAIRS, ["pisau"])["pisau"], PAIRS, Counter(), random.Random(1))
    assert sorted(made) == [
        ("Belati itu dibuang ke sungai oleh pelaku.", PAIRS[1][1]),
        ("Polisi menyita belati dari tersangka kemarin.", PAIRS[0][1]),
    ]


def test_a_pair_that_served_often_stands_back() -> None:
    belati, there = entry("belati"), places(PAIRS, ["pisau"])["pisau"]
    used = Counter({1: 9})
    assert pairs_of(belati, 1, there, PAIRS, used, random.Random(1))[0][1] == PAIRS[0][1]
    assert used[0] == 1


@pytest.mark.parametrize(("word", "most"), [("belati", MOST), ("lintah darat", MOST)])
def test_seldom_words_get_more_pairs(word: str, most: int) -> None:
    entries = {e.word: e for e in all_entries()}
    assert FEWEST <= wanted(entries[word]) <= most


def test_the_command_writes_pairs_and_entries(tmp_path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    given, out = tmp_path / "pairs.tsv", tmp_path / "out.tsv"
    given.write_text("".join(f"news\t{a}\t{b}\n" for a, b in PAIRS), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["x", str(given), "--out", str(out), "--entries"])
    main()
    rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    assert ["swap", "Polisi menyita belati dari tersangka kemarin.", PAIRS[0][1]] in rows
    assert any(row[:2] == ["lex-seldom", "belati"] for row in rows)
    assert sum(row[0].startswith("lex-") for row in rows) > 15_000
    assert "pairs;" in capsys.readouterr().out


def test_a_line_that_is_no_pair_is_named_and_an_empty_one_passed_over(tmp_path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    given, row = tmp_path / "pairs.tsv", "\t".join(("news", *PAIRS[0]))
    given.write_text(f"{row}\n\n", encoding="utf-8")
    assert read(given) == [PAIRS[0]]
    given.write_text(f"{row}\nnews\tPisau.\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["x", str(given), "--out", str(tmp_path / "out.tsv")])
    with pytest.raises(SystemExit):
        main()
    assert f"{given}, line 2: not three columns" in capsys.readouterr().err
