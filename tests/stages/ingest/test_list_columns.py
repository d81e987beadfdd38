"""Text columns that hold lists: paragraphs, blocks, sentences as words, and lists that were printed."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.stages.ingest.list_columns import paragraphs


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        (["Satu.", "Dua."], ["Satu.", "Dua."]),
        (["Beras", "Gula"], ["Beras", "Gula"]),
        (["Satu.", None, " ", "Dua."], ["Satu.", "Dua."]),
        ([["Satu ini.", "Dua itu."], ["Tiga."]], ["Satu ini.", "Dua itu.", "Tiga."]),
        ([["Warga", "pulang", "."], ["Hujan", ",", "lalu", "banjir", "."]], ["Warga pulang.", "Hujan, lalu banjir."]),
        ([{"type": "p", "text": "Satu."}, {"content": ["Dua."]}], ["Satu.", "Dua."]),
        ('["Satu.", "Dua."]', ["Satu.", "Dua."]),
        ("""['Satu.', 'Kata "ya".']""", ["Satu.", 'Kata "ya".']),
        ("['Satu.' 'Dua.']", None),
        ("['Satu', 5]", None),
        ("['Satu' + 'Dua']", None),
        ("[Foto] Satu.", None),
        ("Satu.", None),
        (["Satu.", 5], None),
        ([{"url": "a"}], None),
        ([[[[[["Satu."]]]]]], None),
        ([], None),
        (5, None),
        (None, None),
    ],
)
def test_texts_of_a_list_in_order(value: Any, texts: list[str] | None) -> None:
    assert paragraphs(value) == texts
