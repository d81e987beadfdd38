"""Articles that are none, or hardly: a sane brief, or a rejection that says why."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest

from pipeline.backends.fake import FakeSummarizer
from pipeline.core.config import CleanTable, SummarizeTable, TranslateTable
from pipeline.core.records import Article, Brief, Rejected, Translation
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.summarize import postprocess
from pipeline.stages.summarize.drafts import SummaryInput
from pipeline.stages.summarize.soundness import SPARE, sound_first
from pipeline.stages.summarize.stage import SummarizeStage
from pipeline.stages.translate.stage import NAMES_ONLY, TranslateStage, is_result

ONE = (
    "Gempa bermagnitudo 5,8 mengguncang Kabupaten Pesisir Barat, Lampung, pada Rabu malam dan merusak 214 rumah warga."
)
PLAIN = "Pemerintah daerah mengatakan warga di desa itu sudah menerima bantuan berupa beras, selimut dan air bersih"
POEM = """Aku Ingin

angin membawa namamu
ke ujung malam yang tak bertepi
di sana bulan menyimpan
setiap kata yang tak sempat kuucapkan

hujan turun perlahan
membasuh jejak di halaman
dan aku menunggu
sampai pagi menjadi kenangan
"""
TEAMS = ["Persib", "Persija", "Arema", "Persebaya", "PSIS", "Persita", "Persik", "PSM"]
SCORES = "Hasil pertandingan sepak bola pekan ini di seluruh kota\n\n" + "\n".join(
    f"{home} {n}-{n + 1} {away}" for n, (home, away) in enumerate(zip(TEAMS, TEAMS[::-1], strict=True))
)
BOILERPLATE = """Baca juga: Harga Beras Naik Lagi

ADVERTISEMENT

SCROLL TO CONTINUE WITH CONTENT

Copyright 2024 detikcom, All rights reserved
"""
ENGLISH = (
    "The president said on Tuesday that the government would build 200 new schools in the capital. The opposition "
    "criticised the plan and asked for more details about the budget. Work is expected to begin in March."
)
SPANISH = (
    "El presidente del gobierno anunció el martes un nuevo plan para construir viviendas en las grandes ciudades del "
    "país. La oposición criticó la medida y pidió más detalles sobre el presupuesto."
)


def brief(text: str, model: str, **options: Any) -> Brief | Rejected:
    clean = clean_article(Article("a", "a.txt", text), CleanTable(max_words=0))
    if isinstance(clean, Rejected):
        return clean
    (english,) = TranslateStage(TranslateTable(model="fake")).run([clean])
    (made,) = SummarizeStage(SummarizeTable(model=model, **options)).run([(clean, english)])
    return made


def sane(made: Brief | Rejected) -> Brief:
    assert isinstance(made, Brief)
    assert made.headline
    assert 1 <= len(made.sentences) <= 3
    assert all(postprocess.finished(s.text) or "unfinished" in s.flags for s in made.sentences)
    assert all(s.citations for s in made.sentences if "unfinished" not in s.flags)
    return made


@pytest.mark.parametrize("model", ["lead", "centroid", "fake"])
@pytest.mark.parametrize("text", [ONE, POEM, SCORES, ENGLISH], ids=["one sentence", "poem", "scores", "English"])
def test_what_can_be_briefed_is(text: str, model: str) -> None:
    sane(brief(text, model))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOILERPLATE, "0 words of text left"),
        (SPANISH, "not Indonesian but Spanish"),
        ("\n".join("4821 99 17 6053 28 4 771" for _ in range(6)), "no words to tell a language by"),
        ("", "0 words of text left"),
        (" \n\t\n", "0 words of text left"),
        ("Gempa lagi.", "2 words of text left"),
    ],
    ids=["boilerplate", "Spanish", "digits", "empty", "blank", "two words"],
)
def test_what_cannot_is_rejected_with_the_reason(text: str, reason: str) -> None:
    made = brief(text, "lead")
    assert isinstance(made, Rejected)
    assert reason in made.reason


def test_one_sentence_is_its_own_brief() -> None:
    made = sane(brief(ONE, "lead"))
    assert len(made.sentences) == 1
    assert "whole-article" in made.flags


@pytest.mark.heavy
@pytest.mark.parametrize("model", ["lead", "fake"])
def test_twenty_thousand_words_are_read_whole(model: str) -> None:
    pick = random.Random(4)
    paragraphs = [". ".join(f"{PLAIN} hari {pick.randint(2, 999)}" for _ in range(4)) + "." for _ in range(290)]
    text = "\n\n".join(paragraphs)
    assert len(text.split()) > 20_000
    made = sane(brief(text, model))
    if model == "fake":
        assert made.plan is not None
        plan = json.loads(made.plan)
        first = plan["rounds"][0]
        assert first[0][0] == 0
        assert all(b[0] - a[1] in (0, 1) for a, b in pairwise(first))  # no sentence is left out
        assert len(first) > 20_000 / FakeSummarizer.max_source_tokens


def test_results_are_not_translated() -> None:
    made = sane(brief(SCORES, "lead"))
    assert "Persib 0-1 PSM." in [s.text for s in made.sentences]
    assert f"translation-{NAMES_ONLY}" in made.flags
    assert is_result("Persib Bandung 3-0 Arema FC")
    assert not is_result("Inggris 2-1 Jerman")  # these have English names
    assert not is_result("Skor akhir 2-1")


def article_of(flags: Sequence[tuple[str, ...]]) -> Any:
    from pipeline.core.records import CleanArticle, Sentence, TranslatedArticle

    texts = [f"Sentence number {n} says something." for n in range(len(flags))]
    clean = CleanArticle(
        "a", "a", None, None, None, None, "id", tuple(Sentence(i, 0, t, t) for i, t in enumerate(texts))
    )
    made = tuple(Translation(i, t, t, flags=f) for i, (t, f) in enumerate(zip(texts, flags, strict=True)))
    return SummaryInput.of(clean, TranslatedArticle("a", "a", None, made))


def test_a_broken_sentence_gives_way_to_a_sound_one_near_by() -> None:
    flags: list[tuple[str, ...]] = [("untranslated",), (), ("loop",), ("stutter",), (), ()]
    assert sound_first(article_of(flags), range(6), 3 + SPARE) == [0, 1, 3, 4, 2, 5]
    assert sound_first(article_of([()] * 6), range(6), 5) == list(range(6))
    assert sound_first(article_of([("loop",)] * 3), range(3), 5) == [0, 1, 2]
