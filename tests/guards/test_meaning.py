"""Guards of meaning: negation, opposites, time seen from today, roles and order, words that are missing."""

import pytest

from pipeline.guards.checks import antonyms, content_words, order, polarity, relative_time
from pipeline.guards.context import Context
from pipeline.language.glossary import Glossary


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Menteri itu tidak hadir di sidang.", "The minister attended the hearing.", ("negation-lost",)),
        ("Menteri itu tidak hadir di sidang.", "The minister did not attend the hearing.", ()),
        ("Menteri itu tidak hadir di sidang.", "The minister was absent from the hearing.", ()),
        ("Warga belum menerima bantuan.", "Residents have received the aid.", ("negation-lost",)),
        ("Warga belum menerima bantuan.", "Residents have yet to receive the aid.", ()),
        ("Dia bukan pelakunya.", "He is the perpetrator.", ("negation-lost",)),
        ("Rapat itu berakhir tanpa hasil.", "The meeting ended with a result.", ("negation-lost",)),
        ("Tidak hanya rumah, sekolah juga rusak.", "Both houses and schools were damaged.", ()),
        ("Harga beras turun di pasar itu.", "The price of rice did not fall at the market.", ("negation-added",)),
        ("Harga beras turun di pasar itu.", "The price of rice fell at the market.", ()),
        ("Lagu itu berjudul Never Mind.", "The song is titled Never Mind.", ()),
        ("Kantornya di Jalan Melati No. 7.", "His office is at Jalan Melati No. 7.", ()),
        ("Pertandingan itu batal digelar.", "The match was held.", ("reversal-lost",)),
        ("Pertandingan itu batal digelar.", "The match was called off.", ()),
        ("Pertandingan itu batal digelar.", "The match will not be held.", ()),
        ("Bocah itu nyaris tenggelam.", "The boy drowned.", ("reversal-lost",)),
        ("Bocah itu nyaris tenggelam.", "The boy nearly drowned.", ()),
        ("Pemerintah urung menaikkan tarif.", "The government raised the tariff.", ("reversal-lost",)),
        ("Bupati emoh mundur dari kursinya.", "The regent resigned from his seat.", ("reversal-lost",)),
        ("Bupati enggan mundur dari kursinya.", "The regent resigned from his seat.", ("reversal-lost",)),
        ("Bupati enggan mundur dari kursinya.", "The regent was reluctant to resign.", ()),
        ("Bupati enggan berkomentar.", "The regent declined to comment.", ()),
        ("Daftar di laman daftar.bkn.go.id.", "Register at the daftar.bkn.go.id page.", ()),
        ("Polisi membantah kabar itu.", "Police confirmed the report.", ("reversal-lost",)),
        ("Polisi membantah kabar itu.", "Police denied the report.", ()),
        ("Hakim menolak gugatan itu.", "The judge granted the lawsuit.", ("reversal-lost",)),
        ("Tim itu gagal mencetak gol.", "The team managed to score a goal.", ("reversal-lost",)),
    ],
)
def test_polarity(source: str, translation: str, found: tuple[str, ...]) -> None:
    assert polarity.check(source, translation) == found


def test_a_negation_of_another_word_does_not_answer_for_the_one_that_was_lost() -> None:
    source = "Polisi tidak menangkap pelaku karena warga tidak melapor."
    assert polarity.check(source, "Police did not arrest the perpetrator because residents reported it.") == (
        "negation-lost",
    )
    assert polarity.check(source, "Police did not arrest the perpetrator because residents did not report it.") == ()


@pytest.mark.parametrize(
    ("source", "translation", "opposite"),
    [
        ("Harga cabai naik 10 persen.", "The price of chilies fell 10 percent.", True),
        ("Harga cabai naik 10 persen.", "The price of chilies rose 10 percent.", False),
        ("Harga cabai tidak naik.", "The price of chilies fell.", False),
        ("Tim tuan rumah menang.", "The home team lost.", True),
        ("Ia pulang sebelum hujan.", "He went home after the rain.", True),
        ("Toko itu dibuka kemarin.", "The shop was closed yesterday.", True),
        ("Pemerintah membeli beras.", "The government sold rice.", True),
        ("Gempa mengguncang bagian utara pulau itu.", "The earthquake shook the southern part of the island.", True),
        ("Suaminya meninggal.", "Her husband died.", False),
        ("Suaminya meninggal.", "His wife died.", True),
        ("Sebagian besar warga mengungsi.", "A small number of residents fled.", False),
        ("Rupiah melemah.", "The rupiah strengthened.", True),
    ],
)
def test_opposites(source: str, translation: str, opposite: bool) -> None:
    assert antonyms.check(source, translation) == (("opposite",) if opposite else ())


