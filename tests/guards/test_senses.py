"""Words of news get the English of the meaning that they have there."""

from __future__ import annotations

import re

import pytest

from pipeline.guards.senses import SENSES, _by_first, _firsts, _fitting, _senses, right_senses


@pytest.mark.parametrize(
    ("source", "translation", "expected"),
    [
        ("Truk bermuatan pasir terbalik.", "A truck with sand capsized.", "A truck with sand overturned."),
        ("Seorang lansia, Sari, dibawa.", "An elderly man, Sari, is taken.", "An elderly person, Sari, is taken."),
        ("Seorang pria lansia dibawa.", "An elderly man is taken.", "An elderly man is taken."),
        ("Bus itu oleng lalu terguling.", "The bus swayed and capsized.", "The bus swerved and overturned."),
        ("KRL anjlok di dekat stasiun.", "The commuter train plunged near a station.", None),
        ("Petani bawang merah untung.", "Garlic farmers profit.", "Shallot farmers profit."),
        ("Harga bawang merah naik.", "The price of red onions rises.", "The price of shallots rises."),
        ("Mobil listrik itu punya jarak tempuh 400 km.", "The electric car has a distance of 400 km.", None),
        ("Polisi menyita beras oplosan.", "Police seized mixed rice.", "Police seized adulterated rice."),
        ("Ia masuk sekolah kedinasan.", "He entered an official school.", "He entered a state service academy."),
        ("Polisi mengamankan pelaku.", "Police secured the culprit.", "Police detained the culprit."),
        ("Guru honorer menunggu.", "Honorary teachers wait.", "Contract teachers wait."),
        ("Pengungsi banjir pulang.", "Flood refugees go home.", "Flood evacuees go home."),
        ("Ia melanggar aturan OTT asing.", "He broke the rule on foreign sting operations.", None),
        ("Pasar Induk Cibitung ramai.", "Cibitung Main Market is busy.", "Cibitung Wholesale Market is busy."),
        (
            "Satpol PP menertibkan bangunan liar.",
            "Officers cleared wild buildings.",
            "Officers cleared illegal buildings.",
        ),
        (
            "Wacana penundaan pemilu ditolak.",
            "The discourse of delay is rejected.",
            "The proposal of delay is rejected.",
        ),
        (
            "Pria berinisial AM (29) ditahan.",
            "A man with the initials AM (29) is held.",
            "A man identified as AM (29) is held.",
        ),
        ("Pemain itu berjalan pincang.", "The player was seen walking.", "The player was seen limping."),
        ("Mereka mengarang cerita.", "They once explained the story.", "They made up a story."),
        ("Hama lembing masuk rumah.", "Lembing bugs enter houses.", "Stink bugs enter houses."),
        ("Anak gemar bermain gawai.", "The child likes playing gadgets.", "The child likes playing with gadgets."),
        ("Dua mutasi perwira Polri.", "Two mutations of police officers.", None),
        ("Polisi mengamankan barang bukti.", "Police secured evidence.", "Police seized evidence."),
        ("Sopir telah diamankan polisi.", "The driver had been secured by police.", None),
        (
            "Ia dihukum denda subsider 6 bulan.",
            "He was fined, subsidiary to 6 months.",
            "He was fined, or, if unpaid, 6 months.",
        ),
        ("Ia disiram air keras.", "He was doused with hard water.", "He was doused with acid."),
        ("Tim pemenangan berkumpul.", "The winning team gathered.", "The campaign team gathered."),
        ("Aktor intelektual pembunuhan itu dicari.", "The intellectual actor of the murder is sought.", None),
        ("Kata Budi saat ditemui di Solo.", "Budi said when met in Solo.", "Budi said when interviewed in Solo."),
        ("Bos itu dituntut 20 tahun penjara.", "The boss was finally sentenced to 20 years in prison.", None),
        ("Keduanya dikenai demosi.", "Both got a demonstration.", None),
        ("Ia mualaf sejak 2015.", "He has been a mouthpiece since 2015.", None),
        ("Warga menggerebek rumah bandar narkoba.", "Residents raided the drug airport's house.", None),
        ("Perkara itu selesai secara kekeluargaan.", "The case was settled in a family manner.", None),
        ("Ia pelanggan tetap di sana.", "He is a permanent customer there.", "He is a regular customer there."),
        ("Saham itu terkoreksi 2 persen.", "The shares were corrected by 2 percent.", "The shares fell by 2 percent."),
    ],
)
def test_the_meaning_of_news(source: str, translation: str, expected: str | None) -> None:
    changed = right_senses(source, translation)
    assert changed == expected if expected else changed != translation
    assert right_senses(source, changed) == changed


