"""Sentences: where Indonesian ends them, and that nothing is lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language.segment import spans, split


@pytest.mark.parametrize(
    "sentences",
    [
        [
            "Menurut H. Ahmad dan Dr. Budi, S.H., harga Rp1.000 di Jl. Sudirman No. 5 naik pukul 20.08 WIB.",
            "Namun ia diam.",
        ],
        ["Prof. Dr. Ir. Siti Aminah, M.Si. hadir.", "Ia berpidato."],
        ["K.H. Ma'ruf Amin tiba.", "Ia disambut."],
        ["Budi W. Santoso dan dkk. pulang.", "Mereka lelah."],
        ["Kakak, adik, dll.", "Ia pergi lagi."],
        ["PT Bumi Resources Tbk. turun.", "Saham lain naik."],
        ["Kami menang!", "Benarkah?", "Ya."],
        ['"Kami pulang!" kata dia.', "Ia pergi."],
        ['"Ke mana?" tanya Budi.', "Tak ada jawaban."],
        ['"Saya pergi.', 'Dia tidak," kata Andi.'],
        ["“Kami siap.”", "Presiden pun pergi."],
        ["Macet... macet... lagi."],
        ["Ini berdampak pada negara bersekutu..", "Terutama itu."],
        ["Ia tiba pada 2019.", "Ia pergi."],
        ["Ada 12.", "Mereka lari."],
        ["Kompas.com menulis itu.", "Detik.com juga."],
        ["Bunga turun 0,25% menjadi 4,75%.", "Rupiah menguat 1.200 poin."],
        ["1. Golkar menang.", "2. PDIP kalah."],
        ["Syaratnya: 1. Warga negara Indonesia.", "2. Sehat jasmani."],
        ["Ia tiba pukul 23. 00 WIB di sana."],
        ["Harga 1.000 dolar AS.", "30 orang datang."],
        ["Ia (Budi) pergi.", "(Andi) tinggal."],
        ["Vitamin C.", "Ia sehat."],
        ["Acara dibuka pk. 08.00 WITA dan ditutup pkl. 21.15 WITA."],
        ["Saksi Moh. Ridwan dan Muh. Fajar menemui Abd. Aziz di Tj. Pinang."],
        ["Jend. (Purn.) Wiranto dan Letjen. TNI (Purn.) Doni hadir.", "Mereka berpidato."],
        ["Kolonel (Inf.) Sutrisno memimpin upacara."],
        ["Irjen. Pol. Ratna menggantikan Komjen. Pol. Hadi."],
        ["Undangan untuk Yth. Ibu Camat sudah dikirim."],
        ["Sidang ditunda sampai 3 Des. 2023.", "Ia kecewa."],
        ["Anaknya lahir pada 7 Nop. 1999 di Solo."],
        ["Ia melanggar Psl. 12 ay. 3 UU ITE."],
        ["Gudang di Komp. Melati Kav. 7 Kp. Rambutan terbakar."],
        ["Kasat. Lantas memeriksa sopir.", "Ia ditahan."],
        ["Begitu kata Kasat.", "Sopir itu ditahan."],
        ["Baca jil. 2 hlm. 14 dan gbr. 3."],
        ["Jaraknya 5 km.", "Warga berjalan kaki."],
        ["Lebarnya 3 m.", "Panjangnya 7 m."],
        ["Gajinya 5 jt.", "Ia senang."],
        ["Mereka membayar PPh.", "Ketua RT mencatatnya."],
        ["Ia bekerja di PLN.", "Kakaknya di BRI."],
        ["Mereka membeli beras, gula, dsb.", "Warga senang."],
        ["Ia anggota partai besar (PDIP).", "Budi bukan."],
        ["PT Tambang Biru (Persero) Tbk. (TBRU) membagi dividen."],
        ["Hadir Rina, Doni, dkk.", "Pertemuan itu singkat."],
        ["Ia dijerat Pasal 2 jo. Pasal 18 UU Tipikor subs. Pasal 3 UU itu.", "Ia banding."],
        ["Loket buka 08.00 s/d. 14.00 WIB pada 2020 s.d. 2023."],
        ["Setoran ke rek. Bank Desa a/n. Koperasi Tani.", "Warga antre."],
        ["Jenazah dibawa ke RS. Bunda Kasih.", "Keluarga menunggu."],
        ["Ia dirawat di RS.", "Istrinya menunggu."],
        ["Peraturan itu diubah dengan PP. No. 7 Tahun 2021."],
        ["Ia terkena hepatitis C.", "Dokter merawatnya."],
        ["Indonesia masuk Grup D.", "Lawannya berat."],
        ["Anggarannya Rp 4 T.", "Dewan setuju."],
        ["Masjid itu berdiri pada 1342 H.", "Warga merawatnya."],
        ["Pada 2009 M. Fajar menjadi camat."],
        ["Ketua panitia Doni, S.E., M.M.", "Pembukaan digelar pagi."],
        ["Ketua panitia Doni, S.E. M.M. membuka acara."],
        ["a) Surat lamaran.", "b) Salinan ijazah."],
        ["Kapal KM. Samudra Jaya karam.", "Awaknya selamat."],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Itu sudah ditentukan.Namun belum jelas.", ["Itu sudah ditentukan.", "Namun belum jelas."]),
        ('Ia pulang."Saya lelah," kata dia.', ["Ia pulang.", '"Saya lelah," kata dia.']),
        ("Naik 5%.Harga turun.", ["Naik 5%.", "Harga turun."]),
        (
            "Menurut dr.Anita, anak itu sehat.Dokter lain setuju.",
            ["Menurut dr.Anita, anak itu sehat.", "Dokter lain setuju."],
        ),
        ("Lihat www.Contoh.Com/Berita untuk itu.", ["Lihat www.Contoh.Com/Berita untuk itu."]),
        ("Surel ke a.Budi@contoh.id saja.", ["Surel ke a.Budi@contoh.id saja."]),
        ("Baris satu\nbaris dua.", ["Baris satu", "baris dua."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_lost_spaces_and_lines(text: str, sentences: list[str]) -> None:
    assert split(text) == sentences


PIECES = st.sampled_from(
    [
        "Ia",
        " ",
        ". ",
        ".",
        "! ",
        "?",
        '"',
        "”",
        "“",
        "\n",
        "\r\n",
        "No",
        "Dr",
        "1",
        "dkk",
        "A",
        "..",
        "…",
        ")",
        "(",
        "\xa0",
        "kata",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_joining_gives_the_text_back(text: str) -> None:
    found = spans(text)
    position = 0
    for start, end in found:
        assert start >= position
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        position = end
    assert not text[position:].strip()
    assert split(text) == [text[start:end] for start, end in found]


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_splitting_a_sentence_again_changes_nothing_at_its_ends(text: str) -> None:
    for sentence in split(text):
        again = split(sentence)
        assert again[0][0] == sentence[0]
        assert again[-1][-1] == sentence[-1]
