"""Headlines are checked as sentences are: what their translation was flagged for, and Indonesian left in them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, CleanArticle, Sentence, TranslatedArticle, Translation
from pipeline.stages.summarize.drafts import SummaryInput
from pipeline.stages.summarize.headlines import kept_places
from pipeline.stages.summarize.stage import SummarizeStage

INDONESIAN = ("Gempa mengguncang Krui pada Rabu.", "Bantuan mulai tiba pada Kamis.", "Warga masih takut pulang.")
ENGLISH = ("An earthquake shook Krui on Wednesday.", "Aid began to arrive on Thursday.", "Residents are still afraid.")
Pair = tuple[CleanArticle, TranslatedArticle]


def pair(title: tuple[str, str] | None, *flags: str, english: tuple[str, ...] = ENGLISH) -> Pair:
    """An article with a title (source, translation), whose translation has those flags."""
    sentences = tuple(Sentence(i, 0, text, text) for i, text in enumerate(INDONESIAN))
    head = None if title is None else Translation(-1, *title, flags=flags)
    made = tuple(Translation(i, s, t) for i, (s, t) in enumerate(zip(INDONESIAN, english, strict=True)))
    clean = CleanArticle("a1", "a.txt", title[0] if title else None, None, None, None, "id", sentences)
    return clean, TranslatedArticle("a1", "a.txt", head, made)


def brief(article: Pair, style: str = "", model: str = "lead") -> Brief:
    made = SummarizeStage(SummarizeTable(model=model, style=style, sentences=1)).run([article])[0]
    assert isinstance(made, Brief)
    return made


def test_a_sound_headline_has_no_flags() -> None:
    assert brief(pair(("Gempa guncang Krui", "Quake shakes Krui")), "headline").flags == ()
    assert brief(pair(("Gempa guncang Krui", "Quake shakes Krui"))).flags == ()


def test_what_the_titles_translation_was_flagged_for_is_on_the_headline() -> None:
    article = pair(("Tim tidak kalah", "Team loses"), "name-lost")
    assert brief(article, "headline").flags == ("translation-name-lost",)
    assert "headline-translation-name-lost" in brief(article).flags


def test_a_critically_wrong_title_gives_way_to_the_start_of_the_brief() -> None:
    article = pair(("Tim tidak kalah", "Team loses"), "negation-lost")
    assert "Team loses" not in (brief(article).headline or "")


def test_indonesian_in_a_headline_is_flagged_or_avoided() -> None:
    half = ("Gempa guncang Krui, warga mengungsi", "Quake shakes Krui, warga mengungsi")
    made = brief(pair(half), "headline")
    assert made.headline == "An earthquake shook Krui on Wednesday"  # the brief's start is better
    every = ("A quake mengguncang Krui pada Rabu.", *ENGLISH[1:])
    assert "left-over" in brief(pair(half, english=every), "headline").flags


def test_a_headline_cut_from_a_sentence_has_its_translations_flags() -> None:
    clean, translated = pair(None)
    first = replace(translated.sentences[0], flags=("number-lost",))
    made = brief((clean, replace(translated, sentences=(first, *translated.sentences[1:]))), "headline")
    assert made.flags == ("translation-number-lost",)


def test_without_guards_nothing_is_checked() -> None:
    article = pair(("Tim tidak kalah", "Team loses"), "negation-lost")
    table = SummarizeTable(model="lead", style="headline", guards=False)
    made = SummarizeStage(table).run([article])[0]
    assert isinstance(made, Brief)
    assert made.flags == ()


def test_a_headline_without_a_name_that_the_article_keeps_gives_way_to_the_start_of_the_brief() -> None:
    english = ("A quake shook Pesisir Barat Regency.", *ENGLISH[1:])
    clean, translated = pair(("Gempa Guncang Pesisir Barat", "Quake rocks west coast"), english=english)
    source = "Gempa mengguncang Kabupaten Pesisir Barat."
    clean = replace(clean, sentences=(replace(clean.sentences[0], text=source), *clean.sentences[1:]))
    first = replace(translated.sentences[0], source=source)
    made = brief((clean, replace(translated, sentences=(first, *translated.sentences[1:]))))
    assert made.headline == "A quake shook Pesisir Barat Regency"
    kept = pair(("Gempa Guncang Krui", "Quake rocks Krui"))
    assert brief(kept).headline == "Quake rocks Krui"


def test_a_headline_names_places_as_the_sentences_do() -> None:
    clean, translated = pair(("Gempa guncang Pesisir Barat", "Quake shakes West Pesisir"))
    for english, headline in (
        ("An earthquake shook Pesisir Barat.", "Quake shakes Pesisir Barat"),
        ("An earthquake shook West Pesisir.", "Quake shakes West Pesisir"),
    ):
        first = replace(translated.sentences[0], source="Gempa mengguncang Pesisir Barat.", text=english)
        made = brief((clean, replace(translated, sentences=(first, *translated.sentences[1:]))))
        assert made.headline == headline


def test_a_place_that_english_has_a_name_for_keeps_it() -> None:
    clean, translated = pair(None)
    first = replace(translated.sentences[0], source="Bank Jawa Barat buka.", text="Bank Jawa Barat opened.")
    article = SummaryInput.of(clean, replace(translated, sentences=(first, *translated.sentences[1:])))
    assert kept_places(article, "Flood hits West Java") == "Flood hits West Java"


@pytest.mark.parametrize(("score", "place"), [(-0.1, "Pesisir Barat"), (None, "West Pesisir")])
def test_a_sentence_names_places_as_most_do_unless_somebody_translated_it(score: float | None, place: str) -> None:
    clean, translated = pair(None)
    indonesian = ("Gempa mengguncang Pesisir Barat.", "Warga Pesisir Barat mengungsi.", "Pesisir Barat tenang lagi.")
    english = ("A quake shook West Pesisir.", "Pesisir Barat residents fled.", "Pesisir Barat is calm again.")
    made = tuple(
        replace(sentence, source=source, text=text, score=score if i == 0 else -0.1)
        for i, (sentence, source, text) in enumerate(zip(translated.sentences, indonesian, english, strict=False))
    )
    found = brief((clean, replace(translated, sentences=made)), model="lead")
    assert found.sentences[0].text == f"A quake shook {place}."


def test_a_headline_that_is_its_sentence_without_parts_has_its_translations_flags() -> None:
    clean, translated = pair(None)
    long = "An earthquake shook the old town of Krui, the capital of the regency, on the day of its large night market."
    first = replace(translated.sentences[0], text=long, flags=("number-lost",), score=-0.1)
    made = brief((clean, replace(translated, sentences=(first, *translated.sentences[1:]))))
    assert made.headline is not None
    assert len(made.headline.split()) < len(long.split())
    assert "headline-translation-number-lost" in made.flags
