"""The ladder, climbed with an engine that says what the test wants."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends.base import Hypothesis
from pipeline.guards.ladder import Ladder, LadderOptions
from pipeline.guards.sentence_parts import join, split
from pipeline.language.glossary import Glossary


class Engine:
    """Answers from a table: text -> hypotheses of the first search; ``again`` -> of the second."""

    fingerprint = "test"
    max_source_tokens = 128

    def __init__(self, first: dict[str, list[str]], again: dict[str, list[str]] | None = None) -> None:
        self.first, self.again = first, again or {}
        self.calls: list[tuple[tuple[str, ...], dict[str, Any]]] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(t.split()) for t in texts]

    def translate(
        self, texts: Sequence[str], *, beam_size: int | None = None, n_best: int = 1, **decoding: Any
    ) -> list[list[Hypothesis]]:
        self.calls.append((tuple(texts), {"beam_size": beam_size, "n_best": n_best, **decoding}))
        table = {**self.first, **self.again} if "repetition_penalty" in decoding else self.first
        return [
            [Hypothesis(text, -0.5 - 0.01 * i, len(text.split())) for i, text in enumerate(table.get(t, [""])[:n_best])]
            for t in texts
        ]


def run(engine: Engine, *sentences: str, **options: Any) -> list[Any]:
    return Ladder(engine, LadderOptions(**options), Glossary.load()).run(sentences)


def test_a_good_first_translation_is_taken_as_it_is() -> None:
    engine = Engine({"Ada 36 orang.": ["There are 36 people."]})
    (made,) = run(engine, "Ada 36 orang.")
    assert (made.text, made.flags, made.attempts) == ("There are 36 people.", (), ())
    assert made.score == -0.5
    assert 0 <= made.quality <= 1
    assert len(engine.calls) == 1


def test_a_misspelt_name_takes_the_sources_spelling_without_another_search() -> None:
    engine = Engine({"Banjir melanda Situbondo.": ["A flood hit Situbodo."]})
    (made,) = run(engine, "Banjir melanda Situbondo.")
    assert (made.text, made.attempts, len(engine.calls)) == ("A flood hit Situbondo.", (), 1)


def test_a_better_hypothesis_is_chosen_and_the_choice_is_recorded() -> None:
    engine = Engine({"Ada 36 orang.": ["There are 35 people.", "There are 36 people."]})
    (made,) = run(engine, "Ada 36 orang.")
    assert made.text == "There are 36 people."
    assert made.flags == ()
    assert [a.how for a in made.attempts] == ["first", "n-best"]
    assert made.attempts[0].failures == ("number-added", "number-lost")
    assert len(engine.calls) == 1


def test_separators_are_mended_without_a_flag_and_figures_with_one() -> None:
    engine = Engine(
        {
            "Ada 20.000 ekor pada pukul 20.08.": ["There are 20.000 head at 20.08."],
            "Perang (1894-1895) itu.": ["The war (189 - 1895)."],
        }
    )
    first, second = run(engine, "Ada 20.000 ekor pada pukul 20.08.", "Perang (1894-1895) itu.")
    assert (first.text, first.flags) == ("There are 20,000 head at 20:08.", ())
    assert (second.text, second.flags) == ("The war (1894 - 1895).", ("number-repaired",))


def test_a_loop_is_searched_again_and_all_failing_sentences_together() -> None:
    loop = "I'm sorry I'm sorry I'm sorry I'm sorry."
    engine = Engine(
        {"Satu hal.": [loop], "Hal lain.": [loop], "Baik.": ["Good."]},
        {"Satu hal.": ["A thing."], "Hal lain.": ["Another thing."]},
    )
    made = run(engine, "Satu hal.", "Baik.", "Hal lain.")
    assert [t.text for t in made] == ["A thing.", "Good.", "Another thing."]
    assert [a.how for a in made[0].attempts] == ["first", "decoding"]
    assert [call[0] for call in engine.calls[1:]] == [("Satu hal.", "Hal lain.")]


def test_a_long_sentence_is_split_at_last() -> None:
    whole = "Para warga desa itu pergi, sedangkan anak-anak sekolah tetap tinggal."
    one, two = "Para warga desa itu pergi,", "sedangkan anak-anak sekolah tetap tinggal."
    engine = Engine({whole: [""], one: ["The villagers left,"], two: ["while the school children stayed."]})
    (made,) = run(engine, whole)
    assert made.text == "The villagers left, while the school children stayed."
    assert made.flags == ("split",)


def test_when_nothing_helps_the_best_is_kept_and_flagged() -> None:
    engine = Engine({"Ada 36 orang di sana.": ["There are people there."]})
    (made,) = run(engine, "Ada 36 orang di sana.")
    assert made.text == "There are people there."
    assert made.flags == ("number-lost",)
    assert {"first", "decoding"} <= {a.how for a in made.attempts}


def test_a_retry_never_makes_it_worse() -> None:
    engine = Engine({"Ada 36 orang.": ["There are people."]}, {"Ada 36 orang.": ["There are 99 people, 98."]})
    (made,) = run(engine, "Ada 36 orang.")
    assert made.text == "There are people."


def test_order_duplicates_and_sentences_without_words() -> None:
    engine = Engine({"Baik.": ["Good."], "Ya.": ["Yes."]})
    made = run(engine, "Baik.", "12 | 3,5", "Ya.", "Baik.", "")
    assert [t.text for t in made] == ["Good.", "12 | 3,5", "Yes.", "Good.", ""]
    assert [t.index for t in made] == list(range(5))
    assert engine.calls[0][0] == ("Baik.", "Ya.")


def test_nothing_to_do() -> None:
    engine = Engine({})
    assert run(engine) == []
    assert engine.calls == []


def test_a_glossary_word_copied_by_the_engine_is_put_into_english() -> None:
    engine = Engine({"Pemain Korsel menang.": ["The Korsel player won."]})
    (made,) = run(engine, "Pemain Korsel menang.")
    assert made.text == "The South Korea player won."
    assert "term-lost" not in made.flags


@pytest.mark.parametrize(
    ("source", "masked", "first", "copied", "expected"),
    [
        (
            "Warga Sukamaju pergi.",
            "Warga Zx1 pergi.",
            "The Kendari people left.",
            "The people of Zx1 left.",
            "The people of Sukamaju left.",
        ),
        (
            "Ia tiba pada Rabu (19/2) sore.",
            "Ia tiba pada Rabu Zx1 sore.",
            "He came in the afternoon.",
            "He came on Wednesday Zx1 afternoon.",
            "He came on Wednesday afternoon (February 19).",
        ),
        (
            "Laga mulai pukul 19.30 WIB.",
            "Laga mulai pukul Zx1 WIB.",
            "The match began WIB.",
            "The match began at Zx1 WIB.",
            "The match began at 19:30 WIB.",
        ),
        (
            "Pemain Korsel menang.",
            "Pemain Zx1 menang.",
            "The players won.",
            "The Zx1 players won.",
            "The South Korea players won.",
        ),
    ],
)
def test_what_was_lost_is_carried_over_by_a_placeholder(
    source: str, masked: str, first: str, copied: str, expected: str
) -> None:
    engine = Engine({source: [first], masked: [copied]})
    (made,) = run(engine, source)
    assert made.text == expected
    assert made.flags == ()
    assert "copy" in [a.how for a in made.attempts]


def test_an_address_never_reaches_the_engine() -> None:
    engine = Engine({"Tulis ke Zx1 hari ini.": ["Write to Zx1 today."]})
    (made,) = run(engine, "Tulis ke humas@kota.go.id hari ini.")
    assert (made.text, made.flags) == ("Write to humas@kota.go.id today.", ())


def test_the_run_table_is_understood() -> None:
    table = SimpleNamespace(beam_size=2, length_penalty=None, no_repeat_ngram_size=3, guards=True)
    options = LadderOptions.of(table)
    assert options.beam_size == 2
    assert options.decoding == {"no_repeat_ngram_size": 3}
    engine = Engine({"Ya.": ["Yes.", "Yep."]})
    Ladder(engine, table, Glossary.load()).run(["Ya."])
    assert engine.calls[0][1] == {"beam_size": 2, "n_best": 2, "no_repeat_ngram_size": 3}


def test_neighbours_do_not_matter() -> None:
    table = {f"Ada {n} orang.": [f"There are {n + n % 3} people.", f"There are {n} people."] for n in range(20, 40)}
    alone = [run(Engine(table), s)[0].text for s in table]
    assert [t.text for t in run(Engine(table), *table)] == alone


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["He left.", "while she stayed."], "He left, while she stayed."),
        (["He left.", "She stayed."], "He left. She stayed."),
        (["Only one."], "Only one."),
        (["A", "", "b"], "A b"),
        ([], ""),
    ],
)
def test_join(parts: list[str], expected: str) -> None:
    assert join(parts) == expected


WORDS = ("saya", "pergi,", "dan", "dia;", "karena", "hujan", "sedangkan", "kata", "Budi.", "Ya")


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_splitting_loses_no_word(words: list[str]) -> None:
    sentence = " ".join(words)
    assert " ".join(split(sentence)).split() == words


def test_a_stutter_is_collapsed_or_another_hypothesis_taken() -> None:
    source, other = "Peringatan itu keluar pada Kamis.", "Gempa itu merusak rumah."
    twice = ["The warning came on Thursday on Thursday.", "The warning was out."]
    itself = ["The house of the house was hit.", "The quake hit a house."]
    made = run(Engine({source: twice, other: itself}), source, other)
    assert [m.text for m in made] == ["The warning came on Thursday.", "The quake hit a house."]
    assert [[a.how for a in m.attempts] for m in made] == [["first", "repair", "n-best"], ["first", "n-best"]]
    assert [m.flags for m in made] == [("stutter-collapsed",), ()]
    (kept,) = run(Engine({other: ["The house of the house was hit."]}), other)
    assert (kept.text, kept.flags) == ("The house of the house was hit.", ("stutter",))


@pytest.mark.parametrize(
    ("source", "english", "row", "wanted"),
    [
        (
            "Kementerian Kesehatan Malaysia membeli vaksin.",
            "The Malaysian Health Ministry bought vaccines.",
            "Kementerian Kesehatan\tMinistry of Public Health",
            "The Malaysian Ministry of Public Health bought vaccines.",
        ),
        (
            "Menurut Kementerian Kesehatan, vaksin cukup.",
            "According to the Health Ministry, there are enough vaccines.",
            "Kementerian Kesehatan\tthe Ministry of Public Health",
            "According to the Ministry of Public Health, there are enough vaccines.",
        ),
    ],
)
def test_a_house_spelling_takes_the_place_of_the_usual_one(
    tmp_path: Path, source: str, english: str, row: str, wanted: str
) -> None:
    (tmp_path / "terms.tsv").write_text(row + "\n", "utf-8")
    engine = Engine({source: [english]})
    (made,) = Ladder(engine, LadderOptions(), Glossary.load(tmp_path / "terms.tsv")).run([source])
    assert (made.text, made.flags) == (wanted, ())
    assert len(engine.calls) == 1  # nothing was decoded again
