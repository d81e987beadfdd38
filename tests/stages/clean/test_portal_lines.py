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
    ],
)
def test_portal_lines_go_and_are_on_record(line: str, place: int) -> None:
    cleaned = with_line(line, place)
    assert kept(cleaned) == BODY
    assert " ".join(removed.text for removed in cleaned.removed).split() == line.split()


@pytest.mark.parametrize(
    "label", ["Pilihan Editor", "Rekomendasi", "TERKINI", "Trending", "Berita Terkait:", "Artikel Lainnya", "Headline"]
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
