"""What portals put around the news goes, and news that looks like it stays."""

from __future__ import annotations

import pytest

from pipeline.stages.clean.boilerplate import Cleaned, classify

BODY = [
    "Pemerintah daerah menaikkan anggaran irigasi menjadi 40 miliar rupiah, dua kali lipat dari tahun lalu.",
    "Kepala dinas pertanian mengatakan saluran baru akan mengairi 900 hektare sawah di tiga kecamatan.",
    "Kelompok tani berharap pekerjaan itu selesai sebelum musim tanam berikutnya dimulai pada Oktober.",
]


def with_line(line: str, place: int) -> Cleaned:
    return classify("\n".join([*BODY[:place], line, *BODY[place:]]))


def kept(cleaned: Cleaned) -> list[str]:
    return [paragraph.text for paragraph in cleaned.paragraphs]


@pytest.mark.parametrize(
    "line",
    [
        "Wartawan: Kapan saluran itu selesai?",
        "Penulis: Buku ini saya kerjakan selama dua tahun.",
        "Editor: Kami tidak pernah diminta.",
        "Reporter: Terima kasih.",
        "Sumber: air itu berasal dari bendungan lama.",
        "Infografis: luas sawah naik dari 700 menjadi 900 hektare.",
        "Topik: apakah anggaran itu cukup?",
        "Daftar Penerima",
        "Daftar sawah yang diairi",
        "Cari Air Bersih",
        "Masuk Musim Kemarau",
        "Komentar Petani",
        "Bagikan Bibit",
        "Cetak Sawah Baru",
        "Suka Duka Petani",
        "Menu Berbuka",
        "Tim Ahli",
        "Tim penyelamat",
        "Facebook: layanan terganggu sejak subuh",
        "Telegram diblokir",
        "17 Agustus 2023",
        "Unduh aplikasi Tani Maju sebelum mendaftar, kata kepala dinas.",
        "Dukung petani muda, kata gubernur saat berlangganan koran.",
        "Hakim: Saudara mengenal saksi?",
        "Foto: gambar itu diambil sebelum saluran jebol, kata kepala dinas.",
        "Halaman 7 laporan itu hilang.",
        "Selanjutnya: tim mengukur debit air.",
        "Sumber berita Antara menyebut tiga desa.",
        "Ilustrasi itu diunggah petani ke Instagram.",
        "Laporan Badan Pusat Statistik",
        "Iklan pupuk itu dilarang.",
        "Tonton pertandingan itu gratis.",
        "(2-1)",
    ],
)
def test_news_that_looks_like_furniture_stays(line: str) -> None:
    assert kept(with_line(line, 1)) == [BODY[0], line, *BODY[1:]]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Simak berita selengkapnya di sini.", 3),
        ("Klik di sini untuk membaca selengkapnya", 3),
        ("Lanjutkan membaca di bawah iklan", 1),
        ("Konten berlanjut setelah iklan", 2),
        ("Warta.id berkomitmen menyajikan fakta jernih dan berimbang.", 1),
        ("Dukung jurnalisme independen dengan berlangganan Warta.id.", 3),
        ("Nikmati bacaan tanpa iklan dengan menjadi anggota.", 3),
        ("Langganan sekarang!", 3),
        ("Pembaca dapat berlangganan majalah kami lewat situs ini.", 3),
        ("Tulis komentar Anda di kolom ini.", 3),
        ("Penafian: Tulisan ini bukan nasihat keuangan, dan keputusan ada di tangan pembaca.", 3),
        ("Dilarang memperbanyak isi tanpa izin redaksi.", 3),
        ("Seluruh hak cipta dilindungi.", 3),
        ("(abc/def)", 3),
        ("[xyz]", 3),
        ("A post shared by Petani Muda (@petani)", 2),
        ("Lihat unggahan ini di Facebook", 2),
        ("2 dari 4", 3),
        ("12 menit yang lalu", 0),
        ("Waktu baca: 4 menit", 0),
        ("Rabu, 31 Januari 2024", 0),
        ("ANTARA FOTO/Rahmat", 0),
        ("Petani memeriksa saluran irigasi, Rabu (31/1). ANTARA FOTO/Rahmat/rwa.", 0),
        ("Versi cetak berita ini terbit di harian Warta edisi Rabu.", 3),
        ("Artikel ini telah tayang di Warta.com dengan judul Irigasi Baru Dibangun, https://www.warta.com/a/1.", 3),
        ("Ikuti kami di Instagram @warta dan YouTube Warta.", 3),
        ("Bagikan ke WhatsApp", 3),
        ("3.210 views", 0),
        ("Tim Redaksi Warta.com", 0),
        ("Editor: siti rahma", 3),
        ("Reporter: Andi Saputra dan Siti Rahma | Editor: Budi", 0),
        ("| Kecamatan | Hektare |", 2),
        ("- [Harga Pupuk Naik](/pupuk)", 2),
        ("-- Advertisement --", 1),
        ("Iklan - Gulir untuk lanjut membaca", 1),
        ("Berita berlanjut di bawah ini", 1),
        ("Baca_juga", 1),
        ("Baca Selanjutnya: Panen Raya Mundur Sebulan", 1),
        ("Terkait: Bulog Serap Gabah Petani Lokal", 2),
        ("Tonton: Panen Raya di Karawang", 2),
        ("Simak podcast kami di Spotify.", 3),
        ("1 2 3 Selanjutnya", 3),
        ("» Halaman berikutnya", 3),
        ("Lihat Selengkapnya", 3),
        ("Tulisan ini sebelumnya tayang di Warta.com", 3),
        ("Editor - Rahmat Hidayat", 3),
        ("(Rahmat Hidayat)", 3),
        ("(Laporan Rahmat Hidayat)", 3),
        ("Rahmat Hidayat/Warta.com", 3),
        ("Laporan langsung Rahmat Hidayat dari Karawang", 3),
        ("(T.K-AB/C004)", 3),
        ("*/Red", 3),
        ("Terakhir diperbarui: 31 Januari 2024", 0),
        ("Waktu membaca 3 menit", 0),
        ("Ket. foto: Petani memeriksa saluran irigasi", 0),
        ("Petani memeriksa saluran irigasi. (Foto: Dok. Dinas)", 0),
        ("(WARTA.COM/RAHMAT HIDAYAT)", 2),
        ("Ilustrasi sawah. Foto: Unsplash", 2),
        ("(Sumber: Warta.com/Rahmat)", 3),
        ("Sumber berita Warta.", 3),
        ("Share this:", 3),
        ("Login untuk berkomentar", 3),
        ("Email Anda tidak akan dipublikasikan.", 3),
        ("— Petani Muda (@petani) January 31, 2024", 2),
        ("pic.twitter.com/x1y2z3", 2),
        ("Langganan newsletter kami", 3),
        ("Ikuti terus berita terbaru hanya di Warta.com", 3),
    ],
)
def test_portal_lines_go_and_are_on_record(line: str, place: int) -> None:
    cleaned = with_line(line, place)
    assert kept(cleaned) == BODY
    assert " ".join(removed.text for removed in cleaned.removed).split() == line.split()


