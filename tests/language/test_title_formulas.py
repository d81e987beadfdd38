"""Headlines as sentences: set forms in plain words, verbs with their prefix, "seorang" for one person."""

from __future__ import annotations

from collections import Counter

import pytest

from eval.benchmarks.bare_verbs import bare_forms, verbs
from pipeline.language.bare_verbs import active, with_prefixes
from pipeline.language.title_formulas import plain_formulas
from pipeline.language.title_number import one_person


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Warga Tolirejo tolak tambang, ini alasannya", "Warga Tolirejo tolak tambang"),
        ("Harga cabai naik lagi? Ini kata pedagang", "Harga cabai naik lagi?"),
        ("Menteri lantik lima direktur, siapa saja?", "Menteri lantik lima direktur"),
        ("5 kota paling sejuk, ada Malang", "5 kota paling sejuk, termasuk Malang"),
        ("Viral, kambing masuk minimarket", "Kambing masuk minimarket"),
        ("Hasil Persela vs PSIM 2-1: Laskar Joko Tingkir bangkit", "Persela mengalahkan PSIM 2-1"),
        ("Persela vs PSIM 0-3, Andi cetak gol", "Persela kalah 0-3 dari PSIM, Andi cetak gol"),
        ("Hasil Persela vs PSIM 1-1", "Persela bermain imbang 1-1 dengan PSIM"),
        ("Hasil HT Persela vs PSIM 0-1: Gol cepat", "Persela tertinggal 0-1 dari PSIM pada babak pertama"),
        ("Puncak arus mudik, polisi menutup jalan", "Pada puncak arus mudik, polisi menutup jalan"),
        ("Pertama kalinya, kota ini membuka trem", "Untuk pertama kalinya, kota ini membuka trem"),
        ("Toko emas dirampok, pelaku warga binaan", "Toko emas dirampok, pelakunya adalah warga binaan"),
        ("Mendag soal beras: Stok aman", "Mendag bicara soal beras: Stok aman"),
    ],
)
def test_set_forms_are_plain(title: str, plain: str) -> None:
    assert plain_formulas(title) == plain


@pytest.mark.parametrize(
    "title",
    [
        "Chip lokal mengungguli impor, benarkah?",  # a doubt stays
        "Ini alasan warga menolak tambang",
        "Ada diskon, ini cara mudah mengecek pajak",
        "Puncak Gunung Salju tanpa salju, terlama dalam 130 tahun",
        "Toko emas dirampok, pelaku masih buron",
        "Toko emas dirampok, pelaku meninggalkan sandal",
        "Akhirnya, jembatan dibuka",
        "Debat panas Budi vs Wati soal pajak 2-3 persen",
        "Menteri bicara soal beras: Stok aman",
        "Viral, ini dia",
        "x" * 400 + ", ini alasannya",
    ],
)
def test_other_titles_stay(title: str) -> None:
    assert plain_formulas(title) == title


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("tolak", "menolak"),
        ("picu", "memicu"),
        ("sita", "menyita"),
        ("keluhkan", "mengeluhkan"),
        ("cek", "mengecek"),
        ("perkuat", "memperkuat"),
        ("landa", "melanda"),
        ("usir", "mengusir"),
        ("khawatirkan", "mengkhawatirkan"),
    ],
)
def test_the_active_form(verb: str, form: str) -> None:
    assert active(verb) == form
    assert verb in bare_forms(form) or verb == "cek"


def test_bare_verbs_of_a_title_get_their_prefix() -> None:
    assert with_prefixes("Banjir picu wabah, warga keluhkan bau") == "Banjir memicu wabah, warga mengeluhkan bau"
    assert with_prefixes("Siksa bayi, dua orang ditahan") == "Menyiksa bayi, dua orang ditahan"


@pytest.mark.parametrize(
    "title",
    [
        "Tolak Angin laris di pasar",
        'Ketua: "Kami tolak usul itu"',
        'Film "usir dia" tayang',
        "Bangunan yang kami sita",
        "Warga gelar doa",
    ],
)
def test_names_quotations_and_passives_stay(title: str) -> None:
    assert with_prefixes(title) == title


def test_a_bare_form_is_listed_by_its_counts() -> None:
    counts = {"mengubah": 90, "ubah": 3, "diubah": 20, "menara": 80, "mencari": 90, "cari": 80, "dicari": 9}
    assert verbs(Counter(counts)) == {"ubah": "mengubah"}


ONE = ["Seorang turis asing menjadi viral di Labuan.", "Ia berkeliling."]


def test_one_person_is_said_to_be_one() -> None:
    assert one_person("Turis asing keliling kota", ONE) == "Seorang turis asing keliling kota"
    assert one_person("Sakit di Malaysia, TKI asal Tuban pulang", ["TKI bernama Siti sakit."]) == (
        "Sakit di Malaysia, seorang TKI asal Tuban pulang"
    )


@pytest.mark.parametrize(
    ("title", "texts"),
    [
        ("Turis asing keliling kota", ["Turis asing keliling kota."]),
        ("Turis asing keliling kota", ["Seorang turis dan dua turis lain datang."]),
        ("Guru Budi mengajar", ["Seorang guru bernama Budi mengajar."]),
        ("Dua turis keliling kota", ONE),
        ("Suami istri ditahan", ["Seorang pria dan istrinya ditahan."]),
    ],
)
def test_other_numbers_stay(title: str, texts: list[str]) -> None:
    assert one_person(title, texts) == title
