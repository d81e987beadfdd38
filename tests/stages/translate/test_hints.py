"""What a language model is told with a sentence: its terms, the sentences before it, and how to write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.backends._prompts import TranslationPrompt
from pipeline.backends.base import Hints, Hypothesis
from pipeline.core.config import TranslateTable
from pipeline.core.records import CleanArticle, Sentence
from pipeline.stages.translate.memory import TranslationMemory
from pipeline.stages.translate.stage import TranslateStage


class Chatty:
    """An engine that takes hints and writes them down."""

    fingerprint = "chatty"
    max_source_tokens = 100

    def __init__(self, sentences: int = 2, terms: str = "Use {terms}") -> None:
        prompt = TranslationPrompt(terms=terms, context="After {context}", style="Write {style}", sentences=sentences)
        self.card = SimpleNamespace(translation=prompt, generation=SimpleNamespace(beam_size=1))
        self.takes = prompt.takes
        self.told: list[tuple[str, Hints]] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def translate(
        self, texts: Sequence[str], *, hints: Sequence[Hints], n_best: int = 1, **_: Any
    ) -> list[list[Hypothesis]]:
        self.told += zip(texts, hints, strict=True)
        return [
            [Hypothesis(f"{text} [{' / '.join(h.context)}]", -1.0, 3)] for text, h in zip(texts, hints, strict=True)
        ]


def article(name: str, *texts: str) -> CleanArticle:
    sentences = tuple(Sentence(i, 0, text, text) for i, text in enumerate(texts))
    return CleanArticle(name, name, None, None, None, None, "id", sentences)


def stage(engine: Chatty, memory: Path | None = None, **options: Any) -> TranslateStage:
    table = TranslateTable(guards=False, **options)
    return TranslateStage(table, translator=engine, memory=TranslationMemory(memory) if memory else None)  # type: ignore[arg-type]


def test_the_same_sentence_has_the_context_of_its_own_article() -> None:
    engine = Chatty()
    found = stage(engine).run(
        [
            article("a", "Hujan turun.", "Ia pulang.", "Warga mengungsi.", "Ia pulang."),
            article("b", "Menteri tiba.", "Ia pulang.", "Warga mengungsi."),
        ]
    )
    texts = [[s.text for s in one.sentences] for one in found]
    assert texts[0][1] == texts[0][3] == "Ia pulang. [Hujan turun.]"
    assert texts[1][1] == "Ia pulang. [Menteri tiba.]"
    assert texts[0][2] == "Warga mengungsi. [Hujan turun. / Ia pulang.]"
    assert texts[1][2] == "Warga mengungsi. [Menteri tiba. / Ia pulang.]"
    assert len(engine.told) == 6  # what an article says twice is asked once


def test_the_memory_keeps_a_sentence_apart_by_its_context(tmp_path: Path) -> None:
    articles = [article("a", "Hujan turun.", "Ia pulang."), article("b", "Menteri tiba.", "Ia pulang.")]
    first = stage(Chatty(), tmp_path / "memory.db")
    wanted = first.run(articles)
    again = Chatty()
    second = stage(again, tmp_path / "memory.db")
    assert second.run(articles) == wanted
    assert (second.replayed, second.asked, again.told) == (4, 4, [])
    third = Chatty()
    stage(third, tmp_path / "memory.db").run([article("c", "Polisi datang.", "Ia pulang.")])
    assert [text for text, _ in third.told] == ["Polisi datang.", "Ia pulang."]


def test_terms_and_style_are_told_where_the_card_has_words_for_them(tmp_path: Path) -> None:
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("gotong royong\tmutual aid|gotong royong\t\n")
    engine = Chatty(0)
    told = stage(engine, glossary=str(glossary), style="British spelling")
    told.run([article("a", "Warga bergotong royong.", "Tradisi gotong royong hidup.")])
    hints = dict(engine.told)
    assert hints["Tradisi gotong royong hidup."].terms == (("gotong royong", "mutual aid"),)
    assert hints["Tradisi gotong royong hidup."].style == "British spelling"
    assert not hints["Tradisi gotong royong hidup."].context
    others = (stage(Chatty(0)), stage(Chatty(0), style="British spelling"), stage(Chatty(0), glossary=str(glossary)))
    assert len({other.memory_key("Tradisi gotong royong hidup.") for other in others}) == 3


def test_with_guards_the_ladder_asks_the_same_engine() -> None:
    engine = Chatty(1)
    table = TranslateTable(guards=True)
    made = TranslateStage(table, translator=engine).run([article("a", "Hujan turun di kota.", "Ia pulang ke rumah.")])  # type: ignore[arg-type]
    assert dict(engine.told[:2])["Ia pulang ke rumah."].context == ("Hujan turun di kota.",)
    assert all("untranslated" in s.flags or "left-over" in s.flags for s in made[0].sentences)


def test_a_style_for_a_model_that_takes_none_is_refused() -> None:
    from pipeline.core.config import load_config
    from pipeline.core.errors import UserError
    from pipeline.stages.translate import STAGE

    with pytest.raises(UserError, match="marian-id-en cannot be told one"):
        STAGE.check(load_config("default", ["translate.style=formal"]))