@pytest.mark.parametrize(
    ("source", "translation"),
    [
        ("Kapal feri terbalik dan truk di dalamnya tenggelam.", "The ferry capsized and the trucks in it sank."),
        ("Harga saham KA anjlok.", "Shares of the railway plunged."),
        ("Bawang merah dan bawang bombay naik.", "Shallots and onions rise."),
        ("Harga bawang merah dan bawang putih naik.", "Prices of shallots and garlic rise."),
        ("Jarak tempuh dari Solo dua jam.", "The distance from Solo is two hours."),
        ("KPK menggelar OTT di kantor penyedia internet.", "The KPK held a sting operation at a provider's office."),
        ("Polisi mengamankan lokasi kejadian.", "Police secured the scene."),
        ("Kenaikan itu disampaikan dalang wayang.", "The puppeteer told of it."),
        ("Terlapor dan pelapor bertemu.", "The reporter and the reporting party met."),
        ("Mobil dan senjata diamankan polisi.", "The car and weapons were secured by police."),
        ("Pengungsi Rohingya korban banjir.", "Rohingya refugees hit by floods."),
        ("Virus itu mengalami mutasi, kata pejabat.", "The virus underwent mutations, an official said."),
        ("Wacana publik itu memanas.", "The public discourse heats up."),
        ("Selain AL, pria berinisial TM disebut.", "Besides AL, the initials TM were named."),
        ("Atlet lempar lembing itu menang.", "The javelin athlete won."),
        ("Pelajar mengarang cerita untuk lomba.", "Pupils composed a story for a contest."),
        ("Kandang sapi terbakar.", "A cattle cage burned."),
        ("Pelaku diburu polisi.", "Police secured nothing and hunt the perpetrator."),
        ("Mantan pengungsi dan para pengungsi gempa.", "Refugees, evacuees, refugees beside refugees of the quake."),
    ],
)
def test_other_meanings_stay(source: str, translation: str) -> None:
    assert right_senses(source, translation) == translation


def test_every_row_has_its_four_columns_and_changes_what_it_finds() -> None:
    rows = [line.split("\t") for line in SENSES.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert all(len(row) == 4 and all(row) for row in rows)
    for _, forms, near, unless in rows:
        for form in forms.split(";"):
            wrong, right = form.split(">")
            assert re.compile(wrong).pattern != right
        assert near == "-" or re.compile(near)
        assert unless == "-" or re.compile(unless)


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        ("motor listrik|modus", {"motor", "modus"}),
        ("(?:perkara|kasus) itu", {"perka", "kasus"}),
        ("(?:mem)?buka", {"mem", "buka"}),
        ("(?:di(?:amuk|keroyok)|amuk) massa", {"di", "amuk"}),
        ("ijazah?|keras+", {"ijaza", "keras"}),
        (r"tertinggal\(a|\bSM|[ab]c|\d+ orang|(?<!piala )liga", {"terti", ""}),
        ("(?:satu|dua)* lebih|(?:|ke)pala", {"", "ke"}),
    ],
)
def test_the_first_letters_that_a_term_may_begin_with(pattern: str, firsts: set[str]) -> None:
    assert _firsts(pattern) == firsts


def test_rules_are_found_by_first_letters_as_by_reading_all() -> None:
    rows = [line.split("\t") for line in SENSES.read_text("utf-8").splitlines() if not line.startswith("#")]
    sentences = [re.sub(r"[^\w /-]+", " ", f"{term} {near}") for term, _, near, _ in rows[::7]]
    assert sum(len(_fitting(sentence)) for sentence in sentences) > len(sentences) / 2
    for sentence in sentences:
        assert _fitting(sentence) == tuple(sense for sense in _senses() if sense.fits(sentence)), sentence
    assert len(_by_first()[""]) < 40  # the rules that every sentence is searched for
