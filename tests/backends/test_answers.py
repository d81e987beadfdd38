"""What language models say around a translation is taken away, and nothing that the source says itself."""

from __future__ import annotations

import pytest

from pipeline.backends._answers import translation
from pipeline.guards import check_all
from pipeline.guards.severity import severity
from pipeline.language.refusals import refuses

SOURCE = "Presiden menyebut rencana itu."
SAID = "The president mentioned the plan."


@pytest.mark.parametrize(
    "answer",
    [
        SAID,
        f"Here is the translation:\n\n{SAID}",
        f"Sure! Here's the English translation: {SAID}",
        f"Certainly!\n{SAID}",
        f"<text>\n{SAID}\n</text>",
        f"<translation>{SAID}</translation>",
        f"{SAID}</tex",
        f'**Translation:** "{SAID}"',
        f"Indonesian: {SOURCE}\nEnglish: {SAID}",
        f"<think>The user wants English.</think>{SAID}",
        f"{SAID} (Note: rencana means plan.)",
        f"{SAID}\n\nNote: I kept the tense.",
        f"1. {SAID}\n2. The president named the plan.",
        f"<|im_start|>{SAID}<|im_end|>",
        f"The translation of the sentence is: {SAID}",
        f"English:\n{SAID}",
    ],
)
def test_the_translation_is_what_is_left(answer: str) -> None:
    assert translation(answer, SOURCE) == SAID


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ('"Kami siap," kata Joko.', '"We are ready," said Joko.'),
        ('"Kami siap."', '"We are ready."'),
        ("1. Harga naik", "1. Prices rose"),
        ("Hasil: 12 orang lulus.", "Result: 12 people passed."),
        ("Catatan: harga belum termasuk pajak.", "Note: prices do not include tax."),
        ("Tag <b> dipakai.", "The tag <b> is used."),
        (SOURCE, "Sure of the plan, the president mentioned it."),
    ],
)
def test_what_the_source_has_stays(source: str, answer: str) -> None:
    assert translation(answer, source) == answer


@pytest.mark.parametrize("answer", ["", "Sure!", "<text></text>", "<think>It goes on and on", "...\n---"])
def test_an_answer_without_a_translation_is_empty_and_flagged(answer: str) -> None:
    assert translation(answer, SOURCE) == ""
    assert "empty" in check_all(SOURCE, "")


@pytest.mark.parametrize(
    ("answer", "source", "refusal"),
    [
        ("I'm sorry, but I can't assist with that request.", "Polisi menangkap pembunuh itu.", True),
        ("I cannot translate this text.", SOURCE, True),
        ("As an AI language model, I have no opinion.", SOURCE, True),
        ("Maaf, saya tidak dapat membantu.", "Polisi menangkap pembunuh itu.", True),
        ("I'm sorry, I can't help you, said the minister.", "Maaf, saya tak bisa bantu, kata menteri.", False),
        ("I am sorry for the victims, he said.", "Saya turut berduka bagi para korban, katanya.", False),
        ("I cannot provide details, he said.", "Saya tidak bisa memberi rincian, katanya.", False),
    ],
)
def test_a_refusal_is_told_from_a_quotation(answer: str, source: str, refusal: bool) -> None:
    assert refuses(answer, source) is refusal
    assert ("refused" in check_all(source, answer)) is refusal
    assert severity("refused") == "critical"
