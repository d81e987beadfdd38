"""Idioms become plain words, whole idioms alone."""

from __future__ import annotations

import pytest

from pipeline.language.idioms import IDIOMS, plain_words


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Kasus itu berakhir di meja hijau.", "Kasus itu berakhir di pengadilan."),
        ("Diseret ke Meja Hijau, Bupati Bungkam", "Diseret ke Pengadilan, Bupati Bungkam"),
        ("Aktor itu tutup usia, Senin (3/2).", "Aktor itu meninggal dunia, Senin (3/2)."),
        ("KA cepat diuji.", "Kereta api cepat diuji."),
        ("Karyawan PT KA mogok.", "Karyawan PT Kereta Api Indonesia mogok."),
        ("Pelaku kini mendekam di balik jeruji besi.", "Pelaku kini ditahan di penjara."),
        ("Ia merogoh kocek lebih dalam.", "Ia mengeluarkan lebih banyak uang."),
        ("Kadis Kesehatan Medan hadir.", "Kepala dinas Kesehatan Medan hadir."),
        ("Presiden menghadiri KTT ASEAN.", "Presiden menghadiri pertemuan puncak ASEAN."),
        ("Warga Kec. Ciawi, Kab. Bogor.", "Warga Kecamatan Ciawi, Kabupaten Bogor."),
        ("Seorang ART dianiaya.", "Seorang pembantu rumah tangga dianiaya."),
        ("Menteri Komdigi hadir.", "Menteri Komunikasi dan Digital hadir."),
        ("Ketua MUI Pusat hadir.", "Ketua Pengurus pusat MUI hadir."),
        ("Seorang babinsa dan Babinsa hadir.", "Seorang tentara desa dan Tentara desa hadir."),
        ("Plh. Bupati dan Pjs Wali Kota hadir.", "Plt Bupati dan Plt Wali Kota hadir."),
        ("Guru diangkat PPPK.", "Guru diangkat menjadi pegawai kontrak pemerintah."),
        ("Penerima PKH membayar PBB.", "Penerima Program Keluarga Harapan membayar pajak bumi dan bangunan."),
        ("Kader PBB hadir.", "Kader Partai Bulan Bintang hadir."),
        ("Warga Perancis datang.", "Warga Prancis datang."),
        ("Gunung Berapi di Iran Bergejolak", "Gunung api di Iran Bergejolak"),
        ("Kasur kapuk dibuang.", "Kasur kapas dibuang."),
        ("Perundingan menemui jalan buntu.", "Perundingan menemui kebuntuan."),
    ],
)
def test_idioms_become_plain_words(sentence: str, expected: str) -> None:
    assert plain_words(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "PT KAI melayani penumpang.",
        "Mobil pelat merah itu ditilang.",
        "Juru kunci makam itu berusia 80 tahun.",
        "Begal Saputra menang.",  # a name
        "Konferensi Tingkat Tinggi (KTT) itu ditutup.",  # its own words stand beside it
        "Seorang art director hadir.",
        "Supermarket Asda tutup.",
        "PBB mengutus pasukan.",
        "Satgas PKH menyegel kebun.",  # the forest's, and no welfare programme
        "DPD RI menggelar sidang.",  # the senate, and no party's board
        "KUA-PPAS dibahas.",
        "PMI menyediakan darah.",  # the Red Cross, and no migrant workers
        "Ketua Kadin hadir.",  # the chamber of commerce
        "Ia lulusan SD Inpres.",
        "Harga beras naik.",
        "",
    ],
)
def test_other_words_stay(sentence: str) -> None:
    assert plain_words(sentence) == sentence


def test_the_list_has_no_circles_and_no_repeats() -> None:
    lines = IDIOMS.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(len(row) == 2 and all(row) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    for _, words in rows:
        assert plain_words(words) == words


@pytest.mark.parametrize(
    "sentence",
    [
        "Korban berinisial PSK (20) tewas di lokasi.",
        "Daftarkan anak di https://ppdb.example.go.id/KTT dan PPDB.example.go.id hari ini.",
        "Topik #KTT ramai, kata akun @KTT dan surel info@reshuffle.example.",
    ],
)
def test_initials_and_addresses_stay(sentence: str) -> None:
    assert plain_words(sentence) == sentence


def test_a_word_that_stands_before_a_short_form_is_not_said_twice() -> None:
    assert plain_words("Denda tilang ETLE naik.") == "Denda tilang elektronik naik."
