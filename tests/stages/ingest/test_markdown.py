"""Markdown: front matter, blocks of HTML, lists, tables, and nothing lost between them."""

from __future__ import annotations

import pytest

from pipeline.stages.ingest.markdown import front_matter, read


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 'Harga: Beras Naik'\ndate: 2024-01-31\ntags: [a, b]\n---\n",
        '+++\ntitle = "Harga: Beras Naik"\ndate = 2024-01-31\n+++\n',
        "---\njudul: Harga: Beras Naik\ntanggal: 2024-01-31  # kemarin\n...\n",
        "---\nlayout: post\ntitle: >-\n  Harga:\n  Beras Naik\npublished: 2024-01-31\n---\n",
    ],
)
def test_front_matter_gives_title_and_date(front: str) -> None:
    found = read(f"{front}\nIsi.\n")
    assert (found["title"], found["published"], found["text"]) == ("Harga: Beras Naik", "2024-01-31", "Isi.")


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert front_matter("---\n\nIsi.\n\n---\n") == ({}, "---\n\nIsi.\n\n---\n")


def test_the_heading_that_repeats_the_title_goes() -> None:
    assert read("---\ntitle: Beras\n---\n# Beras\n\nIsi.")["text"] == "Isi."
    assert read("---\ntitle: Beras\n---\n# Gula\n\nIsi.")["text"] == "Gula\nIsi."


def test_every_kind_of_block_is_kept() -> None:
    text = (
        "Satu.\n\n<div class='kotak'>Dua.</div>\n\n    Tiga.\n\n```\nEmpat.\n```\n\n> Lima.\n\n"
        "- enam\n- tujuh\n\n1. delapan\n2. sembilan\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n~~lama~~ baru<br>lagi"
    )
    kept = read(text)["text"] or ""
    assert kept.split("\n") == [
        "Satu.", "Dua.", "Tiga.", "Empat.", "Lima.", "- enam", "- tujuh", "1. delapan", "2. sembilan",
        "| A | B |", "| 1 | 2 |", "baru lagi",
    ]  # fmt: skip


def test_a_break_ends_a_line_unless_the_sentence_goes_on() -> None:
    assert read("Satu<br>Dua.  \nTiga\\\nlagi.")["text"] == "Satu\nDua.\nTiga lagi."


def test_marks_of_footnotes_and_tasks_go() -> None:
    text = "Buruh pulang.[^1] Pabrik tutup.\n\n- [x] Rapat\n- [ ] Surat\n\n[^1]: Data dinas."
    assert read(text)["text"] == "Buruh pulang. Pabrik tutup.\n- Rapat\n- Surat\nData dinas."


def test_metadata_without_a_fence_gives_title_and_date() -> None:
    found = read("Title: Pabrik Tutup\nDate: 2024-01-31 10:00\nTags: gula, buruh\n\nIsi.\n")
    assert (found["title"], found["published"], found["text"]) == ("Pabrik Tutup", "2024-01-31 10:00", "Isi.")
    assert read("Tanya: Siapa?\nJawab: Budi.\n\nIsi.\n")["text"] == "Tanya: Siapa? Jawab: Budi.\nIsi."
