"""A lead is shortened to its main clause: nothing goes that limits what stays, and every clause keeps its verb."""

from __future__ import annotations

import pytest

from pipeline.language.main_clause import MOST, main_clause


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        (
            "Klub Sinar Jaya resmi menandatangani kontrak baru bersama bek muda Rudi Hartono yang akan membela tim itu "
            "hingga akhir musim depan dan musim berikutnya.",
            "Klub Sinar Jaya resmi menandatangani kontrak baru bersama bek muda Rudi Hartono",
        ),
        (
            "Selama libur panjang pekan lalu yang berlangsung empat hari, petugas stasiun berhasil menemukan dua puluh "
            "payung milik penumpang kereta.",
            "Petugas stasiun berhasil menemukan dua puluh payung milik penumpang kereta",
        ),
        (
            "Pemerintah mendorong pembangunan pasar induk di tiga daerah, yaitu Lembang di Banten, Sukasari di Jawa "
            "Barat, dan Telaga di Bali.",
            "Pemerintah mendorong pembangunan pasar induk di tiga daerah",
        ),
        (
            "Warga membangun jembatan gantung baru dengan uang mereka sendiri tanpa bantuan pemerintah setelah banjir "
            "besar merusak jembatan kayu yang lama.",
            "Warga membangun jembatan gantung baru dengan uang mereka sendiri tanpa bantuan pemerintah",
        ),
        (
            "Kepala dinas menyatakan dua petugas jaga luka ringan saat bertugas di Masjid Anggrek, Kenanga, Melati, "
            "Jakarta Timur, dan kini pulih.",
            "Kepala dinas menyatakan dua petugas jaga luka ringan saat bertugas di Masjid Anggrek dan kini pulih",
        ),
    ],
)
def test_what_a_headline_leaves_out_goes(sentence: str, clause: str) -> None:
    assert main_clause(sentence) == clause


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        (
            "Bank Sentral (BS) menaikkan suku bunga pada Rabu (12/3) pukul 10.00 WIB.",
            "Bank Sentral menaikkan suku bunga",
        ),
        ("Festival yang digelar pada Sabtu (4/11/2025) menarik ribuan warga.", "Festival menarik ribuan warga"),
        ("Jalan ditutup mulai Senin (3/11/2025).", "Jalan ditutup mulai Senin"),
        ("Balapan pada Sabtu dan Minggu ini menentukan juara.", "Balapan pada Sabtu dan Minggu ini menentukan juara"),
    ],
)
def test_days_and_brackets_go_unless_something_begins_or_ends_with_them(sentence: str, clause: str) -> None:
    assert main_clause(sentence) == clause


@pytest.mark.parametrize(
    "sentence",
    [
        # The verb is behind the relative clause, or none is before it.
        "Bupati akan melarang semua pabrik kain batik besar dan kecil yang beroperasi dekat sungai kota membuang sisa "
        "pewarna ke air",
        "Kepala kantor wilayah bea dan cukai bersama delegasi yang dipimpin wali kota dan para camat siap menyerahkan "
        "laporan tahunan",
        # A condition, a contrast, who says so.
        "Para petani di lereng gunung akan menerima pupuk murah setelah panen raya bulan depan jika hujan turun pada "
        "waktunya tahun ini",
        "Tim tamu akan memakai stadion baru itu setelah pemeriksaan selesai dilakukan petugas pekan depan, kata ketua "
        "panitia di sela acara",
        # It restricts a vague noun.
        "Ketua panitia lomba meminta para petugas lapangan segera menegur peserta yang melewati jalur lain dan "
        "mengganggu peserta lain setiap hari",
    ],
)
def test_a_clause_is_not_cut_where_the_rest_matters(sentence: str) -> None:
    assert len(sentence.split()) > MOST
    assert main_clause(sentence) == sentence


def test_a_list_of_names_before_the_subject_is_no_setting() -> None:
    sentence = (
        "Setelah Ani, Budi, dan Citra menampilkan karya batik mereka di pekan mode kota itu, perancang Dewi Lestari "
        "tampil membawa kain tenun."
    )
    assert main_clause(sentence) == sentence.rstrip(".")
