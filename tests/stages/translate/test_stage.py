"""The translate stage: once each, nothing silent, and the same text however the work is cut."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.backends.base import Hypothesis
from pipeline.backends.fake import FakeTranslator
from pipeline.core.config import TranslateTable
from pipeline.core.records import CleanArticle, Sentence, TranslatedArticle, Translation
from pipeline.stages.engine_texts import texts_of as texts_of_engine
from pipeline.stages.translate.memory import TranslationMemory
from pipeline.stages.translate.sentence_parts import joined
from pipeline.stages.translate.stage import TranslateStage

POOL = [f"Presiden {a} warga {b} di kota {c}." for a in "abc" for b in "xyz" for c in ("1", "2,5", "20.08")]


def article(name: str, texts: list[str], title: str | None = None) -> CleanArticle:
    sentences = tuple(Sentence(i, 0, t, t) for i, t in enumerate(texts))
    return CleanArticle(name, f"{name}.txt", title, None, None, None, "id", sentences)


def stage(translator: Any = None, memory: Any = None, **options: Any) -> TranslateStage:
    table = TranslateTable(**{"guards": False, **options})
    return TranslateStage(table, translator=translator or FakeTranslator(), memory=memory)


def test_every_sentence_and_the_title_keep_their_place() -> None:
    done = stage().run([article("a", ["Gempa di kota.", "Warga dan presiden."], title="Gempa")])[0]
    assert [s.index for s in done.sentences] == [0, 1]
    assert done.title is not None
    assert (done.title.index, done.title.text) == (-1, "earthquake")
    assert done.sentences[1].text == "residents and presiden."
    assert stage().run([article("b", [], None)])[0].sentences == ()


def test_what_the_engine_is_given_is_normalized_and_what_is_kept_is_the_source() -> None:
    one = Sentence(0, 0, "Gempa  &amp; rumah", "Gempa rumah")
    clean = CleanArticle("a", "a", None, None, None, None, "id", (one,))
    done = stage().run([clean])[0].sentences[0]
    assert (done.source, done.text) == ("Gempa  &amp; rumah", "earthquake house")


def test_duplicates_reach_the_engine_once_across_the_shard() -> None:
    fake = FakeTranslator()
    stage(fake).run([article(str(i), ["Baca juga rumah.", f"Warga {i} tiba."]) for i in range(5)])
    assert fake.calls == 6


@pytest.mark.parametrize("text", ["", "   ", "12.500", "😀😀", "!" * 5000, "— * —", "\u200b\u202e"])
def test_what_has_no_words_passes_through_flagged(text: str) -> None:
    fake = FakeTranslator()
    done = stage(fake).run([article("a", [text])])[0].sentences[0]
    assert (done.text, done.flags, done.score) == (text, ("no-words",), None)
    assert fake.calls == 0


def test_the_risk_of_a_split_sentence_is_that_of_any_part_being_wrong() -> None:
    parts = [Translation(0, "a", "a", -0.1, risk=0.5), Translation(0, "b", "b", risk=0.2), Translation(0, "-", "-")]
    assert joined("a b -", parts).risk == pytest.approx(0.6)
    assert joined("a", parts[:1]).risk == 0.5
    assert joined("- -", parts[2:] * 2).risk is None


def test_the_memory_gives_the_risk_back(tmp_path: Path) -> None:
    text = "Warga di rumah."
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        kept = stage(memory=memory)
        kept._keep({text: Translation(0, text, "Residents at home.", -0.1, risk=0.25)}, {})
        done = kept.run([article("a", [text])])[0].sentences[0]
    assert (done.text, done.risk) == ("Residents at home.", 0.25)


def test_a_sentence_over_the_limit_is_split_whole_and_flagged() -> None:
    text = " ".join(f"kata{i}" for i in range(3000))
    done = stage().run([article("a", [text, "Pendek saja."])])[0].sentences
    assert done[0].flags == ("split",)
    assert done[0].text == text  # the fake keeps unknown words: all three thousand came back
    assert done[1].flags == ()


def test_with_guards_the_ladder_decides() -> None:
    done = stage(guards=True).run([article("a", ["Presiden dan 12 warga di rumah."])])[0].sentences[0]
    assert "12" in done.text
    assert done.quality is not None


def texts_of(done: list[TranslatedArticle]) -> dict[str, list[Any]]:
    return {a.id: [(s.index, s.text, s.score, s.flags) for s in a.sentences] for a in done}


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_order_and_shard_size_change_nothing(order: random.Random, size: int) -> None:
    articles = [article(str(i), POOL[i : i + 5]) for i in range(12)]
    expected = texts_of(stage().run(articles))
    order.shuffle(articles)
    found: dict[str, list[Any]] = {}
    for i in range(0, len(articles), size):
        found |= texts_of(stage().run(articles[i : i + size]))
    assert found == expected


def test_a_second_run_asks_the_engine_nothing_and_says_the_same(tmp_path: Path) -> None:
    articles = [article(str(i), POOL[i : i + 5], title="Gempa") for i in range(12)]
    first = FakeTranslator()
    before = stage(first, memory=TranslationMemory(tmp_path / "m.sqlite")).run(articles)
    again = FakeTranslator()
    after = stage(again, memory=TranslationMemory(tmp_path / "m.sqlite")).run(articles)
    assert after == before
    assert (first.calls > 0, again.calls) == (True, 0)


def test_one_article_more_costs_that_article(tmp_path: Path) -> None:
    articles = [article(str(i), [f"Warga {i} tiba.", f"Rumah {i}."]) for i in range(20)]
    stage(memory=TranslationMemory(tmp_path / "m.sqlite")).run(articles)
    fake = FakeTranslator()
    more = [*articles, article("new", ["Warga baru tiba.", "Rumah 3."])]
    stage(fake, memory=TranslationMemory(tmp_path / "m.sqlite")).run(more)
    assert fake.calls == 1


def test_memory_is_asked_with_everything_that_shapes_the_text(tmp_path: Path) -> None:
    glossary = tmp_path / "g.tsv"
    glossary.write_text("gempa\tquake\n")
    stages = [
        stage(),
        stage(beam_size=2),
        stage(length_penalty=0.6),
        stage(guards=True),
        stage(guards=True, glossary=str(glossary)),
    ]
    assert len({s.memory_key("Ada gempa di kota.") for s in stages}) == 5
    assert len({s.memory_key("Ada warga di kota.") for s in stages}) == 4  # it does not touch the user's glossary


def test_a_changed_glossary_asks_again_for_the_sentences_it_touches_only(tmp_path: Path) -> None:
    articles = [article("a", ["Ada gempa di kota.", "Warga di rumah.", "Banjir di kota.", "DPR dan warga."])]
    glossary, memory = tmp_path / "g.tsv", tmp_path / "m.sqlite"

    def asked(*rows: str) -> int:
        glossary.write_text("".join(f"{row}\n" for row in rows))
        fake = FakeTranslator()
        again = stage(fake, memory=TranslationMemory(memory), guards=True, glossary=str(glossary))
        fresh = stage(guards=True, glossary=str(glossary))
        assert again.run(articles) == fresh.run(articles)
        return fake.calls

    assert asked("# nothing yet") >= 4
    assert asked("gempa\tearthquake") > 0
    assert asked("gempa\tearthquake", "hujan\train") == 0
    assert asked("gempa\tearthquake", "banjir\tflood") > 0
    assert asked("gempa\tearthquake") == asked("# none") == 0
    assert asked("DPR\tthe House") > 0  # a shipped term under another English form


def test_english_articles_are_not_translated() -> None:
    fake = FakeTranslator()
    english = article("e", ["The dan is here.", "It stays."], title="The Dan")
    done = stage(fake).run([article("a", ["Presiden dan warga."]), replace(english, flags=("language:en",))])
    assert [s.text for s in done[1].sentences] == ["The dan is here.", "It stays."]
    assert done[1].title is not None
    assert (done[1].title.text, done[1].title.index) == ("The Dan", -1)
    assert {f for t in (done[1].title, *done[1].sentences) for f in t.flags} == {"already-english"}
    assert done[0].sentences[0].text == "president and warga."
    assert fake.calls == 1


def test_the_title_is_normalized_as_sentences_are() -> None:
    done = stage().run([article("a", ["Warga di rumah."], title="Gempa\u200b  di\xa0rumah")])[0].title
    assert done is not None
    assert (done.source, done.text) == ("Gempa\u200b  di\xa0rumah", "earthquake in house")


def test_a_run_killed_between_shards_says_the_same_when_resumed(tmp_path: Path) -> None:
    articles = [article(str(i), POOL[i : i + 5]) for i in range(12)]
    whole = texts_of(stage().run(articles))

    class Dies(FakeTranslator):
        def translate(self, texts: Any, **options: Any) -> list[list[Hypothesis]]:
            if self.calls:
                raise KeyboardInterrupt
            return super().translate(texts, **options)

    memory = TranslationMemory(tmp_path / "m.sqlite")
    dying = stage(Dies(), memory=memory)
    dying.run(articles[:5])
    with pytest.raises(KeyboardInterrupt):
        dying.run(articles[5:])
    assert texts_of(stage(memory=TranslationMemory(tmp_path / "m.sqlite")).run(articles)) == whole


def test_what_the_memory_had_is_counted(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        for expected in (0, 2):
            made = stage(memory=memory)
            made.run([article("a", ["Hujan turun.", "Warga pulang.", "12.500"])])
            assert made.replayed == expected


def test_an_imported_translation_is_found_by_the_words_that_were_published(tmp_path: Path) -> None:
    published = "Warga kambing hitam pulang."  # the engine is told what the idiom means
    assert texts_of_engine(article("a", [published])).sentences != [published]
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.import_many({published: "The scapegoat went home.", "Kisah balita telan koin": "Toddler swallows coin"})
        done = stage(memory=memory).run([article("a", [published], title="Kisah Balita Telan Koin")])[0]
        assert done.title is not None
        assert (done.title.text, done.sentences[0].text) == ("Toddler swallows coin", "The scapegoat went home.")


def test_an_imported_translation_is_used_for_sentences_and_titles(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        stage(memory=memory).run([article("a", ["Warga pulang."], title="Gempa Guncang Kota")])
        memory.import_many({"“Warga” pulang.": "“People” left.", "Gempa Guncang Kota": "Quake shakes town"})
        memory.import_many({"“Warga” pulang.": "“People” went home."})
        done = stage(memory=memory).run([article("a", ['"Warga" pulang.'], title="Gempa Guncang Kota")])[0]
        assert done.title is not None
        assert (done.title.text, done.sentences[0].text) == ("Quake shakes town", "“People” went home.")
