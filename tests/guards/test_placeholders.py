"""Addresses, handles, plates, emoji and other scripts pass a translator letter for letter behind placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.backends.base import Hypothesis
from pipeline.guards.checks.literals import check
from pipeline.guards.placeholders import Span, literal_spans, mask, restore, translate_masked


@pytest.mark.parametrize(
    ("source", "copied"),
    [
        ("Kirim surat ke humas@kota.go.id sekarang.", ["humas@kota.go.id"]),
        ("Akun @warga_kita memuat tagar #JagaLaut.", ["@warga_kita", "#JagaLaut"]),
        ("Baca di https://contoh.id/berita?id=7, lalu daftar.", ["https://contoh.id/berita?id=7"]),
        ("Situs contoh.co.id tidak dapat dibuka.", ["contoh.co.id"]),
        ("Mobil berpelat D 417 KLM ditemukan.", ["D 417 KLM"]),
        ("Ada 10^6 kuman dan 3 x 10⁻⁴ gram di 5 m².", ["10^6", "10⁻⁴"]),
        ("Gabung di t.me/warga dan Bit.ly/Formulir7.", ["t.me/warga", "Bit.ly/Formulir7"]),
        ("Polisi dan/atau warga, S.H./M.H., No.12/PUU.", []),
        ("Skor 1️⃣-0️⃣ itu.", ["1️⃣", "0️⃣"]),
        ("Foto keluarga 👨‍👩‍👧 itu.", ["👨‍👩‍👧"]),
        ("Pemain itu menulis 🙏🏽 di akunnya.", ["🙏🏽"]),
        ("Ia mengutip kata 明日 dari buku itu.", ["明日"]),
        ("Suhu 31°C, harga Rp5.000, “café” 50% – naik.", []),
        ("Pada 2024 RI 1 tiba di Bandung.", []),
    ],
)
def test_what_is_copied(source: str, copied: list[str]) -> None:
    assert [s.text for s in literal_spans(source)] == copied


def test_a_code_goes_in_and_the_text_comes_back() -> None:
    source = "Kirim surat ke humas@kota.go.id atau @kota."
    masked = mask(source, literal_spans(source))
    assert masked.text == "Kirim surat ke Zx1 atau Zx2."
    assert restore(masked, "Send a letter to Zx1 or Zx2.") == ("Send a letter to humas@kota.go.id or @kota.", 0)


def test_a_code_that_got_lost_is_counted_unless_it_may_be_left_out() -> None:
    masked = mask("Warga bersorak 🎉 di @alun.", literal_spans("Warga bersorak 🎉 di @alun."))
    assert restore(masked, "Residents cheered at the square.")[1] == 1


@pytest.mark.parametrize(
    ("source", "translated", "restored"),
    [
        ("Jembatan ditutup ⛔ sampai sore.", "The bridge was closed by Zx1 until evening.", "closed ⛔ until"),
        ("Ia memotret ibunya 👵 di pasar.", "He photographed Zx1's mother at the market.", "photographed 👵 mother"),
        ("Ia menjawab dengan 🎉 saja.", "He only answered with Zx1.", "answered with 🎉."),
        ("Bendera 🇮🇩 berkibar.", "The flag of Zx1 flew.", "flag of 🇮🇩 flew"),
    ],
)
def test_an_emoji_is_made_no_owner(source: str, translated: str, restored: str) -> None:
    assert restored in restore(mask(source, literal_spans(source)), translated)[0]


def test_a_span_may_be_written_as_something_else() -> None:
    masked = mask("Warga Sukamaju mengungsi.", [Span(6, 14, "Suka Maju")])
    assert restore(masked, "Residents of Zx1 fled.")[0] == "Residents of Suka Maju fled."


@pytest.mark.parametrize(
    ("term", "translation", "expected"),
    [
        ("startup", "Zx1 from Bandung launched it.", "Startup from Bandung launched it."),
        ("startup", "The Zx1 launched it.", "The startup launched it."),
        ("contoh.id", "Zx1 is down.", "contoh.id is down."),
    ],
)
def test_a_term_that_a_sentence_begins_with_has_a_capital(term: str, translation: str, expected: str) -> None:
    masked = mask("Rintisan itu meluncurkannya.", [Span(0, 8, term)])
    assert restore(masked, translation)[0] == expected


def test_candidates_that_lost_nothing_come_first() -> None:
    def engine(texts: list[str]) -> list[list[Hypothesis]]:
        return [[Hypothesis("Follow it.", -0.1, 3), Hypothesis("Follow Zx1.", -0.2, 3)] for _ in texts]

    found = translate_masked(["Ikuti @warga."], [literal_spans("Ikuti @warga.")], engine)
    assert [h.text for h in found[0]] == ["Follow @warga.", "Follow it."]


def test_a_sentence_that_codes_make_too_long_is_translated_without_them() -> None:
    given_texts: list[str] = []

    def engine(texts: list[str]) -> list[list[Hypothesis]]:
        given_texts.extend(texts)
        return [[Hypothesis(t, -0.1, 3)] for t in texts]

    spans = [literal_spans("Ikuti @a."), literal_spans("Ikuti @b.")]
    found = translate_masked(["Ikuti @a.", "Ikuti @b."], spans, engine, lambda texts: [True, False])
    assert given_texts == ["Ikuti Zx1.", "Ikuti @b."]
    assert [h[0].text for h in found] == ["Ikuti @a.", "Ikuti @b."]


@given(st.text(min_size=0, max_size=60))
def test_masking_and_restoring_changes_nothing(text: str) -> None:
    masked = mask(text, literal_spans(text))
    restored, lost = restore(masked, masked.text)
    assert lost == 0
    assert restored.replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("source", "translation", "flags"),
    [
        ("Kirim surat ke humas@kota.go.id.", "Write to relations@kota.go.id.", ("copy-lost",)),
        ("Kirim surat ke humas@kota.go.id.", "Write to humas@kota.go.id.", ()),
        ("Warga bersorak 🎉🔥.", "Residents cheered.", ()),
        ("Warga bersorak 🎉🔥.", "Residents cheered 🎉\ufffd.", ("garbage",)),
        ("Warga bersorak.", "Residents cheered 😇.", ("garbage",)),
        ("Kuil 東大寺 dibuka lagi.", "The Tōdai-ji temple reopened.", ()),
        ("Kuil 東大寺 dibuka lagi.", "The temple 東大寺 reopened.", ()),
        ("Kuil 東大寺 dibuka lagi.", "The temple of the great leader of the eastern army reopened.", ("copy-lost",)),
    ],
)
def test_the_check(source: str, translation: str, flags: tuple[str, ...]) -> None:
    assert check(source, translation) == flags
