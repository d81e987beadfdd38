"""Text of the article that stands where portals put theirs: first paragraphs, sentences and pairs of names stay."""

from __future__ import annotations

import pytest

from pipeline.language import glossary
from pipeline.stages.clean.boilerplate import Cleaned, classify

LEAD = (
    "Angka pengangguran di provinsi itu turun menjadi empat persen pada Agustus, terendah dalam sepuluh tahun terakhir."
)
BODY = "Sebagian besar pekerja baru terserap di pabrik sepatu dan garmen yang dibuka kembali sejak awal tahun."


def kept(cleaned: Cleaned) -> list[str]:
    return [paragraph.text for paragraph in cleaned.paragraphs]


def removed(cleaned: Cleaned) -> list[str]:
    return [out.text for out in cleaned.removed]


@pytest.mark.parametrize(
    "bracket",
    [
        *("(Badan Pusat Statistik)", "(Partai Buruh)", "(Dinas Damkar Kota)", "[Kantor Imigrasi]"),
        "(Badan Pusat Statistik Provinsi Jawa Barat)",
    ],
)
def test_a_first_paragraph_stays_with_the_organisation_in_brackets_behind_it(bracket: str) -> None:
    cleaned = classify(f"{LEAD} {bracket}\n{BODY}")
    assert kept(cleaned) == [f"{LEAD} {bracket}", BODY]
    assert removed(cleaned) == []


@pytest.mark.parametrize(
    "bracket",
    [
        *("(BMKG)", "(BMKG).", "[BMKG]", "(Kemenkes)", "(Persero)", "(IMF)", "(BPOM RI)", "(BPS Jabar)"),
        *("(Polda Metro Jaya)", "(Polres Bogor)", "(Kejari Jakarta Selatan)", "(Dinkes DKI Jakarta)"),
    ],
)
def test_a_first_paragraph_stays_with_the_short_form_of_an_office_behind_it(bracket: str) -> None:
    cleaned = classify(f"{LEAD} {bracket}\n{BODY}")
    assert kept(cleaned) == [f"{LEAD} {bracket}", BODY]
    assert removed(cleaned) == []


def test_a_short_first_line_stays_with_a_short_form_behind_its_own_words() -> None:
    line = "Polisi menangkap anggota Jamaah Ansharut Daulah (JAD)"
    assert kept(classify(f"{line}\n{LEAD}\n{BODY}"))[0] == line


@pytest.mark.parametrize(
    "caption",
    [
        "Relawan mengevakuasi korban gempa di Cianjur, Jawa Barat, yang tertimbun longsor, Senin (21/11/2022). (BNPB)",
        f"{LEAD} (AFP)",
        f"{LEAD} (Humas BMKG)",
        "Citra satelit siklon di Samudra Hindia (BMKG)",
    ],
)
def test_a_caption_goes_with_the_agency_that_made_the_picture(caption: str) -> None:
    assert kept(classify(f"{caption}\n{LEAD}\n{BODY}")) == [LEAD, BODY]


@pytest.mark.parametrize("name", ["(Rina Hapsari)", "(Indah Permata)", "[Rina Hapsari]", "(Rina Al Hapsari)"])
def test_a_writers_name_goes_and_the_first_paragraph_before_it_stays(name: str) -> None:
    cleaned = classify(f"{LEAD} {name}\n{BODY}")
    assert kept(cleaned) == [LEAD, BODY]
    assert removed(cleaned) == [name]


@pytest.mark.parametrize("credit", ["(Rina Hapsari)", "(Rina Hapsari/Warta.com)"])
def test_a_short_line_with_a_photographers_name_is_a_caption(credit: str) -> None:
    caption = "Pekerja menjahit sepatu di pabrik."
    cleaned = classify(f"{caption} {credit}\n{LEAD}\n{BODY}")
    assert kept(cleaned) == [LEAD, BODY]
    assert sorted(removed(cleaned)) == sorted([caption, credit])


def test_a_long_caption_is_told_by_the_word_before_the_name() -> None:
    caption = "Pekerja menjahit sepatu di pabrik yang dibuka kembali pada awal tahun oleh pemilik barunya di tepi kota."
    cleaned = classify(f"{caption} (Humas Pemkot Bogor)\n{LEAD}\n{BODY}")
    assert kept(cleaned) == [LEAD, BODY]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_office_alone_in_brackets_is_no_byline(place: int) -> None:
    lines = [LEAD, BODY]
    lines.insert(place, "(Wakil Ketua Komisi)")
    assert kept(classify("\n".join(lines))) == lines


@pytest.mark.parametrize(
    "line",
    [
        "Tonton: Konser amal itu disiarkan langsung di alun-alun kota malam ini.",
        "Tonton: Konser Amal di Alun-alun.",
        "Tonton: Konser Amal disiarkan langsung di alun-alun.",
        'Ketua panitia berpesan: "Simak: tiket gratis." Lalu ia turun dari panggung.',
        'Papan itu berbunyi "Baca juga: Aturan Pengunjung Pasar" dan ditempel di pintu.',
        "Simak! Tonton: daftarnya gampang, kata panitia kepada para penonton.",
    ],
)
def test_a_sentence_that_opens_like_a_link_stays(line: str) -> None:
    assert kept(classify(line)) == [line]
    assert kept(classify(f"{LEAD}\n{line}\n{BODY}")) == [LEAD, line, BODY]


