"""The pronouns of an article's translation are a woman's where the article is about one."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.records import Translation
from pipeline.stages.engine_texts import texts_of
from pipeline.stages.translate.stage import assembled
from tests.stages.translate.test_stage import article

TEXTS = ["Ratna Wibowo membuka pameran di Bandung.", "Ia membawa lukisannya.", "Hujan turun."]
ENGLISH = {
    TEXTS[0]: "Ratna Wibowo opened an exhibition in Bandung.",
    TEXTS[1]: "He brought his paintings.",
    TEXTS[2]: "It rained.",
    "Ratna dan lukisannya": "Ratna and his paintings",
}


def made(guards: bool = True, **changes: object) -> list[str]:
    clean = article("a", TEXTS, "Ratna dan lukisannya")
    known = {text: replace(Translation(0, text, en, score=-0.1), **changes) for text, en in ENGLISH.items()}  # type: ignore[arg-type]
    texts = texts_of(clean)
    done = assembled(clean, texts, {text: known[text] for text in texts.all}, guards=guards)
    assert done.title is not None
    return [done.title.text, *(s.text for s in done.sentences)]


def test_pronouns_take_the_gender_of_the_article() -> None:
    assert made() == ["Ratna and her paintings", ENGLISH[TEXTS[0]], "She brought her paintings.", "It rained."]


def test_without_guards_nothing_is_changed() -> None:
    assert made(guards=False)[2] == "He brought his paintings."


def test_what_somebody_translated_stands() -> None:
    assert made(score=None)[2] == "He brought his paintings."
