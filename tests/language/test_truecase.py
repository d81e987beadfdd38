"""Headlines in title case: the article's own words decide which capitals are names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language.truecase import ordinary_case, sentence_case

ARTICLE = [
    "Gempa bumi mengguncang Kabupaten Pesisir Barat, Lampung, pada Rabu.",
    "Sebanyak 1.100 warga mengungsi ke balai desa.",
    "Kepala BMKG mengatakan gempa tidak berpotensi tsunami.",
]


def test_words_the_article_writes_small_become_small_and_names_stay() -> None:
    headline = "Gempa M 5,8 Guncang Pesisir Barat, 1.100 Warga Mengungsi"
    assert sentence_case(headline, ARTICLE) == "Gempa M 5,8 guncang Pesisir Barat, 1.100 warga mengungsi"


@pytest.mark.parametrize(
    "headline",
    [
        "Gempa mengguncang Pesisir Barat dan warga mengungsi",  # a sentence already
        "BMKG",
        "",
        "GEMPA GUNCANG LAMPUNG",  # all capitals say nothing about names
    ],
)
def test_what_is_no_title_case_stays(headline: str) -> None:
    assert sentence_case(headline, ARTICLE) == headline


def test_acronyms_and_unknown_names_keep_their_capitals() -> None:
    headline = "Kepala BMKG Temui Gubernur Rahmat di Krui"
    assert sentence_case(headline, ARTICLE) == "Kepala BMKG temui Gubernur Rahmat di Krui"


def test_an_unknown_verb_is_told_by_its_affix() -> None:
    assert sentence_case("Warga Pesisir Barat Menunggu Rahmat", ARTICLE) == "Warga Pesisir Barat menunggu Rahmat"


@pytest.mark.parametrize(
    ("headline", "plain"),
    [
        ("Warga Usir Kera Liar di Krui", "Warga usir kera liar di Krui"),  # "mengusir"
        ("Hujan Picu Banjir, Pemkab Siapkan Bantuan", "Hujan picu banjir, Pemkab siapkan bantuan"),  # "memicu"
        ("Gara-gara Hujan, Rahmat Datangi Krui", "Gara-gara hujan, Rahmat datangi Krui"),
        ("Muncul Awan Berwarna-warni di Krui", "Muncul awan berwarna-warni di Krui"),
        ("Gubernur Jabar Bekuk Mafia Tanah", "Gubernur Jabar bekuk mafia tanah"),
        ("Ketua DPRD Jawa Timur Temui Trent Alexander-Arnold", "Ketua DPRD Jawa Timur temui Trent Alexander-Arnold"),
    ],
)
def test_a_word_that_the_article_lacks_is_small_where_it_is_known_to_be_no_name(headline: str, plain: str) -> None:
    assert sentence_case(headline, ["Kejadian itu berlangsung pada Rabu."]) == plain


@pytest.mark.parametrize(
    ("headline", "plain"),
    [
        ("Pelatih Persib Kecewa Lawan Persebaya", "Pelatih Persib kecewa lawan Persebaya"),
        ("Polisi Usut Dugaan Korupsi Pertamina", "Polisi usut dugaan korupsi Pertamina"),
        ("Menteri Kunjungi Kendari dan Sekadau", "Menteri kunjungi Kendari dan Sekadau"),
        ("Warga Berastagi Panen Kentang", "Warga Berastagi panen kentang"),
        ("Kapal Wisata Mentawai Tenggelam", "Kapal wisata Mentawai tenggelam"),
    ],
)
def test_a_name_that_opens_like_a_prefix_stays_a_name(headline: str, plain: str) -> None:
    assert sentence_case(headline, ["Kejadian itu berlangsung pada Rabu."]) == plain
    first = next(w for w in plain.split()[1:] if w[0].isupper())
    assert sentence_case(headline, [f"{first} ramai.", f"{first} sepi."]) == plain


@pytest.mark.parametrize(
    "verb",
    [
        *("temui", "ungkap", "bekuk", "menunggu", "dipulangkan", "berkomplot", "keluhkan", "diberlakukan", "memicu"),
        *(
            "menyapu",
            "pemilihan",
            "mengungsi",
            "diterjang",
            "terseret",
            "pembobol",
            "pengedar",
            "tewaskan",
            "kerusuhan",
        ),
    ],
)
def test_verbs_and_what_is_made_of_them_become_small(verb: str) -> None:
    headline = f"Warga Krui {verb.title()} Pencuri"
    assert sentence_case(headline, ["Hal itu terjadi pada Rabu."]) == f"Warga Krui {verb} pencuri"


def test_the_article_tells_the_root_of_a_seldom_verb() -> None:
    article = ["Dua orang menjambret kalung."]
    assert sentence_case("Warga Krui Dijambret Lagi", article) == "Warga Krui dijambret lagi"


def test_a_word_with_which_sentences_open_is_a_name_unless_it_is_common() -> None:
    article = ["Berkomplet memenangi lomba itu.", "Mereka pulang."]
    assert sentence_case("Klub Berkomplet Pulang Lagi", article) == "Klub Berkomplet pulang lagi"
    assert sentence_case("Warga Krui Temui Rahmat", ["Temui kami di sana."]) == "Warga Krui temui Rahmat"


def test_a_word_after_a_colon_begins_a_sentence() -> None:
    assert sentence_case("BMKG: Warga Mengungsi Lagi", ARTICLE).startswith("BMKG: Warga mengungsi")


@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=4))
def test_only_the_case_of_letters_changes(headline: str, article: list[str]) -> None:
    assert sentence_case(headline, article).casefold() == headline.casefold()


@pytest.mark.parametrize(
    ("shouted", "plain"),
    [
        (
            "WARGA TIDAK MENERIMA BANTUAN DI DESA CIBOGO PADA SENIN PAGI.",
            "Warga tidak menerima bantuan di desa Cibogo pada Senin pagi.",
        ),
        ("KPK PERIKSA BUPATI DI JAWA BARAT.", "KPK periksa bupati di Jawa Barat."),
        ("PT TIRTAMAS MENJUAL 12 KAPAL. HARGA TURUN.", "PT Tirtamas menjual 12 kapal. Harga turun."),
        ("Harga BBM naik, kata DPR.", "Harga BBM naik, kata DPR."),
        ("KPK", "KPK"),
        ("", ""),
    ],
)
def test_a_sentence_in_capitals_gets_ordinary_case(shouted: str, plain: str) -> None:
    assert ordinary_case(shouted) == plain


def test_the_article_tells_names_in_a_sentence_in_capitals() -> None:
    article = ["Wali kota bertemu Bunga Lestari di balai kota."]
    assert ordinary_case("BUNGA LESTARI MENOLAK HASIL RAPAT ITU.", article) == "Bunga Lestari menolak hasil rapat itu."


@given(st.text(max_size=60))
def test_ordinary_case_changes_case_alone(text: str) -> None:
    assert ordinary_case(text).casefold() == text.casefold() or not text.isascii()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("SETIAP aktivitas manusia berdampak pada alam.", "Setiap aktivitas manusia berdampak pada alam."),
        ("SEJUMLAH WARGA di Desa Sukamaju mengungsi.", "Sejumlah warga di Desa Sukamaju mengungsi."),
        ("PERTAMINA menaikkan harga bensin hari ini.", "PERTAMINA menaikkan harga bensin hari ini."),
        ("KPK menahan bupati itu kemarin.", "KPK menahan bupati itu kemarin."),
        ("POLISI datang.", "POLISI datang."),
    ],
)
def test_words_in_capitals_that_open_a_sentence_become_small_unless_they_are_names(given: str, expected: str) -> None:
    assert ordinary_case(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Warga DILARANG MEMBAKAR sampah.", "Warga dilarang membakar sampah."),
        ("Hakim TIDAK menahan terdakwa.", "Hakim tidak menahan terdakwa."),
        ("KEPALA BNPB TINJAU LONGSOR DI GARUT.", "Kepala BNPB tinjau longsor di Garut."),
        ('Spanduk "TOLAK PABRIK SEMEN" robek.', 'Spanduk "Tolak pabrik semen" robek.'),
        ("KEPALA DESA DI KABUPATEN DEMAK MENYITA 3 KG GARAM.", "Kepala desa di kabupaten Demak menyita 3 kg garam."),
        ("Rapat DPR RI dan MPR ditutup.", "Rapat DPR RI dan MPR ditutup."),
        ("Yayasan UNTUK SEMUA menolong warga.", "Yayasan UNTUK SEMUA menolong warga."),
        ("Ormas BERSAMA MEMBANGUN dilaporkan.", "Ormas BERSAMA MEMBANGUN dilaporkan."),
        ('Film "BUKAN UNTUK DIJUAL" tayang.', 'Film "BUKAN UNTUK DIJUAL" tayang.'),
        ("Program SEKOLAH GRATIS dimulai.", "Program SEKOLAH GRATIS dimulai."),
        ("Bank itu TIDAK BOLEH menagih.", "Bank itu tidak boleh menagih."),
        ("Sekolah DILARANG MENAHAN ijazah.", "Sekolah dilarang menahan ijazah."),
        ("Novel BUMI MANUSIA laris.", "Novel BUMI MANUSIA laris."),
        ("Rekening BANK MANDIRI dibobol.", "Rekening BANK MANDIRI dibobol."),
    ],
)
def test_stressed_words_inside_a_sentence_become_small(given: str, expected: str) -> None:
    assert ordinary_case(given) == expected


def test_a_name_in_capitals_that_opens_a_sentence_stays_where_the_article_knows_it() -> None:
    article = ["BUNGA CITRA tampil di Jakarta malam ini.", "Penonton menyambut Bunga Citra dengan meriah."]
    assert ordinary_case(article[0], article) == article[0]
    term = ordinary_case("DEWAN KEAMANAN bersidang pada hari Rabu.")
    assert term == "Dewan Keamanan bersidang pada hari Rabu."
