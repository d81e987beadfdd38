"""The training pairs of the writer of briefs, joined from hashes."""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path

import pytest

from eval import brief_sentences
from eval.brief_sentences import name_of, pairs_of

SENTENCES = [
    "Banjir merendam tiga desa di Garut, kata Kepala BPBD Hendra Gunawan.",
    "Menurut Hendra, warga sudah mengungsi ke dua sekolah di desa itu.",
]


def test_a_sentence_is_found_under_what_it_was_written_from() -> None:
    english = {
        name_of("", SENTENCES[0]): "Floods submerged three villages in Garut.",
        name_of(SENTENCES[0], SENTENCES[1]): "Residents fled to two schools, agency head Hendra Gunawan said.",
    }
    assert pairs_of(SENTENCES, english) == [
        (f"brief: {SENTENCES[0]}", "Floods submerged three villages in Garut."),
        (f"brief: {SENTENCES[0]} | {SENTENCES[1]}", "Residents fled to two schools, agency head Hendra Gunawan said."),
    ]
    assert pairs_of(SENTENCES, {}) == []


def test_pairs_of_articles_and_lines_are_written_and_held_out_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    filler = " ".join(f"Warga nomor {i} menerima beras dari pemerintah kabupaten hari itu." for i in range(9))
    other = " ".join(f"Rumah ke-{i} di tepi pantai retak dan penghuninya mengungsi ke bukit." for i in range(9))
    articles = [
        {"article": f"{SENTENCES[0]} {SENTENCES[1]} {filler}"},
        {"article": f"Gempa mengguncang Krui pada Rabu malam, kata petugas di lokasi. {other}"},
    ]
    held = [{"article": articles[1]["article"]}]
    line = "Presiden meresmikan jalan tol baru di Lampung pada Senin pagi."
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(a) + "\n" for a in articles), "utf-8")
    (tmp_path / "h.jsonl").write_text("".join(json.dumps(a) + "\n" for a in held), "utf-8")
    (tmp_path / "l.txt").write_text(line + "\n", "utf-8")
    quake = "Gempa mengguncang Krui pada Rabu malam, kata petugas di lokasi."
    rows = {
        name_of("", SENTENCES[0]): "Floods.",
        name_of("", quake): "A quake.",
        name_of("", line): "A toll road opened.",
    }
    for name, table in (
        ("sentences_en.tsv.xz", rows),
        ("headlines_en.tsv.xz", {name_of("", SENTENCES[0]): "Floods hit Garut"}),
    ):
        with lzma.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.writelines(f"{key}\t{text}\n" for key, text in table.items())
    monkeypatch.setattr(brief_sentences, "DATA", tmp_path)
    monkeypatch.setattr(brief_sentences, "DEV", 0)
    given = ["--articles", "a.jsonl", "--lines", "l.txt", "--held-out", "h.jsonl", "--out", "out"]
    monkeypatch.setattr(sys, "argv", ["brief_sentences", *given])
    monkeypatch.chdir(tmp_path)
    brief_sentences.main()
    assert (tmp_path / "out" / "brief.tsv").read_text("utf-8").splitlines() == [
        f"brief\tbrief: {SENTENCES[0]}\tFloods.",
        f"brief\tbrief: {line}\tA toll road opened.",
    ]
    assert (tmp_path / "out" / "headlines.tsv").read_text(
        "utf-8"
    ) == f"headline\theadline: {SENTENCES[0]}\tFloods hit Garut\n"
    assert "headlines.tsv: 1 pairs" in capsys.readouterr().out


def test_the_shipped_sentences_are_named_and_whole() -> None:
    for name, least in (("sentences_en.tsv.xz", 30_000), ("headlines_en.tsv.xz", 3_000)):
        with lzma.open(brief_sentences.DATA / name, "rt", encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        assert len(rows) > least
        assert all(len(row) == 2 and len(row[0]) == 20 and row[1].strip() for row in rows)
        assert len({row[0] for row in rows}) == len(rows)
