"""A run that made nothing of its inputs says so, with the reason, and is no success."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.execution import runner

Cli = Callable[..., Any]
MALAY = "Polis menahan tiga lelaki di Johor semalam kerana disyaki mencuri motosikal milik seorang pelajar."


def texts(*rows: str) -> str:
    return "".join(json.dumps({"text": row}) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", "%PDF-1.4", "pdftotext"),
        ("a.odt", "PK", "pandoc"),
        ("a.docx", "PK", "damaged, or no Word document"),
        ("a.txt", "", "the file is empty"),
        ("a.jsonl", "bukan json\n[1]\n", "not JSON"),
        ("a.csv", "text\n", "no rows under the header"),
        ("a.jsonl", texts(MALAY, MALAY + " Katanya."), "not Indonesian but Malay"),
        ("a.jsonl", texts("Harga naik.", "Hujan."), "words of text left"),
    ],
)
def test_nothing_that_can_be_used_is_no_success(cli: Cli, tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(content)
    result = cli("run", tmp_path / "in", "--config", "tiny", "--out", tmp_path / "out", "-q")
    assert result.code == 1
    assert result.err.startswith("error: no article came through: ")
    assert said in result.err
    assert "rejected.jsonl" in result.err
    assert (tmp_path / "out" / "rejected.jsonl").read_text()


def test_a_report_without_an_article_says_so(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(texts(MALAY))
    result = cli("run", tmp_path / "a.jsonl", "--config", "tiny", "--out", tmp_path / "out")
    assert "report: written, without an article: nothing was usable\n" in result.err
    assert "What next" not in result.out


def test_no_model_is_converted_when_no_file_could_be_read(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[object] = []
    monkeypatch.setattr(runner, "settle", lambda config, stages: calls.append(stages))
    (tmp_path / "a.pdf").write_text("%PDF-1.4")
    assert cli("run", tmp_path / "a.pdf", "--config", "tiny", "--out", tmp_path / "out", "-q").code == 1
    assert not calls
    good = "Pemerintah daerah menaikkan anggaran irigasi menjadi dua kali lipat dari tahun lalu, kata bupati."
    (tmp_path / "a.jsonl").write_text(texts(good))
    assert cli("run", tmp_path / "a.jsonl", "--config", "tiny", "--out", tmp_path / "out", "-q").code == 0
    assert len(calls) == 1


def test_an_empty_folder_is_no_success(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = cli("run", tmp_path / "in", "--config", "tiny", "--out", tmp_path / "out", "-q")
    assert (result.code, "holds no articles" in result.err) == (1, True)


def test_one_article_that_comes_through_makes_a_run(cli: Cli, tmp_path: Path) -> None:
    good = "Pemerintah daerah menaikkan anggaran irigasi menjadi dua kali lipat dari tahun lalu, kata bupati."
    (tmp_path / "a.jsonl").write_text(texts(MALAY, good))
    result = cli("run", tmp_path / "a.jsonl", "--config", "tiny", "--out", tmp_path / "out")
    assert result.code == 0
    assert "rejected: 1" in result.out


def test_addresses_and_memories_that_cannot_be_written_say_what_to_type(cli: Cli, tmp_path: Path) -> None:
    result = cli("run", "https://contoh.id/a", "--out", tmp_path / "out")
    assert (result.code, "curl -o page.html" in result.err) == (2, True)
    (tmp_path / "file").write_text("")
    place = tmp_path / "file" / "m.sqlite"
    (tmp_path / "a.txt").write_text(
        "Pemerintah daerah menaikkan anggaran irigasi menjadi dua kali lipat, kata bupati itu."
    )
    options = ("--config", "tiny", "--set", f"translate.memory={place}", "--out", tmp_path / "out", "-q")
    result = cli("run", tmp_path / "a.txt", *options)
    assert result.code == 1
    assert f"translation memory {place}" in result.err
    assert "--set translate.memory=" in result.err
