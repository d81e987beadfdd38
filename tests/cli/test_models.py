"""The verbs that say what is at hand: models, memory, suites."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


def test_models_are_listed_with_licence_and_whether_they_are_here(cli: Cli) -> None:
    rows = {row["name"]: row for row in json.loads(cli("models", "--json").out)}
    assert rows["marian-id-en"]["here"] is True
    assert rows["nllb-200-distilled-600m"]["non_commercial"] is True
    listed = cli("models", "list").out
    assert "no commercial use" in listed
    assert cli("models").out == listed


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [("opus-mt-id-em", 2, "did you mean 'opus-mt-id-en'"), ("marian-id-en", 2, "nothing to fetch")],
)
def test_fetch_of_what_cannot_be_fetched(cli: Cli, name: str, code: int, expected: str) -> None:
    result = cli("models", "fetch", name)
    assert result.code == code
    assert expected in result.err


def test_memory_goes_out_as_tmx_and_comes_back(cli: Cli, tmp_path: Path) -> None:
    from pipeline.stages.translate.memory import TranslationMemory

    one, two, file = tmp_path / "one.sqlite", tmp_path / "two.sqlite", tmp_path / "memory.tmx"
    with TranslationMemory(one) as memory:
        memory.put_many("engine-1", {"Halo.": {"text": "Hello."}, "Ya & tidak.": {"text": "Yes & no."}})
    assert "2 translations" in cli("memory", "stats", "--memory", one).out
    assert cli("memory", "export", file, "--memory", one).code == 0
    assert "2 translations new" in cli("memory", "import", file, "--memory", two).out
    assert "0 translations new" in cli("memory", "import", file, "--memory", two).out
    assert json.loads(cli("memory", "stats", "--memory", two, "--json").out)["translations"] == 2
    assert "2 translations forgotten" in cli("memory", "purge", "--yes", "--memory", two).out


def test_a_memory_that_is_not_there_is_not_made_by_asking(cli: Cli, tmp_path: Path) -> None:
    result = cli("memory", "stats", "--memory", tmp_path / "none.sqlite")
    assert result.code == 2
    assert not (tmp_path / "none.sqlite").exists()


def test_imported_translations_are_part_of_the_fingerprint(cli: Cli, tmp_path: Path) -> None:
    """What people bring in answers before the engine does, so a run made without it is not fresh any more."""
    from pipeline.core.config import load_config
    from pipeline.execution import stage_table
    from pipeline.stages.translate.memory import IMPORTED, TranslationMemory

    path = tmp_path / "memory.sqlite"
    translate = next(stage for stage in stage_table.STAGES if stage.name == "translate")
    config = load_config("tiny", [f'translate.memory="{path}"'])
    before = translate.parts(config)
    with TranslationMemory(path) as memory:
        memory.put_many("engine-1", {"Halo.": {"text": "Hello."}})
        assert translate.parts(config) == before
        memory.put_many(IMPORTED, {"Halo.": {"text": "Hi."}})
    assert translate.parts(config) != before


def test_suites_are_listed(cli: Cli) -> None:
    names = [row["name"] for row in json.loads(cli("suites", "--json").out)]
    assert "starter" in names
