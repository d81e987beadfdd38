"""Words that the translator seldom met: lost ones are found, and the sentence is written with words that it knows."""

import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.backends.base import Hypothesis
from pipeline.core.records import Attempt, Translation
from pipeline.guards import rewording, risk, unfamiliar_words
from pipeline.guards.ladder import Ladder
from pipeline.language import dictionary
from pipeline.language.lexicon import english_stems

CREMATION = "Prosesi pengabenan menarik wisatawan."
DAGGER = "Korban ditusuk dengan belati."


def words(source: str, translation: str) -> list[str]:
    return [word.text for word in unfamiliar_words.lost(source, translation)]


def test_the_words_of_these_tests_are_seldom_and_in_the_dictionary() -> None:
    for word in ("pengabenan", "belati", "menyalami"):
        assert risk.times_met(word) < unfamiliar_words.SELDOM
        assert dictionary.look_up(word)


@pytest.mark.parametrize(
    ("source", "translation", "lost"),
    [
        (CREMATION, "The booking procession attracts tourists.", ["pengabenan"]),
        (CREMATION, "The cremation procession attracts tourists.", []),
        (CREMATION, "The procession of cremating attracts tourists.", []),
        (DAGGER, "The victim was stabbed with martial bodies.", ["belati"]),  # "stabbed" is of "ditusuk" alone
        (DAGGER, "The victim was stabbed with a knife.", []),
        ("Ia membawa belati.", "He carried martial bodies.", ["belati"]),
        ("Presiden menyalami warga.", "The president blamed residents.", ["menyalami"]),
        ("Presiden menyalami warga.", "The president shook hands with residents.", []),
        ("Presiden menyalami warga.", "The president greeted residents.", []),
        # A word that lost its end before a full stop in the middle of a sentence is no other word.
        ("Tim lolos dari fase gru. mengingat turnamen ini.", "The team qualified considering the tournament.", []),
        # Frequent words are no matter of this: free translations have them in too many forms.
        ("Rumah itu terbakar.", "The building burned.", []),
    ],
)
def test_lost_words(source: str, translation: str, lost: list[str]) -> None:
    assert words(source, translation) == lost


def test_the_first_of_a_name_is_no_word() -> None:
    assert dictionary.look_up("restu")
    assert words("Restu Sinaga telah bebas.", "Restu Sinaga is free.") == []


def test_reworded_has_plain_words_first_then_the_english_and_keeps_capitals_and_clitics() -> None:
    lost = unfamiliar_words.lost("Belatinya hilang.", "It is gone.")
    plain, english = rewording.ways("Belatinya hilang.", lost)
    assert (plain.text, plain.english) == ("Pisaunya hilang.", False)
    assert (english.text, english.english) == ("Dagger hilang.", True)


def test_a_word_without_a_plainer_one_is_given_in_english() -> None:
    entry = dictionary.Word("anu", "thing", frozenset({"thing"}), "")
    words = [unfamiliar_words.UnfamiliarWord("anu", 4, entry)]
    assert rewording.ways("Ada anu.", words) == [rewording.Way("Ada thing.", english=True)]


class Engine:
    """The embedded translator by its card's name; answers from a table with a score for each text."""

    fingerprint = "test"
    max_source_tokens = 128
    card = SimpleNamespace(name="marian-id-en", generation=None)

    def __init__(self, table: dict[str, list[tuple[str, float]]]) -> None:
        self.table = table
        self.asked: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(t.split()) for t in texts]

    def translate(self, texts: Sequence[str], *, n_best: int = 1, **_: Any) -> list[list[Hypothesis]]:
        self.asked += texts
        return [[Hypothesis(t, score, len(t.split())) for t, score in self.table[text][:n_best]] for text in texts]


def climbed(table: dict[str, list[tuple[str, float]]], source: str) -> tuple[Translation, Engine]:
    engine = Engine(table)
    (made,) = Ladder(engine).run([source])
    return made, engine


LOST = ("He carried martial bodies.", -0.4)


def test_the_plain_words_translation_is_taken_and_recorded() -> None:
    made, _ = climbed(
        {
            "Ia membawa belati.": [LOST],
            "Ia membawa pisau.": [("He carried a knife.", -0.3)],
            "Ia membawa dagger.": [("He carried dagger.", -0.5)],
        },
        "Ia membawa belati.",
    )
    assert (made.text, made.score, made.source) == ("He carried a knife.", -0.3, "Ia membawa belati.")
    assert [a.how for a in made.attempts] == ["first", "reword"]
    assert rewording.as_understood(made.source, made) == "Ia membawa pisau."


def test_another_hypothesis_that_has_the_word_is_taken_when_it_is_likelier() -> None:
    made, _ = climbed(
        {
            "Ia membawa belati.": [LOST, ("He carried a dagger.", -0.42)],
            "Ia membawa pisau.": [("He brought knife on.", -0.45)],
            "Ia membawa dagger.": [("He carried dagger.", -0.49)],
        },
        "Ia membawa belati.",
    )
    assert (made.text, [a.how for a in made.attempts]) == ("He carried a dagger.", ["first", "n-best"])
    assert rewording.as_understood(made.source, made) == made.source


def test_what_is_much_less_likely_or_fails_a_guard_is_not_taken() -> None:
    made, _ = climbed(
        {
            "Ia membawa 3 belati.": [("He carried 3 martial bodies.", -0.4)],
            "Ia membawa 3 pisau.": [("He carried 4 knives.", -0.3)],
            "Ia membawa 3 dagger.": [("He carried 3 daggers.", -0.9)],
        },
        "Ia membawa 3 belati.",
    )
    assert made.text == "He carried 3 martial bodies."


