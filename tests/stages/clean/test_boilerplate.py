"""The rules, each against its own examples, and what only a whole article shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import rules
from pipeline.stages.clean import boilerplate
from pipeline.stages.clean.boilerplate import Cleaned, classify

RULES = [
    rule for where in ("line", "section", "inline", "link", "start", "end") for rule in rules.load("boilerplate", where)
]


def matches(rule: rules.Rule, line: str) -> bool:
    """Whether a rule applies to a line at the place it looks at."""
    ways: dict[str, Callable[[str], object]] = {
        "line": rule.pattern.fullmatch,
        "section": rule.pattern.fullmatch,
        "start": rule.pattern.match,
        "inline": rule.pattern.search,
        "link": rule.pattern.search,
        "end": lambda text: [m for m in rule.pattern.finditer(text) if m.end() == len(text)],
    }
    return bool(ways[rule.where](line))


def kept(cleaned: Cleaned) -> list[str]:
    return [paragraph.text for paragraph in cleaned.paragraphs]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.where}-{rule.name}")
def test_every_rule_matches_its_examples_and_spares_its_counter_examples(rule: rules.Rule) -> None:
    assert rule.removes
    assert rule.keeps
    assert [line for line in rule.removes if not matches(rule, line)] == []
    assert [line for line in rule.keeps if matches(rule, line)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.where}-{rule.name}")
def test_what_one_rule_spares_comes_through_whole(rule: rules.Rule) -> None:
    body = "Harga beras di pasar induk naik tajam sejak pekan lalu, kata pedagang kepada wartawan."
    for line in rule.keeps:
        if rule.where == "line" and len(line) > 12:
            bodies = [body.replace("beras", goods) for goods in ("beras", "gula", "cabai")]
            text = "\n".join([*bodies, line, body.replace("beras", "telur")])
            joined = " ".join(kept(classify(text)))
            assert line.split("(")[0].strip(". ") in joined


ARTICLE = """Pasar Induk Ramai Jelang Lebaran
Kamis, 14 September 2023 08:21 WIB
Penulis: Budi Santoso
pasar.jpg
JAKARTA (contoh.id) - Pedagang di Pasar Induk menambah stok beras. Harga masih stabil, kata mereka.
SCROLL TO CONTINUE WITH CONTENT
Pemain Muda Persib Cetak Gol Kemenangan Lawan Arema
Menurut pengelola pasar, pasokan cukup hingga akhir bulan. Baca juga: Kapal Tenggelam di Selat Sunda
Stok di Gudang
Petugas gudang mencatat stok 1.200 ton.
1. Beras premium
2. Beras medium
Warga diminta tidak panik. (AB/X-1)
Tags: beras, pasar
Terkini Lainnya
Artis Lama Menikah Lagi di Bali"""


def test_an_article_keeps_its_news_and_loses_the_rest() -> None:
    cleaned = classify(ARTICLE)
    assert [(p.kind, p.text) for p in cleaned.paragraphs] == [
        ("text", "Pedagang di Pasar Induk menambah stok beras. Harga masih stabil, kata mereka."),
        ("text", "Menurut pengelola pasar, pasokan cukup hingga akhir bulan."),
        ("heading", "Stok di Gudang"),
        ("text", "Petugas gudang mencatat stok 1.200 ton."),
        ("item", "1. Beras premium"),
        ("item", "2. Beras medium"),
        ("text", "Warga diminta tidak panik."),
    ]
    assert [(r.line, r.rule) for r in cleaned.removed] == [
        (0, "repeated-title"),
        (1, "published"),
        (2, "byline"),
        (3, "file-name"),
        (4, "dateline"),
        (5, "advertising"),
        (6, "interleaved-headline"),
        (7, "related-link"),
        (12, "end-mark"),
        (13, "tags"),
        (14, "other-stories"),
        (15, "other-stories"),
    ]


def test_metadata_is_found_on_the_way() -> None:
    cleaned = classify(ARTICLE)
    assert cleaned.dateline == "JAKARTA (contoh.id)"
    assert cleaned.author == "Budi Santoso"
    assert cleaned.published == "Kamis, 14 September 2023 08:21 WIB"
    assert cleaned.title == "Pasar Induk Ramai Jelang Lebaran"


def test_a_given_title_is_removed_where_it_is_repeated() -> None:
    cleaned = classify(
        "harga beras naik lagi\n\nPedagang menaikkan harga beras sejak pekan lalu di pasar.", "Harga Beras Naik Lagi"
    )
    assert kept(cleaned) == ["Pedagang menaikkan harga beras sejak pekan lalu di pasar."]
    assert cleaned.title == "Harga Beras Naik Lagi"


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        (
            "Ia naik. Baca juga: Harga Beras Naik di Jawa Barat Menurut Budi, harga akan turun.",
            "Menurut Budi, harga akan turun.",
        ),
        (
            'Ia naik. Baca juga: Harga Beras Naik di Jawa Barat "Harga akan turun" kata dia.',
            '"Harga akan turun" kata dia.',
        ),
        (
            "Ia naik. Baca juga: Kenapa Harga Beras Naik? Kini warga menunggu operasi pasar.",
            "Kini warga menunggu operasi pasar.",
        ),
        ("Ia naik. Baca juga: Cara Menyimpan Beras 2. Simpan di tempat kering.", "2. Simpan di tempat kering."),
        (
            "Ia naik. Baca juga: Harga Beras Naik Kapolres Jepara AKBP Warsono menyebut itu wajar.",
            "Kapolres Jepara AKBP Warsono menyebut itu wajar.",
        ),
    ],
)
def test_a_headline_glued_to_a_sentence_ends_where_the_sentence_begins(line: str, rest: str) -> None:
    assert kept(classify(line)) == ["Ia naik.", rest]


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga: Harga beras naik lagi di pasar induk",
        "Baca juga: Harga beras naik lagi di pasar induk.",
        "(Baca juga: Harga beras naik lagi, pedagang mengeluh)",
        "Baca: Benarkah harga beras naik? Ini kata pedagang",
        "Lihat juga: Ketua A. Yani bilang harga Rp 12.000 wajar",
        "Baca juga: Prabowo Subianto bilang harga beras naik lagi",
    ],
)
def test_a_line_that_is_a_marker_and_a_headline_in_sentence_case_goes_whole(line: str) -> None:
    body = "Pedagang menaikkan harga beras sejak pekan lalu di pasar."
    for text in (f"{body}\n{line}", f"{line}\n{body}", f"{body}\n{line}\n{body}"):
        assert line not in kept(classify(text))
        assert set(kept(classify(text))) == {body}
    assert kept(classify(line)) == []


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Baca juga: Harga beras naik lagi. Pedagang mengaku rugi.", ["Pedagang mengaku rugi."]),
        ("Baca juga: Benarkah harga naik? Kini warga menunggu.", ["Kini warga menunggu."]),
        ("Baca juga: Harga Beras Naik Lagi Pedagang di pasar itu rugi.", ["Pedagang di pasar itu rugi."]),
        ("Ia pulang. Baca juga: Harga beras naik lagi di pasar induk", ["Ia pulang."]),
    ],
)
def test_a_sentence_behind_the_headline_stays(line: str, rest: list[str]) -> None:
    assert kept(classify(line)) == rest


def test_a_name_the_article_uses_tells_where_the_sentence_begins() -> None:
    line = (
        "Adi Wira mengaku salah. Ia pergi. Baca juga: Pencuri Ditangkap di Bogor Adi Wira menyesal. Adi Wira menangis."
    )
    assert kept(classify(line))[1] == "Adi Wira menyesal. Adi Wira menangis."


def test_a_heading_of_the_article_is_no_headline_of_another() -> None:
    text = "\n".join(
        [
            "Pembela hukum menuntut perlindungan bagi korban kekerasan di kota itu sejak lama.",
            "Pembela Hukum: Dari Individu ke Kekuatan Perlindungan Korban",
            "Individu yang berani menjadi kekuatan, kata ketua lembaga itu kepada wartawan.",
        ]
    )
    assert [p.kind for p in classify(text).paragraphs] == ["text", "heading", "text"]


def test_results_and_line_ups_are_no_headlines() -> None:
    results = [
        "Minnesota Timberwolves 125 - Dallas Mavericks 99",
        "Grup Dua: Persela, Madura United, Arema FC, Bali United",
    ]
    body = "Pertandingan kemarin berakhir dengan hasil yang mengejutkan para penonton di stadion."
    assert kept(classify("\n".join([body, results[0], body, results[1], body]))) == [
        body,
        results[0],
        body,
        results[1],
        body,
    ]


def test_entities_escaped_twice_are_resolved() -> None:
    assert kept(classify("Toko &amp;quot;Maju&amp;quot; tutup &amp;amp; pindah ke pasar baru pekan ini.")) == [
        'Toko "Maju" tutup & pindah ke pasar baru pekan ini.'
    ]


def test_nothing_is_lost_but_white_space() -> None:
    cleaned = classify(ARTICLE)
    pieces = "".join(kept(cleaned)) + "".join(r.text for r in cleaned.removed)
    assert sorted(re.sub(r"\s", "", pieces)) == sorted(re.sub(r"\s", "", ARTICLE))


FRAGMENTS = st.sampled_from(
    [
        *(
            "Baca juga: ",
            "SCROLL TO CONTINUE WITH CONTENT",
            "\n",
            " ",
            ". ",
            "(AFP)",
            "(*)",
            "Jakarta - ",
            "KOMPAS.com - ",
        ),
        *("Naik", "harga", "Tags:", "Terkini Lainnya\n", "['", "';\"]", "&amp;", "[Gambas:", "]", '"', "“", "1. "),
        *("\u200b", "\x00", "\r"),
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=30).map("".join)))
def test_any_text_comes_out(text: str) -> None:
    cleaned = classify(text)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(p.text and p.text == p.text.strip() for p in cleaned.paragraphs)
    assert all(0 <= r.line < lines and r.text for r in cleaned.removed)
    numbers = [p.line for p in cleaned.paragraphs]
    assert numbers == sorted(numbers)
    assert cleaned == classify(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(blacklist_characters="&"), max_size=300))
def test_letters_are_kept_or_on_record(text: str) -> None:
    cleaned = classify(text)
    if text.startswith(("['", '["')) or "\n['" in text or '\n["' in text:
        return  # a printed list is unquoted
    pieces = "".join(kept(cleaned)) + "".join(r.text for r in cleaned.removed)
    assert sorted(re.sub(r"\s", "", pieces)) == sorted(re.sub(r"\s", "", text))


def test_untouched_keeps_every_line() -> None:
    assert kept(boilerplate.untouched("Tags: a\n\n b ")) == ["Tags: a", "b"]


def test_marks_of_markdown_are_no_part_of_a_line() -> None:
    lines = ["### Gejala awal", "- #### Demam", "Dokter meminta warga banyak minum.\\", "#banjir"]
    cleaned = classify("\n".join([*lines, "Warga diminta menutup bak air agar nyamuk tidak bertelur di sana."]))
    assert [p.text for p in cleaned.paragraphs][:3] == ["Gejala awal", "- Demam", "Dokter meminta warga banyak minum."]


def test_two_sentences_without_a_last_stop_are_no_heading() -> None:
    cleaned = classify("Warga antre air. Mobil tangki datang siang\nMenurut Dr. Rina Wati")
    assert [p.kind for p in cleaned.paragraphs] == ["text", "heading"]


def test_labels_that_are_counted_are_no_headlines_of_other_stories() -> None:
    body = "Pertandingan itu dapat ditonton lewat beberapa siaran langsung pada Minggu malam."
    links = ["Kanal 1 (Trans TV)", "Kanal 2 (Liga Inggris Lewat Vidio Premier)", "Kanal 3 (Moji)"]
    assert [p.text for p in classify("\n".join([body, *links, body[:40] + "."])).paragraphs][1:4] == links


def test_numbers_alone_are_neither_title_nor_text() -> None:
    cleaned = classify("1.\n\n1)\n\n2024\n\nPetani memanen padi di sawah desa itu sejak kemarin pagi.\n\na.\n\n2024")
    assert cleaned.title is None
    assert [p.text for p in cleaned.paragraphs] == [
        "2024", "Petani memanen padi di sawah desa itu sejak kemarin pagi.", "2024",
    ]  # fmt: skip