@pytest.mark.parametrize(
    ("source", "translation", "changed"),
    [
        ("Rapat digelar kemarin.", "The meeting was held yesterday.", False),
        ("Rapat digelar kemarin.", "The meeting will be held tomorrow.", True),
        ("Rapat digelar pekan lalu.", "The meeting was held last week.", False),
        ("Rapat digelar pekan lalu.", "The meeting will be held next week.", True),
        ("Ia menikah tahun depan.", "He got married last year.", True),
        ("Kejadian itu dua hari lalu.", "The incident was two days ago.", False),
        ("Kejadian itu tiga hari lalu.", "The incident is in three days.", True),
        ("Acara itu dua hari lagi.", "The event was two days ago.", True),
        ("Begitu laporan News Today.", "So News Today reports.", False),
        ("Ia tiba tadi malam.", "He arrived last night.", False),
        ("Ia tiba tadi malam.", "He arrives tonight.", True),
    ],
)
def test_relative_time(source: str, translation: str, changed: bool) -> None:
    assert relative_time.check(source, translation) == (("time-changed",) if changed else ())


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("Arema mengalahkan Persela.", "Arema beat Persela.", ()),
        ("Arema mengalahkan Persela.", "Persela beat Arema.", ("roles-swapped",)),
        ("Arema mengalahkan Persela.", "Persela lost to Arema.", ()),
        ("Arema mengalahkan Persela.", "Persela was beaten by Arema.", ()),
        ("Arema kalah dari Persela.", "Persela lost to Arema.", ("roles-swapped",)),
        ("Sutomo menggugat Hartono.", "Hartono sued Sutomo.", ("roles-swapped",)),
        ("Sutomo desak Hartono mundur", "Sutomo was urged by Hartono to resign", ("roles-swapped",)),
        ("Sutomo desak Hartono mundur", "Sutomo urges Hartono to resign", ()),
        ("Malaysia minta PBB bertindak", "Malaysia was asked by the UN to act", ("roles-swapped",)),
        ("Sutomo digugat oleh Hartono.", "Hartono sued Sutomo.", ()),
        ("Sutomo digugat oleh Hartono.", "Sutomo sued Hartono.", ("roles-swapped",)),
        ("Ia terbang dari Medan ke Padang.", "He flew from Padang to Medan.", ("order-swapped",)),
        ("Ia terbang dari Medan ke Padang.", "He flew to Padang from Medan.", ()),
        ("Jumlahnya naik dari 40 menjadi 60 orang.", "The number rose from 60 to 40 people.", ("order-swapped",)),
        ("Jumlahnya naik dari 40 menjadi 60 orang.", "The number rose to 60 from 40 people.", ()),
        ("Tiga dari tujuh saksi hadir.", "Seven of three witnesses came.", ("order-swapped",)),
        ("Tiga dari tujuh saksi hadir.", "Three of the seven witnesses came.", ()),
        ("Timnas menang 3-1.", "The national team won 1-3.", ("order-swapped",)),
        ("Timnas kalah 1-3.", "The national team lost 3-1.", ()),
    ],
)
def test_roles_and_order(source: str, translation: str, found: tuple[str, ...]) -> None:
    assert order.check(source, translation, Context(Glossary.load())) == found  # as the ladder calls it


def test_words_with_an_apostrophe_are_read_alike_by_all_guards() -> None:
    assert antonyms.check("Jum'at itu da'wah dan ma'af turun naik.", "That Friday the sermon opened and closed.") == ()


def test_a_word_that_always_arrives_is_missed() -> None:
    source = "Jaksa menuntut terdakwa kasus korupsi pengadaan kapal dengan hukuman penjara."
    assert content_words.check(source, "Prosecutors sought prison for the defendant in a ship corruption case.") == ()
    assert content_words.check(source, "The weather was nice at the beach with music and dancing.") == ("meaning-lost",)
    assert content_words.check(source, "") == ()