def test_no_further_search_without_a_lost_word() -> None:
    made, engine = climbed({"Ia membawa belati.": [("He carried a dagger.", -0.3)]}, "Ia membawa belati.")
    assert (made.attempts, engine.asked) == ((), ["Ia membawa belati."])


def test_other_engines_met_other_words() -> None:
    engine = Engine({"Ia membawa belati.": [LOST]})
    engine.card = SimpleNamespace(name="another", generation=None)
    (made,) = Ladder(engine).run(["Ia membawa belati."])
    assert (made.text, engine.asked) == (LOST[0], ["Ia membawa belati."])


def test_as_understood_is_the_source_where_no_word_was_replaced() -> None:
    first = Attempt("first", "He carried martial bodies.", -0.4, ())
    assert rewording.as_understood("Ia membawa belati.", Translation(0, "", "x", attempts=(first,))) == (
        "Ia membawa belati."
    )


def test_the_dictionary_is_sorted_and_every_row_is_whole() -> None:
    import gzip

    rows = [line.split("\t") for line in gzip.decompress(dictionary.DICTIONARY.read_bytes()).decode().splitlines()]
    found = [row[0] for row in rows]
    assert found == sorted(set(found))
    for word, english, plain in rows:
        assert word == word.lower()
        assert word.strip()
        assert all(part.strip() == part and part for part in english.split("|"))
        assert plain == dictionary.NONE or plain == plain.lower().strip()
        assert plain != word


LOAN_SHARK = "Ia terjerat utang lintah darat."


@pytest.mark.parametrize(
    ("source", "translation", "lost"),
    [
        (LOAN_SHARK, "He is caught in land leech debt.", ["lintah darat"]),
        (LOAN_SHARK, "He is in debt to a loan shark.", []),
        (LOAN_SHARK, "He owes money to usurers.", []),
        ("Lintah darat itu ditangkap.", "The land leech was arrested.", ["lintah darat"]),
        ("Lintah daratnya ditangkap.", "His land leech was arrested.", ["lintah daratnya"]),
        # Written as a name, across a comma, a figure or a bracket.
        ("Grup Lintah Darat tampil.", "The group Land Leech performed.", []),
        ("Ia membawa lintah, darat itu aman.", "He carried a leech, the land is safe.", []),
        ("Ada lintah 5 darat.", "There are 5 land leeches.", []),
        ("Ia membawa (lintah) darat.", "He carried a (leech) land.", []),
        ("IA TERJERAT LINTAH DARAT.", "HE IS CAUGHT IN LAND LEECHES.", ["lintah darat"]),
    ],
)
def test_lost_expressions(source: str, translation: str, lost: list[str]) -> None:
    assert words(source, translation) == lost


def test_an_expression_is_told_in_plain_words() -> None:
    lost = unfamiliar_words.lost(LOAN_SHARK, "He is caught in land leech debt.")
    assert [way.text for way in rewording.ways(LOAN_SHARK, lost)] == [
        "Ia terjerat utang rentenir.",
        "Ia terjerat utang loan shark.",
    ]


def test_the_expressions_are_sorted_and_every_row_is_whole() -> None:
    lines = dictionary.EXPRESSIONS.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    found = [row[0] for row in rows]
    assert found == sorted(set(found))
    for expression, telling, english, plain in rows:
        assert len(expression.split()) > 1
        assert expression == expression.lower()
        assert english
        assert plain
        assert plain != expression
        assert all(part.strip() == part and part for part in telling.split("|"))
        assert english_stems(telling)


def test_a_passive_verb_is_not_given_in_english() -> None:
    """With "bribed" in the place of "disogok" she would have bribed her husband."""
    source = "Wanita itu disogok suaminya."
    lost = unfamiliar_words.lost(source, "The woman was nabbed by her husband.")
    assert [word.text for word in lost] == ["disogok"]
    assert [way.text for way in rewording.ways(source, lost)] == ["Wanita itu disuap suaminya."]


def test_no_word_of_crime_comes_in_that_the_source_does_not_have() -> None:
    source = "Ia membawa belati."
    made, _ = climbed(
        {
            source: [LOST],
            "Ia membawa pisau.": [("He stole a knife.", -0.2)],
            "Ia membawa dagger.": [("He was arrested with a dagger.", -0.2)],
        },
        source,
    )
    assert made.text == LOST[0]


def test_no_other_word_may_go() -> None:
    source = "Korupsi dan belati."
    made, _ = climbed(
        {
            source: [("Corruption and martial bodies.", -0.4)],
            "Korupsi dan pisau.": [("A bank and a knife.", -0.2)],
            "Korupsi dan dagger.": [("A bank and a dagger.", -0.2)],
        },
        source,
    )
    assert made.text == "Corruption and martial bodies."


def test_plain_words_go_before_english_ones() -> None:
    made, _ = climbed(
        {
            "Ia membawa belati.": [LOST],
            "Ia membawa pisau.": [("He carried a knife.", -0.3)],
            "Ia membawa dagger.": [("He carried dagger.", -0.1)],
        },
        "Ia membawa belati.",
    )
    assert made.text == "He carried a knife."


def test_long_texts_take_linear_time() -> None:
    text, english = "belati " * 3_000, "dagger booking " * 3_000
    began = time.process_time()
    unfamiliar_words.lost(text, english)
    unfamiliar_words.lost("lintah darat " * 3_000, english)
    assert time.process_time() - began < 5  # quadratic: half a minute


def test_a_plural_of_a_word_in_ing_is_known() -> None:
    assert words("BMKG mengeluarkan peringatan gelombang tinggi.", "The BMKG issued high wave warnings.") == []
    assert words("Peringatan itu dikeluarkan.", "The commemoration was issued.") == ["peringatan itu dikeluarkan"]
