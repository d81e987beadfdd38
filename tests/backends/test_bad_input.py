"""Lines that are no sentences, through cleaning and a real engine: no crash, no loop, nothing cut without a word."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.backends import ctranslate2, load_translator
from pipeline.backends.model_card import Card
from pipeline.core.config import CleanTable, TranslateTable
from pipeline.core.records import Article, CleanArticle, TranslatedArticle
from pipeline.language.clauses import split_to_fit
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.translate.stage import TranslateStage, has_words

Build = Callable[[str], Card]
PICK = random.Random(2)
WORDS = ("warga", "kota", "melihat", "banjir", "besar", "dan", "petugas", "datang", "ke", "sekolah", "di", "desa")
LONG = " ".join(PICK.choices(WORDS, k=3000))
BAD = {
    "punctuation": "!?.,;:-" * 715,
    "one mark": "!" * 5000,
    "emoji": "😀🎉👩‍👩‍👧‍👦🇮🇩" * 20,
    "no full stop": " ".join(LONG.split()[:600]),  # in thirty parts, each with its own way up the ladder
    "one word": "kata" * 4000,
    "zero width": "Harga\u200b beras\u200d di pa\u00adsar \ufeffnaik lagi hari ini.",
    "bidi": "Harga \u202eberas\u202c di \u2067pasar\u2069 naik lagi hari ini.",
    "mixed scripts": "Warga 日本 melihat مرحبا banjir Привет besar.",
    "combining": "W" + "\u0301" * 500 + "arga kota melihat banjir.",
    "control": "Warga\x00 kota\x07 melihat\x1b[31m banjir.",
}


def stage_over(engine: Any, guards: bool = True) -> TranslateStage:
    return TranslateStage(TranslateTable(guards=guards, beam_size=2), translator=engine)


def through(stage: TranslateStage, text: str) -> tuple[CleanArticle, TranslatedArticle]:
    """An article whose middle is the bad line, cleaned and translated."""
    body = f"Warga kota melihat banjir besar di desa.\n\n{text}\n\nPetugas datang ke rumah sekolah kemarin."
    clean = clean_article(Article("a", "a.txt", body), CleanTable(language_check=False))
    assert isinstance(clean, CleanArticle)
    return clean, stage.run([clean])[0]


def check(engine: Any, clean: CleanArticle, done: TranslatedArticle) -> None:
    assert [t.source for t in done.sentences] == [s.text for s in clean.sentences]
    for sentence, translation in zip(clean.sentences, done.sentences, strict=True):
        if not has_words(sentence.normalized):
            assert (translation.text, translation.flags) == (sentence.normalized, ("no-words",))
        elif engine.count_tokens([sentence.normalized])[0] > engine.max_source_tokens:
            assert "split" in translation.flags


@pytest.fixture(scope="module")
def tiny(checkpoint: Build) -> Any:
    return ctranslate2.Engine(checkpoint("marian"), device="cpu", compute_type="int8", threads=1)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_line_costs_nothing_but_itself(tiny: Any, name: str) -> None:
    stage = stage_over(tiny)
    clean, done = through(stage, BAD[name])
    check(tiny, clean, done)
    alone = stage_over(tiny).run([clean])[0]
    assert alone == done


def test_a_sentence_without_a_full_stop_is_split_and_every_word_is_translated(tiny: Any) -> None:
    seen: list[str] = []
    plain = tiny.translate

    class Watched:
        fingerprint, max_source_tokens, count_tokens = tiny.fingerprint, tiny.max_source_tokens, tiny.count_tokens

        def translate(self, texts: Any, **options: Any) -> Any:
            seen.extend(texts)
            return plain(texts, **options)

    found = stage_over(Watched(), guards=False).translate([LONG])[LONG]
    assert found.flags == ("split",)
    parts = split_to_fit(LONG, lambda text: tiny.count_tokens([text])[0], tiny.max_source_tokens)
    assert " ".join(parts).split() == LONG.split()
    assert set(seen) == set(parts)
    assert all(n <= tiny.max_source_tokens for n in tiny.count_tokens(seen))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=400))
def test_any_text_at_all(tiny: Any, text: str) -> None:
    clean = clean_article(Article("a", "a.txt", f"Warga di kota.\n\n{text}"), CleanTable(language_check=False))
    if isinstance(clean, CleanArticle):
        check(tiny, clean, stage_over(tiny).run([clean])[0])


@pytest.mark.heavy
def test_the_embedded_translator_neither_loops_nor_loses_a_line() -> None:
    engine = load_translator("marian-id-en", backend="ctranslate2", compute_type="int8", device="cpu")
    stage = TranslateStage(TranslateTable(), translator=engine)
    few = {"no full stop": " ".join(LONG.split()[:700]), "one word": "kata" * 1000}  # over its limit all the same
    for name, text in {**BAD, **few}.items():
        clean, done = through(stage, text)
        check(engine, clean, done)
        for translation in done.sentences:
            tokens = engine.count_tokens([translation.source])[0]
            spoken = translation.flags != ("no-words",)
            assert not spoken or len(translation.text.split()) <= 3 * tokens + 10, name  # what decoding may write
        first, last = done.sentences[0], done.sentences[-1]
        assert "flood" in first.text.lower(), name
        assert {*first.flags, *last.flags} <= {"unsure"}, name  # the estimate of risk may doubt, but nothing is lost