@pytest.mark.parametrize(
    "label",
    [
        *("Pilihan Editor", "Rekomendasi", "TERKINI", "Trending", "Berita Terkait:", "Artikel Lainnya", "Headline"),
        *("Paling Populer", "Mungkin Anda Suka", "Most Read", "Baca Berita Lainnya:", "Infografis Terkait"),
        *("Baca Lainnya", "Baca juga berita lainnya"),
    ],
)
def test_behind_a_label_in_mid_article_headlines_go_and_sentences_stay(label: str) -> None:
    others = ["Panen Raya di Karawang Mundur Sebulan", "Bulog Serap Gabah Petani Lokal"]
    cleaned = classify("\n".join([BODY[0], label, *others, "", "Sawah itu lama kering.", BODY[2]]))
    assert kept(cleaned) == [BODY[0], "Sawah itu lama kering.", BODY[2]]
    assert [removed.text for removed in cleaned.removed] == [label, *others]


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("Baca juga: Harga Gula Naik Lagi Pekan Ini", "Pedagang di Pasar Kramat mengeluh karena sepi."),
        ("Baca juga: Stok Beras Turun Tahun Lalu", "Gubernur Jawa Barat mengatakan panen mundur."),
        ("Baca juga: Persib Kalahkan Arema", "Ciro Da Costa dkk naik ke peringkat dua."),
        ("Lihat juga: Bulog Tambah Gudang", "Petani di Kabupaten Subang menyambut rencana itu."),
        ("Baca juga: Irigasi Baru Dibangun, https://www.warta.com/a/1.", "Kepala dinas meninjau saluran itu."),
    ],
)
def test_a_link_inside_a_paragraph_ends_where_the_sentence_begins(link: str, sentence: str) -> None:
    cleaned = classify(f"{BODY[0]} {link} {sentence}\n{BODY[1]}")
    assert " ".join(kept(cleaned)) == f"{BODY[0]} {sentence} {BODY[1]}"
    assert [removed.text for removed in cleaned.removed] == [link]


