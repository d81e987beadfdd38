"""Which earlier sentence introduces what a sentence names briefly."""

from __future__ import annotations

import pytest

from pipeline.stages.summarize.introductions import introduction

ARTICLE = [
    "Banjir merendam tiga desa di Kabupaten Garut, Jawa Barat.",
    "Kepala BPBD Garut Hendra Gunawan mengatakan air mulai naik pada malam hari.",
    "Sebanyak 214 rumah rusak.",
    "Menurut Hendra, warga sudah mengungsi.",
    "Ia meminta warga tidak kembali.",
    "Bantuan dari Garut tiba pagi ini.",
    '"Kami siap," ujarnya.',
    "Wali Kota Bandung Hendra Gunawan datang pada sore hari.",
    "Air surut pada Rabu.",
]


@pytest.mark.parametrize(
    ("position", "before"),
    [
        (0, None),
        (2, None),
        (3, 1),  # Hendra is Hendra Gunawan
        (4, 3),  # he is the speaker of the sentence before
        (6, 5),
        (7, None),  # in full already
        (8, None),  # a weekday introduces nobody
    ],
)
def test_a_brief_name_or_a_pronoun_is_introduced_before(position: int, before: int | None) -> None:
    assert introduction(ARTICLE, position) == before


def test_a_first_sentence_has_nothing_before_it() -> None:
    assert introduction(["Ia meminta warga tidak kembali."], 0) is None
