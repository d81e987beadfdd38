"""The verbs that say what is at hand: models, memory, suites."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends import Hypothesis

Cli = Callable[..., Any]


def test_models_are_listed_with_licence_and_whether_they_are_here(cli: Cli) -> None:
    rows = {row["name"]: row for row in json.loads(cli("models", "--json").out)}
    assert rows["marian-id-en"]["here"] is True
    assert rows["nllb-200-distilled-600m"]["non_commercial"] is True
    listed = cli("models", "list").out
    assert "no commercial use" in listed
    assert cli("models").out == listed
    assert rows["marian-id-en"]["chrf_from"] == "measured"
    assert rows["nllb-200-3.3b"]["chrf"] == 68.0
    assert rows["quickmt-id-en"]["chrf"] is None
    lines = {line.split()[0]: line for line in listed.splitlines() if line}
    assert " 3.3B     17,602 MB  to fetch  68.0 p   CC-BY-NC-4.0, no commercial use" in lines["nllb-200-3.3b"]
    assert "unknown" in lines["hy-mt2-1.8b"]
    assert lines["best-gpu"].endswith("no commercial use")
    assert "404 MB" in lines["best-cpu"]
    # What a preset costs and is expected to do, and "unknown" where no card says it.
    wanted = {
        "best-cpu": ["404 MB", "to fetch", "unknown", "CC-BY-4.0"],
        "best-gpu": ["over 17,602 MB", "to fetch", "68.0 p", "CC-BY-NC-4.0 + MIT, no commercial use"],
        "llm": ["unknown", "to fetch", "unknown", "Apache-2.0"],
    }
    for name, cells in wanted.items():
        assert re.split(r" {2,}", lines[name])[2:] == cells


def test_a_card_of_ones_own_that_is_wrong_does_not_hide_the_others(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGKAS_MODELS", str(tmp_path))
    (tmp_path / "broken.toml").write_text("name = 3\n")
    listed = cli("models")
    assert listed.code == 0
    assert "this card is wrong" in listed.out
    assert "marian-id-en" in listed.out


def test_a_card_is_shown_whole(cli: Cli) -> None:
    text = cli("models", "show", "nllb-200-3.3b").out
    for part in (
        "f046cc4ebd1ea4aa8015c3d48282a6299d9f3915",
        "commercial use forbidden",
        "--accept-licence nllb-200-3.3b",
        "ind_Latn to eng_Latn",
        "chrF 68 on flores200-devtest, published",
    ):
        assert part in text
    shown = json.loads(cli("models", "show", "marian-id-en", "--json").out)
    assert shown["terms"]["commercial"] == "unknown"
    assert len(shown["files"]) == 7
    assert "unpack https://" in cli("models", "show", "opus-msa-eng").out
    brief = cli("models", "show", "marian-id-en-brief").out
    assert "ringkas swap salient marian-id-en-brief" in brief  # it translates nothing
    assert "direct; marian" in brief


def test_a_model_of_indonesian_sentences_is_tried_on_what_a_run_gives_it(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    class Summarizer:
        def summarize(self, texts: list[str], *, style: str, **_: Any) -> list[list[Any]]:
            asked.extend(style + text for text in texts)
            return [[Hypothesis("A president attended it.", -0.1, 5)] for _ in texts]

    monkeypatch.setattr("pipeline.backends.load_summarizer", lambda card, **_: Summarizer())
    tried = cli("models", "try", "marian-id-en-brief", "Presiden  menghadiri KTT itu.")
    assert tried.out.startswith("A president attended it.\n")
    assert asked == ["brief: Presiden menghadiri pertemuan puncak itu."]


def test_a_run_with_a_licence_that_forbids_uses(cli: Cli) -> None:
    refused = cli("run", "--config", "best-gpu")
    assert refused.code == 2
    assert "forbids commercial use" in refused.err
    assert "--accept-licence nllb-200-3.3b" in refused.err
    accepted = cli("run", "--config", "best-gpu", "--accept-licence", "nllb-200-3.3b")
    assert "is not on this machine" in accepted.err
    assert "ringkas models fetch nllb-200-3.3b" in accepted.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("swap", "marian-id-en", "marian-id-en"), "is given twice"),
        (("swap", "marian-id-en", "bart-large-cnn"), "cannot be swapped"),
        (("swap", "marian-id-en", "opus-mt-id-em"), "did you mean 'opus-mt-id-en'"),
        (("swap", "marian-id-en", "nllb-200-3.3b"), "forbids commercial use"),
        (("swap", "lead", "centroid", "--suite", "stater"), "there is no suite"),
        (("models", "verify", "--pin"), "for cards that are named"),
        (("models", "convert", "qwen2.5-1.5b-instruct"), "does not run on CTranslate2"),
        (("models", "convert", "nllb-200-3.3b"), "--accept-licence nllb-200-3.3b"),
        (("models", "add", "nowhere"), "is no folder"),
    ],
)
def test_mistakes_are_found_before_any_work(
    cli: Cli, words: tuple[str, ...], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = cli(*words)
    assert result.code == 2
    assert expected in result.err
    assert not list(tmp_path.iterdir())


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
