"""Names with foreign letters, rare signs of currency and plates of the state are copied past the translator."""

import pytest

from pipeline.guards.foreign_names import unspellable


@pytest.mark.parametrize(
    ("source", "copied"),
    [
        ("Pelatih Nguyễn Văn Toàn datang ke Solo.", ["Nguyễn Văn Toàn"]),
        ("Presiden Recep Erdoğan tiba, lalu Iga Świątek menang.", ["Recep Erdoğan", "Iga Świątek"]),
        ("Kota Łódź ramai.", ["Łódź"]),
        ("Hadiahnya ¥250 juta dan ₱1.500 saja.", ["¥250 million", "₱1,500"]),
        ('Mobil berpelat RI 4 dan "RI 9" lewat.', ["RI 4"]),
        ("Ia meraih gelar RI 1 dan minum café di Bandung.", []),
        ("Harga Rp5.000 atau US$3.", []),
        ("Pelukis KlÃ¶cker dan SÅ‚ania, Ã itu.", []),
        ('Kata (Mbappé), lalu "Erdoğan".', ["Mbappé", "Erdoğan"]),
        ("Łódź ramai.", ["Łódź"]),
    ],
)
def test_what_the_translator_cannot_spell(source: str, copied: list[str]) -> None:
    assert [span.text for span in unspellable(source)] == copied