def test_a_headline_in_title_case_behind_a_spoken_label_goes() -> None:
    cleaned = classify(f"{LEAD} Simak: Pabrik Sepatu Buka Lagi Para pekerja kini kembali.\n{BODY}")
    assert " ".join(kept(cleaned)) == f"{LEAD} Para pekerja kini kembali. {BODY}"
    assert removed(cleaned) == ["Simak: Pabrik Sepatu Buka Lagi"]


def test_a_step_with_sentences_behind_it_is_no_link_to_the_next_story() -> None:
    step = "Selanjutnya: Relawan Memasak di Dapur Umum Kota"
    lines = [LEAD, step, "Mereka menyiapkan seribu bungkus nasi.", BODY]
    assert kept(classify("\n".join(lines))) == lines
    assert removed(classify(f"{LEAD}\n{BODY}\n{step}")) == [step]


@pytest.mark.parametrize("label", ["Baca juga", "LIHAT JUGA:"])
def test_behind_a_bare_label_one_headline_goes(label: str) -> None:
    lines = [LEAD, label, "Harga Sepatu Lokal Kian Murah", "Cabut Kabel Mesin Sebelum Dibersihkan", BODY]
    cleaned = classify("\n".join(lines))
    assert kept(cleaned) == [LEAD, *lines[3:]]
    assert removed(cleaned) == lines[1:3]


@pytest.mark.parametrize(
    "sentence",
    [
        "Klik tautan di laman berikut untuk mendaftar pelatihan.",
        "Klik tautan berikut untuk mengisi formulir lamaran.",
        "Lihat denah di halaman berikut.",
    ],
)
def test_where_to_apply_stays(sentence: str) -> None:
    assert " ".join(kept(classify(f"{LEAD} {sentence} {BODY}"))) == f"{LEAD} {sentence} {BODY}"
    assert kept(classify(f"{LEAD}\n{sentence}\n{BODY}")) == [LEAD, sentence, BODY]


@pytest.mark.parametrize("more", ["Simak kisahnya di halaman selanjutnya.", "Baca di halaman berikut untuk membaca."])
def test_the_way_to_the_next_page_goes(more: str) -> None:
    assert removed(classify(f"{LEAD} {more} {BODY}")) == [more]


@pytest.mark.parametrize(
    "line",
    [
        "Jepang – Filipina menandatangani perjanjian dagang di Manila pada Senin.",
        "Arab Saudi - Iran membuka kembali kedutaan masing-masing tahun ini.",
        "Rusia – NATO saling menuduh melanggar wilayah udara pekan lalu.",
        "Persebaya – Arema bermain imbang tanpa gol di Surabaya semalam.",
        "Madura United - Bali United bertemu lagi dalam laga final besok malam.",
        "PSM - Persib bermain imbang tanpa gol di Makassar semalam.",
        "Timnas Jepang - Timnas Qatar bertemu lagi dalam laga final besok malam.",
        "Medan - Binjai kini ditempuh setengah jam lewat jalan tol.",
        "Rute Malang - Surabaya dibuka lagi oleh perusahaan itu pada Senin.",
    ],
)
def test_the_first_of_a_pair_is_no_dateline(line: str) -> None:
    assert kept(classify(f"{line}\n{BODY}")) == [line, BODY]


@pytest.mark.parametrize(
    ("dateline", "sentence"),
    [
        ("Medan -", "Aceh Tengah diguncang gempa berkekuatan lima pada Senin."),
        ("Semarang –", "Surabaya Fair dibuka wali kota pada Senin malam."),
        ("MEDAN -", "Binjai ditempuh setengah jam lewat jalan tol yang baru."),
        ("Medan --", "Binjai ditempuh setengah jam lewat jalan tol yang baru."),
        ("Malaysia -", "Presiden Filipina tiba di negeri itu pada Senin pagi."),
        ("Tokyo, Jepang -", "Filipina menandatangani perjanjian dagang pada Senin."),
        ("Pyongyang –", "Kim Jong Un menerima tamu dari luar negeri pada Senin."),
    ],
)
def test_a_dateline_before_a_place_or_a_name_goes(dateline: str, sentence: str) -> None:
    cleaned = classify(f"{dateline} {sentence}\n{BODY}")
    assert kept(cleaned) == [sentence, BODY]
    assert removed(cleaned) == [dateline]


def test_the_shipped_glossary_tells_its_countries() -> None:
    assert {"Indonesia", "Korea Selatan", "Arab Saudi"} <= glossary.countries()
    assert not glossary.countries() & {"Moskow", "DPR", "Jakarta"}
