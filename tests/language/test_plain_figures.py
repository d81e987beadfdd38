"""Shortened figures and dates are written out for the translator; what only looks like one stays."""

import pytest

from pipeline.language.idioms import plain_words
from pipeline.language.plain_figures import plain_figures
from pipeline.language.segment import split


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("Pameran berlangsung 4 s.d. 9 Juni.", "Pameran berlangsung 4 hingga 9 Juni."),
        ("Loket buka Selasa s/d Sabtu.", "Loket buka Selasa hingga Sabtu."),
        ("Pemprov menyiapkan Rp 7 M.", "Pemprov menyiapkan Rp 7 miliar."),
        ("Nilainya Rp3,5T lebih.", "Nilainya Rp3,5 triliun lebih."),
        ("Polisi memeriksa 30-an orang.", "Polisi memeriksa sekitar 30 orang."),
        ("40-an rumah roboh.", "Sekitar 40 rumah roboh."),
        ("Okupansi 80-an persen.", "Okupansi sekitar 80 persen."),
        ("Sewanya Rp 500 ribuan.", "Sewanya sekitar Rp 500 ribu."),
        ("Pasar malam Jumat-Minggu (6-8/3) ramai.", "Pasar malam Jumat hingga Minggu (6-8 Maret) ramai."),
        ("Seminar pada 11-12/9/2025 ditunda.", "Seminar pada 11-12 September 2025 ditunda."),
        ("Surat itu bertanggal 09.11.2025 dan disegel.", "Surat itu bertanggal 9 November 2025 dan disegel."),
        ("Batas waktunya tgl 30/6.", "Batas waktunya tgl 30 Juni."),
        ("Tarif baru berlaku mulai 1/4.", "Tarif baru berlaku mulai 1 April."),
        ("Dari 2/3 hingga 9/3 loket tutup.", "Dari 2 Maret hingga 9/3 loket tutup."),
        ("Lelang Kamis-Jumat (5-6/2) sepi.", "Lelang Kamis dan Jumat (5-6 Februari) sepi."),
        ("Sewanya Rp 900 rb/bln saja.", "Sewanya Rp 900 rb per bulan saja."),
        ("Gempa 5,1 SR terasa.", "Gempa 5,1 skala Richter terasa."),
        ("Empat per lima kursi terisi.", "Empat perlima kursi terisi."),
        ("Satu per tiga kursi kosong.", "Sepertiga kursi kosong."),
        ("Ia membawa 1,5 ons ganja.", "Ia membawa 150 gram ganja."),
        ("Gempa bumi berkekuatan 6 SR terjadi.", "Gempa bumi berkekuatan 6 skala Richter terjadi."),
        ("Ia membawa uang Rp 30 jutaan.", "Ia membawa uang sekitar Rp 30 juta."),
        ("Loket tutup pada 7-8/3.", "Loket tutup pada 7-8 Maret."),
        ("Loket tutup sejak 1/4, lalu pindah.", "Loket tutup sejak 1 April, lalu pindah."),
        ("Sekitar 40-an buruh mogok.", "Sekitar 40 buruh mogok."),
        ("Rapat mulai jam 7 malam.", "Rapat mulai pukul 7 malam."),
        ("Jam setengah delapan, lampu padam.", "Pukul setengah delapan, lampu padam."),
        ("Rapat Mulai Jam 7 Malam.", "Rapat Mulai pukul 7 Malam."),
        ("Ia tiba pkl. 19.30 malam.", "Ia tiba pukul 19.30 malam."),
        ("Ia tiba jam 7 kurang 10 menit.", "Ia tiba pukul 7 kurang 10 menit."),
    ],
)
def test_short_figures_and_dates_are_written_out(sentence: str, written: str) -> None:
    assert plain_figures(sentence) == written
    assert plain_figures(written) == written


@pytest.mark.parametrize(
    "sentence",
    [
        "Tersangka S.D. ditahan.",
        "Gempa M 4,7 terasa di Palu.",
        "Lagu tahun 80-an orang kota.",
        "Pria usia 30-an tahun itu kabur.",
        "Musik 90-an kembali populer.",
        "Skor akhir 5-3/2 tidak ada.",
        "Alamat 10.20.30.40 terlacak.",
        "Babak 6-8/13 batal.",
        "Tanah Rp 2 M² itu dijual.",
        "Sebanyak 2/3 anggota hadir.",
        "Dari 2/3 anggota, lima absen.",
        "Debit sungai susut hingga 3/4.",
        "Emas dijual 2 ons per orang.",
        "Ia bekerja 8 jam siang malam.",
        "Ia tidur setengah jam saja.",
        "Kepalanya sakit jam setengah mati.",
        "Jam malam diberlakukan pukul 21.00 WIB.",
        "Warga diperiksa satu per satu.",
        "Loket buka Senin-Jumat.",
        "SR Negeri 3 dibuka.",
        "Laga itu usai dengan skor 2-4/5.",
        "Ponsel itu memakai versi 3.4.2023 saja.",
        "Mereka salat pada 2/3 malam pertama.",
        "Jalur itu rusak sejak 1/3 malam lalu.",
        "Rapat pada tanggal 31/4 batal.",
        "Indeks naik ke 6 SR.",
        "Gempa itu merusak 7 SR di desa.",
        "Gempa menimpa 40 SR siswa.",
        "RT 20-an warga kompak.",
        "Ia memutar lagu 80-an kali ini.",
        "Kasir menolak pecahan 50 ribuan.",
        "Polisi menyita uang palsu pecahan Rp 50 ribuan.",
        "Ia menerima uang palsu 50 ribuan.",
    ],
)
def test_what_only_looks_like_a_short_figure_stays(sentence: str) -> None:
    assert plain_figures(sentence) == sentence


def test_teens_of_thousands_are_more_than_ten_thousand() -> None:
    assert plain_words("Belasan ribu pelari ikut.") == "Lebih dari sepuluh ribu pelari ikut."
    assert plain_words("Belasan pelari ikut.") == "Belasan pelari ikut."


def test_until_is_no_end_of_a_sentence() -> None:
    assert split("Libur 4 s.d. 9 Juni. Loket buka Senin s.d. Kamis.") == [
        "Libur 4 s.d. 9 Juni.",
        "Loket buka Senin s.d. Kamis.",
    ]
