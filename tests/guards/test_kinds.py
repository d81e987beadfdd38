"""Whole kinds of faults that readers of such tools report, in wordings of our own: names alike, words left in
Indonesian, quantities without a figure, units and signs, decimals, dates, initials; and the verdict on a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.guards import GUARDS, Context, check_all
from pipeline.guards.checks import facts, leftover, quantities, units
from pipeline.guards.notation import english_notation
from pipeline.guards.repair import repair
from pipeline.guards.severity import FLAGS, in_words, severity, verdict
from pipeline.language.facts import compare
from pipeline.language.glossary import Glossary
from pipeline.language.name_matching import _sounds_of, _words, akin

GLOSSARY = Glossary.load()
CONTEXT = Context(GLOSSARY)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Irak", "Iraqi", True),
        ("Katolik", "Catholic", True),
        ("Soekarno", "Sukarno", True),
        ("Gorbachov", "Gorbachev", True),
        ("Yogyakarta", "Jogjakarta", True),
        ("Eksposisi", "Exposition", True),
        ("Bali", "Balinese", True),
        ("Persib", "Persia", False),
        ("Persija", "Persia", False),
        ("Malang", "Malaysia", False),
        ("Surakarta", "Surabaya", False),
        ("Megawati", "Megawangi", False),
        ("Madiun", "Madura", False),
        ("Bogor", "Bogota", False),
    ],
)
def test_names_that_begin_alike_are_not_one_name(one: str, other: str, same: bool) -> None:
    assert akin(one, other) is same


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Panitia batal mengundang gubernur.", "The committee batal invited the governor.", ("left-over",)),
        ("Warga menyantap gudeg dan sate.", "Residents ate gudeg and sate.", ()),
        ("Harga telur turun lagi.", "Egg prices turun again.", ("left-over",)),
        ("Gw blm dpt kabar.", "I blm dpt news.", ("left-over",)),
        ("WARGA MENOLAK TAMBANG.", "WARGA MENOLAK THE MINE.", ("left-over",)),
        ("WARGA MENOLAK TAMBANG.", "WARGA MENOLAK TAMBANG.", ("untranslated",)),
        ("WARGA MENOLAK TAMBANG.", "RESIDENTS REJECT THE MINE.", ()),
        ("Ia lulusan Institut Seni dan Budaya.", "He graduated from Institut Seni dan Budaya.", ()),
        ("Beratnya 12 kg.", "It weighs 12 kg.", ()),
        ("Wa inna ilaihi rajiun, lillahi wa inna, ia wafat.", "Wa inna ilaihi rajiun, lillahi wa inna, he died.", ()),
        ("Unduh di toko.id/get?yang=dan lewat gawai.", "Get it at toko.id/get?yang=dan by phone.", ()),
        ("Lurah zorbak wa tiba.", "The zorbak wa arrived.", ("left-over",)),
    ],
)
def test_one_indonesian_word_is_a_left_over(source: str, translation: str, found: tuple[str, ...]) -> None:
    assert leftover.check(source, translation) == found


@pytest.mark.parametrize(
    ("source", "translation", "changed"),
    [
        ("Puluhan kios terbakar.", "Dozens of kiosks burned.", False),
        ("Puluhan kios terbakar.", "Hundreds of kiosks burned.", True),
        ("Puluhan kios terbakar.", "The kiosks burned.", True),
        ("Puluhan tahun ia menunggu.", "He waited for decades.", False),
        ("Ratusan ribu pemudik pulang.", "Hundreds of thousands of travelers went home.", False),
        ("Ratusan ribu pemudik pulang.", "Hundreds of travelers went home.", True),
        ("Ratusan pekerja dirumahkan.", "Several hundred workers were furloughed.", False),
        ("Belasan siswa pingsan.", "More than a dozen students fainted.", False),
        ("Belasan siswa pingsan.", "Hundreds of students fainted.", True),
        ("Belasan ribu buruh mogok.", "Tens of thousands of workers went on strike.", True),
        ("Belasan ribu buruh mogok.", "More than ten thousand workers went on strike.", False),
        ("Belasan ribu buruh mogok.", "Some 12,000 workers went on strike.", False),
        ("Belasan tahun ia menanti.", "He waited for decades.", True),
        ("Belasan tahun ia menanti.", "He waited for more than a decade.", False),
        ("Anak usia belasan tahun itu hilang.", "The teenager was missing.", False),
        ("Seperdua harta diwariskan.", "A second of the estate was left.", True),
        ("Seperdua harta diwariskan.", "Half of the estate was left.", False),
        ("Seperempat lahan terendam.", "A quarter of the land was flooded.", False),
        ("Seperempat lahan terendam.", "A third of the land was flooded.", True),
        ("Tiga perempat lahan terendam.", "Three quarters of the land was flooded.", False),
        ("Separuh kursi kosong.", "Half of the seats were empty.", False),
        ("Separuh kursi kosong.", "A fifth of the seats were empty.", True),
        ("Tim itu lolos ke perempat final.", "The team reached the quarterfinals.", False),
        ("Harganya Rp 45 ribuan.", "It costs around Rp 45 thousand.", False),
    ],
)
def test_quantities_without_a_figure(source: str, translation: str, changed: bool) -> None:
    assert quantities.check(source, translation) == (("quantity-changed",) if changed else ())


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Lahan 40 hektare.", "40 hectares of land.", ()),
        ("Lahan 40 meter persegi.", "40 meters of land.", ("unit-changed",)),
        ("Bak 3 meter kubik.", "A 3 cubic meter tank.", ()),
        ("Angin 60 km/jam.", "Wind of 60 km/h.", ()),
        ("Angin 60 km/jam.", "Wind of 60 mph.", ("unit-changed",)),
        ("Suhu 31 derajat Celsius.", "A temperature of 31 degrees Fahrenheit.", ("unit-changed",)),
        ("Beras Rp 14.000 per kilogram.", "Rice at Rp 14,000 per kilogram.", ()),
        ("Beras Rp 14.000 per kilogram.", "Rice at 14,000 per kilogram.", ("unit-changed",)),
        ("Beras Rp 14.000 per kilogram.", "Rice at Rp 14,000 per liter.", ("unit-changed",)),
        ("Sebanyak 14 kapal tenggelam.", "The 14th ship sank.", ("unit-changed",)),
        ("Ia finis di urutan 14.", "He finished 14th.", ()),
        ("Gempa bermagnitudo 6,1.", "A 6.1-magnitude earthquake.", ()),
        ("Gempa bermagnitudo 6,1.", "A $6.1 earthquake.", ("unit-changed",)),
        ("Suhu minus 3 derajat.", "A temperature of 3 degrees.", ("sign-changed",)),
        ("Suhu minus 3 derajat.", "Three degrees below zero, or -3 degrees.", ()),
        ("Laba tumbuh -4,5 persen.", "Profit fell 4.5 percent.", ()),
        ("Pria berusia 40-an itu kabur.", "The 40-year-old man fled.", ("unit-changed",)),
        ("Pria berusia 40-an itu kabur.", "The man, in his 40s, fled.", ()),
        ("Pria berusia 40-an itu kabur.", "The man, about 40 years old, fled.", ()),
        ("Pria berusia 40 tahun itu kabur.", "The 40-year-old man fled.", ()),
        ("Nilainya USD3,5 miliar.", "It is worth USD3.5 billion.", ()),
        ("Gol pada menit -37.", "A goal in the 37th minute.", ()),
        ("Klub itu membayar 20 juta pound.", "The club paid 20 million pounds.", ()),
    ],
)
def test_units_rates_currencies_ranks_and_signs(source: str, translation: str, found: tuple[str, ...]) -> None:
    assert units.check(source, translation) == found


@pytest.mark.parametrize(
    ("source", "translation", "flagged"),
    [
        ("Ia kalah 2,318 detik.", "He lost by 2,318 seconds.", True),
        ("Ia kalah 2,318 detik.", "He lost by 2.318 seconds.", False),
        ("Selisihnya 0,045 detik.", "The gap is 0,045 seconds.", True),
        ("Sebanyak 120,000 orang datang.", "120,000 people came.", False),
        ("Rapat tanggal 4/9/2023.", "The meeting was on April 9, 2023.", True),
        ("Rapat tanggal 4/9/2023.", "The meeting was on September 4, 2023.", False),
        ("Inflasi 3,1 persen.", "Inflation was 3.1 pct.", False),
        ("Ekspor USD1,75 miliar.", "Exports of USD1.75 billion.", False),
        ("Kadar PM2,5 naik.", "The PM2.5 level rose.", False),
        ("Seperlima warga absen.", "One-fifth of residents were absent.", False),
        ("Seperenam warga absen.", "One sixth of residents were absent.", False),
        ("Gempa pukul 03.12, 04.45, dan 05.30 WIB.", "Quakes at 03:12, 04:45 and 05:30 WIB.", False),
        ("Gempa pukul 03.12, 04.45, dan 05.30 WIB.", "Quakes at 03:12, 04:54 and 05:30 WIB.", True),
        ("Ekspor USD1,75 miliar.", "Exports of USD1.57 billion.", True),
        ("Pinjaman JPY40 miliar.", "A loan of JPY40 billion.", False),
        ("Laba babak pertama naik pada triwulan ketiga.", "Profit rose in the third quarter.", False),
    ],
)
def test_figures_and_dates_read_as_each_language_writes_them(source: str, translation: str, flagged: bool) -> None:
    assert bool(facts.check(source, translation, CONTEXT)) is flagged


def test_initials_are_no_acronyms() -> None:
    source = "Tersangka berinisial AS (24) dan SD (31) ditahan."
    assert facts.check(source, "The suspects, identified as AS (24) and SD (31), were detained.", CONTEXT) == ()
    assert GLOSSARY.check(source, "The suspects, identified as AS (24) and SD (31), were detained.") == ()
    assert "initials-lost" in facts.check(source, "US (24) and elementary school (31) suspects were held.", CONTEXT)
    assert [t.entry.term for t in GLOSSARY.terms_in("Pesawat AS tiba.")] == ["AS"]


def test_the_sources_own_figures_dates_and_codes_in_english_notation() -> None:
    assert english_notation("Catatan 31,207 detik.", "A time of 31,207 seconds.") == "A time of 31.207 seconds."
    assert english_notation("Sebanyak 31,207 orang.", "31,207 people.") == "31,207 people."
    assert english_notation("Pada 7/3/2022.", "On 7/3/2022.") == "On March 7, 2022."
    assert english_notation("Pada 07-03-2022.", "On 07-03-2022.") == "On March 7, 2022."
    assert english_notation("Timnas U-19 menang.", "The U.19 team won.") == "The U-19 team won."


def test_a_repair_takes_the_scale_that_was_left_with_it() -> None:
    source, translation = "Tarif Rp 75 rb per malam.", "A rate of Rp 75 rb a night."
    mended = repair(source, translation, compare(source, translation, glossary=GLOSSARY), GLOSSARY)
    assert mended is not None
    assert mended.text == "A rate of Rp 75,000 a night."


def test_every_flag_of_a_guard_has_a_severity_and_words() -> None:
    for name in GUARDS.names():
        for flag in GUARDS.load(name).COSTS:
            assert severity(flag), flag
            assert in_words(flag) != flag
    order = [FLAGS[flag][0] for flag in FLAGS]
    assert order == sorted(order, key=("critical", "major", "minor").index)


def test_a_verdict_is_as_bad_as_the_worst_flag_and_gives_three_reasons_at_most() -> None:
    assert verdict(()).severity == ""
    assert not verdict(("term-lost", "split")).shown
    found = verdict(("name-lost", "negation-lost", "translation-number-added", "opposite", "loop", "term-lost"))
    assert found.severity == "critical"
    assert found.flags == ("loop", "negation-lost", "opposite")
    assert found.reasons[1] == "the source says that something is not so"
    assert verdict(("whole-article",)).severity == ""


def test_unknown_guards_are_refused() -> None:
    with pytest.raises(UserError, match="unknown guard"):
        check_all("a", "b", names=["polarty"])


@given(st.lists(st.text("aAeikKcshtnjw'", max_size=9), max_size=6), st.text("aAeikKcshtnjw'", max_size=9))
@settings(max_examples=500)
def test_all_words_of_a_text_at_once_are_as_akin_as_one_by_one(words: list[str], word: str) -> None:
    text = " ".join(words)
    assert _sounds_of(text).akin_to(word) is any(akin(word, w) for w in _words(text))
