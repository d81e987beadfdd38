"""The verb memory: engines under the names of their cards, and nothing forgotten without asking."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.stages.translate import engine_names
from pipeline.stages.translate.memory import IMPORTED, TranslationMemory

Articles = Callable[[int], Path]
Cli = Callable[..., Any]


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    """Two engines, of which one has a name, and a translation that somebody brought."""
    path = tmp_path / "memory.sqlite"
    with TranslationMemory(path) as opened:
        opened.put_many("aaaaaaaa11", {"Halo.": {"text": "Hello."}, "Ya.": {"text": "Yes."}})
        opened.put_many("bbbbbbbb22", {"Halo.": {"text": "Hi."}})
        opened.import_many({"Tidak.": "No."})
    engine_names.remember(path, ["aaaaaaaa11"], "marian-id-en ctranslate2 int8, beam_size 2")
    return path


def test_a_run_leaves_the_name_of_its_engine(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    settings = ("--set", f"translate.memory={path}", "--set", "translate.beam_size=1")
    assert cli("run", articles(1), "--config", "tiny", *settings, "--out", tmp_path / "out").code == 0
    assert "fake, beam_size 1  (" in cli("memory", "stats", "--memory", path).out
    assert list(json.loads(cli("memory", "stats", "--memory", path, "--json").out)["names"].values()) == [
        "fake, beam_size 1"
    ]


def test_purge_does_not_forget_without_asking(cli: Cli, memory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = cli("memory", "purge", "--memory", memory)
    assert refused.code == 2
    assert "would forget 4 translations, 1 of them brought in by people" in refused.err
    assert "--yes" in refused.err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    for answer, left in ((False, 4), (True, 0)):
        monkeypatch.setattr("typer.confirm", lambda text, answer=answer: answer)
        assert cli("memory", "purge", "--memory", memory).code == 0
        with TranslationMemory(memory) as opened:
            assert opened.stats().translations == left


@pytest.mark.parametrize(("engine", "gone"), [("marian-id-en", 2), ("aaaaaa", 2), ("bbbbbbbb22", 1), (IMPORTED, 1)])
def test_one_engine_is_forgotten_by_card_or_hash(cli: Cli, memory: Path, engine: str, gone: int) -> None:
    result = cli("memory", "purge", "--engine", engine, "--yes", "--memory", memory)
    assert result.out == f"{gone} translations forgotten\n"


def test_an_engine_that_is_not_there_is_named(cli: Cli, memory: Path) -> None:
    result = cli("memory", "purge", "--engine", "marian-id-em", "--memory", memory)
    assert result.code == 2
    assert "did you mean 'marian-id-en'" in result.err


def test_without_names_everything_works(cli: Cli, memory: Path) -> None:
    memory.with_name(f"{memory.name}.engines.json").write_text("damaged")
    assert "aaaaaaaa11" in cli("memory", "stats", "--memory", memory).out


def test_out_and_in_again_keeps_the_engine(cli: Cli, memory: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "memory.tmx", tmp_path / "other.sqlite"
    assert cli("memory", "export", file, "--memory", memory).code == 0
    assert cli("memory", "import", file, "--memory", other).code == 0
    with TranslationMemory(memory) as one, TranslationMemory(other) as two:
        assert one.stats().engines == two.stats().engines


def test_a_folder_is_not_said_to_be_missing(cli: Cli, memory: Path, tmp_path: Path) -> None:
    assert "is a folder, not a file" in cli("memory", "import", tmp_path, "--memory", memory).err
    assert "does not exist" in cli("memory", "import", tmp_path / "gone.tmx", "--memory", memory).err
