"""Training pairs for the writer: the sentences chosen hold every figure, date and name of the brief."""

from __future__ import annotations

from eval.brief_pairs import chosen, pairs, source_text

SENTENCES = [
    "Gempa bumi bermagnitudo 5,8 mengguncang Krui pada Rabu (19/2) malam.",
    "Warga berlarian ke luar rumah.",
    "Bupati Hendra Wiratama mengatakan 1.100 orang mengungsi ke tempat yang lebih tinggi.",
    "Cuaca cerah pada pagi hari.",
    "Bantuan berupa 240 selimut tiba pada Kamis (20/2).",
]
BRIEF = "A 5.8 magnitude earthquake shook Krui on Wednesday (February 19). Hendra Wiratama said 1,100 people had fled."


def test_the_sentences_that_a_brief_rests_on_are_found_without_a_translation() -> None:
    assert chosen("Gempa Guncang Krui", SENTENCES, BRIEF) is not None
    assert {0, 2} <= set(chosen("Gempa Guncang Krui", SENTENCES, BRIEF) or ())


def test_a_brief_with_a_figure_that_no_sentence_has_is_no_pair() -> None:
    assert chosen("Gempa Guncang Krui", SENTENCES, BRIEF.replace("1,100", "1,900")) is None


def test_a_pair_has_title_sentences_and_brief_and_a_headline_of_its_own() -> None:
    row = {
        "article": "\n".join(SENTENCES),
        "title": "Gempa Guncang Krui, 1.100 Orang Mengungsi",
        "headline": "Quake shakes Krui",
        "brief": BRIEF,
        "split": "train",
    }
    brief, headline = list(pairs(row))
    assert brief["source"].startswith("brief: Gempa Guncang Krui, 1.100 Orang Mengungsi — Gempa bumi")
    assert brief["target"] == BRIEF
    assert headline["target"] == "Quake shakes Krui"
    assert headline["source"].count(".") <= 3


def test_the_source_is_in_the_articles_order() -> None:
    assert source_text("Judul", ["a.", "b.", "c."], [2, 0]) == "Judul — a. c."
