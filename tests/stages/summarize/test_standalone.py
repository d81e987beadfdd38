"""Sentences of a brief name who speaks and stand without those around them; what is doubtful stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.core.config import SummarizeTable, load_config
from pipeline.core.records import Brief
from pipeline.stages.summarize.drafts import Draft, SummaryInput, extract
from pipeline.stages.summarize.stage import SummarizeStage
from pipeline.stages.summarize.standalone import stand_alone

from .test_stage import pair

ARTICLE = [
    ("Banjir merendam tiga desa di Garut.", "Floods submerged three villages in Garut."),
    (
        "Kepala BPBD Garut Ratna Wijayanti mengatakan air mulai surut.",
        "Garut BPBD head Ratna Wijayanti said the water began to ebb.",
    ),
    ('"Jalan ke desa sudah dibuka," ujarnya.', '"The road to the village is open," he said.'),
    ("Ia juga meminta warga tidak pulang dulu.", "He also asked residents not to go home yet."),
    ("Namun, menurut Ratna, jembatan masih rusak.", "However, according to Ratna, the bridge is still broken."),
    ("Namun, bantuan untuk warga belum tiba di sana.", "However, aid for residents has not arrived there."),
]


def article(pairs: Sequence[tuple[str, str]] = ARTICLE, score: float | None = -0.2) -> SummaryInput:
    clean, translated = pair([p[1] for p in pairs], [p[0] for p in pairs])
    sentences = tuple(replace(t, score=score, risk=0.1 * (t.index + 1)) for t in translated.sentences)
    return SummaryInput.of(clean, replace(translated, sentences=sentences))


def alone(*positions: int, case: SummaryInput | None = None, words: int = 0) -> Draft:
    case = case or article()
    return stand_alone(case, Draft(tuple(extract(case, i, True) for i in positions)), False, words)


@pytest.mark.parametrize(
    ("positions", "last", "cited"),
    [
        ((0, 2), '"The road to the village is open," Garut BPBD head Ratna Wijayanti said.', [2, 1]),
        ((0, 3), "Garut BPBD head Ratna Wijayanti also asked residents not to go home yet.", [3, 1]),
        ((1, 2), '"The road to the village is open," Ratna said.', [2, 1]),  # he may be a woman
        ((0, 4), "According to Garut BPBD head Ratna Wijayanti, the bridge is still broken.", [4, 1]),
        ((1, 5), "Aid for residents has not arrived there.", [5]),
        ((4, 5), ARTICLE[5][1], [5]),  # what it answers is there
        ((0, 1), ARTICLE[1][1], [1]),
    ],
)
def test_a_sentence_stands_alone(positions: tuple[int, ...], last: str, cited: list[int]) -> None:
    made = alone(*positions).sentences[-1]
    assert made.text == last
    assert [c.sentence for c in made.citations] == cited


@pytest.mark.parametrize(
    ("english", "named"),
    [
        (
            "He also asked residents to wait.",
            "The head of the Flood Agency Ratna Wijayanti also asked residents to wait.",
        ),
        ("On Monday, he also asked them.", "On Monday, the head of the Flood Agency Ratna Wijayanti also asked them."),
    ],
)
def test_an_office_that_begins_with_head_has_its_article(english: str, named: str) -> None:
    told = "The head of the Flood Agency (BPX), Ratna Wijayanti, said the water began to ebb."
    case = article(
        [
            ARTICLE[0],
            ("Kepala BPX Garut, Ratna Wijayanti, mengatakan air mulai surut.", told),
            ("Ia juga meminta warga menunggu.", english),
        ]
    )
    assert alone(0, 2, case=case).sentences[-1].text == named


def test_a_changed_sentence_keeps_its_risk_and_what_was_known_of_its_translation() -> None:
    case = article()
    flagged = tuple(replace(t, flags=("split",)) if t.index == 2 else t for t in case.translated.sentences)
    case = replace(case, translated=replace(case.translated, sentences=flagged))
    made = alone(0, 2, case=case).sentences[-1]
    assert made.flags == ("translation-split",)
    assert made.risk == pytest.approx(0.3)


def test_what_somebody_wrote_stays() -> None:
    assert [s.text for s in alone(0, 2, 5, case=article(score=None)).sentences] == [ARTICLE[i][1] for i in (0, 2, 5)]


def test_the_words_that_were_asked_for_are_kept_to() -> None:
    assert [s.text for s in alone(0, 2, words=15).sentences] == [ARTICLE[0][1], ARTICLE[2][1]]


@pytest.mark.parametrize(
    ("english", "changed"),
    [
        ('"The road to the village is open," he said.', True),
        ('"The road to the village is open," said Ratna Wijayanti.', False),
        ('"He is ill, and the road is open".', False),  # a pronoun in the quotation
        ("He said the road was open, he added.", False),  # which of the two?
        ("It was said that the road is open.", False),
    ],
)
def test_only_a_plain_pronoun_is_replaced(english: str, changed: bool) -> None:
    case = article([*ARTICLE[:2], (ARTICLE[2][0], english)])
    assert (alone(0, 2, case=case).sentences[-1].text != english) is changed


def test_a_woman_is_no_he_and_a_man_no_she() -> None:
    man = ("Menurut Pak Wiratno, air mulai surut.", "According to Mr. Wiratno, the water ebbs.")
    for who, changed in (("he", True), ("she", False)):
        said = ('"Jalan ke desa sudah dibuka," ujarnya.', f'"The road to the village is open," {who} said.')
        text = alone(0, 2, case=article([ARTICLE[0], man, said])).sentences[-1].text
        assert ("Wiratno" in text) is changed


def test_a_quotation_keeps_its_first_words() -> None:
    said = ('"Namun, bantuan belum tiba," kata warga.', '"However, aid has not arrived there yet," a resident said.')
    assert alone(0, 2, case=article([*ARTICLE[:2], said])).sentences[-1].text == said[1]


@pytest.mark.parametrize("on", [True, False])
def test_the_option_decides(on: bool) -> None:
    clean, translated = pair([p[1] for p in ARTICLE[:3]], [p[0] for p in ARTICLE[:3]])
    scored = replace(translated, sentences=tuple(replace(t, score=-0.2) for t in translated.sentences))
    made = SummarizeStage(SummarizeTable(model="lead", standalone=on)).run([(clean, scored)])[0]
    assert isinstance(made, Brief)
    assert ("he said" in made.text) is not on


def test_translated_sentences_stay_as_they_are_in_the_preset_that_promises_it() -> None:
    assert load_config("extractive").summarize.standalone is False
    assert load_config("default").summarize.standalone is True
