"""The brief of an event: what is shared, what one source says, and conflicts that are none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.core.event_records import EventSentence
from pipeline.stages.group.compose import Composed, compose
from pipeline.stages.group.copies import find_copies
from tests.stages.group.builders import Pairs, source

MOST = 5
RESCUE = (
    "Tim SAR menyelamatkan 41 penumpang kapal itu di perairan Buton",
    "The SAR team rescued 41 passengers of the ship off Buton",
)


def conflicts(*articles: Pairs, days: Sequence[str | None] = (None, None)) -> list[EventSentence]:
    sources = [source(name, pairs, published=day) for name, pairs, day in zip("AB", articles, days, strict=True)]
    return [s for s in compose(sources, MOST).sentences if s.kind == "conflict"]


def damaged(count: str, english: str = "", where: str = "Kalibening") -> tuple[str, str]:
    return (
        f"Gempa membuat {count} rumah rusak berat di {where}.",
        f"The earthquake left {english or count} houses badly damaged in {where}.",
    )


def test_a_contradiction_names_both_sources_and_cites_both_sentences() -> None:
    (found,) = conflicts([damaged("224")], [("Warga mengungsi.", "Residents fled."), damaged("250")])
    assert found.text == ("The sources differ: Harian A says 224 houses badly damaged in Kalibening, Harian B 250.")
    assert [(c.article_id, c.sentence) for c in found.citations] == [("A", 0), ("B", 1)]
    assert (found.sources, found.flags) == (("Harian A", "Harian B"), ())


def test_figures_of_different_days_say_so() -> None:
    (found,) = conflicts([damaged("224")], [damaged("250")], days=("2026-03-12", "2026-03-14"))
    assert "Harian A (2026-03-12) says 224" in found.text
    assert "Harian B (2026-03-14) 250" in found.text
    assert found.flags == ("other-day",)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (damaged("224"), damaged("224")),  # the same
        (damaged("1.250", "1,250"), damaged("1.300", "1,300")),  # one is the other rounded
        (damaged("sekitar 220", "about 220"), damaged("224")),
        (damaged("lebih dari 200", "more than 200"), damaged("224")),
        (damaged("224"), damaged("250", where="Wanayasa")),  # somewhere else
        (  # houses and schools
            damaged("224"),
            ("Gempa membuat 12 sekolah rusak berat di Kalibening.", "It left 12 schools badly damaged in Kalibening."),
        ),
        (  # dead and injured
            ("Sebanyak 12 orang tewas dalam gempa itu.", "A total of 12 people were killed in the earthquake."),
            ("Sebanyak 31 orang terluka dalam gempa itu.", "A total of 31 people were injured in the earthquake."),
        ),
        (  # one phone and another
            ("Ponsel ini dibekali baterai 4.500 mAh.", "This phone is equipped with a battery of 4,500 mAh."),
            ("Nusa 13 Pro dibekali baterai 4.820 mAh.", "The Nusa 13 Pro is equipped with a battery of 4,820 mAh."),
        ),
        (  # badly and lightly damaged
            damaged("224"),
            (
                "Gempa membuat 610 rumah rusak ringan di Kalibening.",
                "It left 610 houses lightly damaged in Kalibening.",
            ),
        ),
        (  # there, and everywhere
            damaged("224"),
            ("Gempa membuat 610 rumah rusak berat.", "The earthquake left 610 houses badly damaged."),
        ),
        (  # a part of it
            damaged("224"),
            (
                "Gempa membuat 250 rumah rusak, termasuk 90 rumah rusak berat.",
                "It left 250 houses damaged, including 90.",
            ),
        ),
        (  # the translation lost the figure
            damaged("224"),
            (damaged("250")[0], "The earthquake left houses badly damaged in Kalibening."),
        ),
        (  # money of two currencies
            (
                "Kerugian akibat kebakaran pasar mencapai Rp 35 miliar.",
                "Losses of the market fire reached Rp 35 billion.",
            ),
            (
                "Kerugian akibat kebakaran pasar mencapai US$ 2 juta.",
                "Losses of the market fire reached US$ 2 million.",
            ),
        ),
    ],
)
def test_what_can_both_be_right_is_no_conflict(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    assert conflicts([ours], [theirs]) == []


def test_an_article_that_gives_both_figures_contradicts_nobody() -> None:
    both = [damaged("250"), ("Sebelumnya dilaporkan 224 rumah rusak.", "Earlier 224 houses were reported damaged.")]
    assert conflicts([damaged("224")], both) == []


def test_losses_in_money_can_differ() -> None:
    ours = (
        "Kerugian akibat kebakaran pasar mencapai Rp 35 miliar.",
        "Losses of the market fire reached Rp 35 billion.",
    )
    theirs = (
        "Kerugian akibat kebakaran pasar mencapai Rp 52 miliar.",
        "Losses of the market fire reached Rp 52 billion.",
    )
    (found,) = conflicts([ours], [theirs])
    assert found.text == (
        "The sources differ: Harian A says losses of the market fire reached Rp 35 billion, Harian B Rp 52 billion."
    )


def test_two_days_for_one_thing_are_quoted() -> None:
    ours = (
        "Bupati melantik kepala desa baru di pendapa, Kamis (12/3).",
        "The regent inaugurated village heads on March 12.",
    )
    theirs = (
        "Bupati melantik kepala desa baru di pendapa, Jumat (13/3).",
        "The regent inaugurated village heads on March 13.",
    )
    (found,) = conflicts([ours], [theirs], days=("2026-03-13", "2026-03-13"))
    assert found.text.startswith('The sources differ on the day. Harian A says 12 March 2026: "The regent')
    assert 'Harian B says 13 March 2026: "The regent' in found.text


def composed(*articles: Pairs, cited: Sequence[Sequence[int]] | None = None) -> Composed:
    every = cited or [(0,)] * len(articles)
    return compose([source(n, p, cited=c) for n, p, c in zip("ABCDEF", articles, every, strict=False)], MOST)


def test_what_several_sources_say_comes_first_with_all_of_them() -> None:
    own = ("Nakhoda diperiksa polisi di Baubau.", "The captain was questioned by police in Baubau.")
    brief = composed([own, RESCUE], [RESCUE], cited=[(0, 1), (0,)])
    assert [(s.kind, s.text) for s in brief.sentences] == [("shared", RESCUE[1]), ("single", own[1])]
    shared, single = brief.sentences
    assert (set(shared.sources), single.sources) == ({"Harian A", "Harian B"}, ("Harian A",))
    assert {(c.article_id, c.sentence) for c in shared.citations} == {("A", 1), ("B", 0)}
    assert brief.text == f"{RESCUE[1]}\nHarian A: {own[1]}"


def test_a_figure_that_one_source_has_is_not_shared() -> None:
    vague = (
        "Tim SAR menyelamatkan puluhan penumpang kapal itu di perairan Buton",
        "The SAR team rescued dozens off Buton",
    )
    assert not any("41" in s.text for s in composed([RESCUE], [vague]).sentences if s.kind == "shared")


def test_two_articles_of_one_outlet_are_one_source() -> None:
    pair = [source("A", [RESCUE]), source("B", [RESCUE])]
    same = [pair[0], type(pair[1])(pair[1].clean, pair[1].translated, pair[1].brief, "Harian A", None)]
    assert [s.kind for s in compose(same, MOST).sentences] == ["single"]


def test_a_timeline_where_the_days_differ_and_none_where_they_do_not() -> None:
    sunk = ("Kapal tenggelam pada Senin (2/2).", "The ship sank on Monday, February 2.")
    found = ("Lima jenazah ditemukan pada Rabu (4/2).", "Five bodies were found on Wednesday, February 4.")
    old = ("Kapal itu dibuat pada 5 Mei 1998.", "The ship was built on May 5, 1998.")
    articles = [source("A", [sunk, old], published="2026-02-02"), source("B", [found], published="2026-02-04")]
    timeline = compose(articles, MOST).timeline
    assert [(t.date, t.text, t.article_id) for t in timeline] == [
        ("2026-02-02", sunk[1], "A"),
        ("2026-02-04", found[1], "B"),
    ]
    assert compose([source(n, [sunk], published="2026-02-02") for n in "AB"], MOST).timeline == ()


def test_copies_are_found_whole_cut_and_lightly_edited() -> None:
    words = [f"kata{n}" for n in range(90)]
    text = " ".join(words)
    edited = " ".join([*words[:40], "lain", *words[41:]])
    other = " ".join(f"beda{n}" for n in range(90))
    copies = find_copies([("a", text), ("b", edited), ("c", " ".join(words[:50])), ("d", other)])
    assert [(c.article_id, c.kept) for c in copies] == [("b", "a"), ("c", "a")]


def test_a_sentence_of_a_name_and_a_date_alone_tells_nothing() -> None:
    fragment = ("Senin (27/2/2023).", "Monday (February 27, 2023).")
    assert not any(s.kind == "shared" for s in composed([fragment], [fragment]).sentences)


def test_sentences_without_translation_say_nothing() -> None:
    assert composed([("Ada.", "")], [("Itu.", "")]).sentences == ()