@pytest.mark.parametrize(
    "tail",
    [
        "Editor: Rahmat Hidayat",
        "Penulis: Rahmat Hidayat Editor: Siti Rahma",
        "[Rahmat Hidayat]",
        "(Rahmat Hidayat/Warta.com)",
        "Sumber: Warta",
        "Copyright © Warta 2024",
        "Simak Video 'Sawah Baru di Karawang':",
        "Baca di halaman selanjutnya.",
    ],
)
def test_what_a_scraper_glued_to_the_last_sentence_goes(tail: str) -> None:
    cleaned = classify("\n".join([*BODY[:2], f"{BODY[2]} {tail}"]))
    assert kept(cleaned) == BODY
    assert [removed.text for removed in cleaned.removed] == [tail]


def test_a_sentence_goes_on_behind_a_bracketed_link() -> None:
    cleaned = classify(f"{BODY[0]}\nDebit air turun (baca juga: Waduk Mengering di Musim Hujan), kata petani.")
    assert kept(cleaned) == [BODY[0], "Debit air turun, kata petani."]


def test_a_sentence_glued_to_a_headline_keeps_its_first_word() -> None:
    cleaned = classify(f"{BODY[0]} Baca juga: Waduk MengeringMenurut petani, debit air turun.")
    assert kept(cleaned) == [BODY[0], "Menurut petani, debit air turun."]


@pytest.mark.parametrize(
    "line",
    [
        "Semarang - Solo kini ditempuh kurang dari satu jam lewat jalan tol.",
        "Antara Subang - Karawang ada tujuh saluran air yang rusak sejak lama.",
        "Warta.com - situs berita itu - memuat laporan dari tujuh desa.",
    ],
)
def test_a_dash_between_towns_or_around_an_insertion_is_no_dateline(line: str) -> None:
    assert kept(classify(f"{line}\n{BODY[0]}")) == [line, BODY[0]]


@pytest.mark.parametrize(
    ("dateline", "sentence"),
    [
        ("WARTA.COM -", "Teka-teki saluran rusak itu terjawab pada musim kemarau tahun ini."),
        ("TERNATE, WARTA.COM -", "Lomba Kora-Kora digelar lagi setelah berhenti selama dua tahun."),
        ("WARTA.COM | KARAWANG -", "Saluran air rusak sejak musim kemarau tahun lalu."),
        ("KARAWANG, (WARTA) -", "Saluran air rusak sejak musim kemarau tahun lalu."),
    ],
)
def test_a_dateline_ends_at_its_own_dash(dateline: str, sentence: str) -> None:
    cleaned = classify(f"{dateline} {sentence}\n{BODY[0]}")
    assert kept(cleaned) == [sentence, BODY[0]]
    assert [removed.text for removed in cleaned.removed] == [dateline]


def test_a_heading_of_the_article_behind_a_lone_label_stays() -> None:
    cleaned = classify("\n".join([BODY[0], "Baca juga", "Anggaran Irigasi Sawah", BODY[1], "Baca juga", BODY[2]]))
    assert kept(cleaned) == [BODY[0], "Anggaran Irigasi Sawah", *BODY[1:]]
