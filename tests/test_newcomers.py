"""What newcomers type first, and whether the answer names the place, the fault and the next thing to type."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Articles = Callable[[int], Path]
Cli = Callable[..., Any]
TINY = ("--config", "tiny")


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A reference and two systems' outputs of it."""
    for name, word in (("ref", "dogs"), ("A", "dogs"), ("B", "cats")):
        (tmp_path / f"{name}.en").write_text("".join(f"The {word} ran home {n} times.\n" for n in range(8)), "utf-8")
    return tmp_path


def test_an_article_that_is_only_an_address(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder = articles(1)
    (folder / "link.txt").write_text("https://news.example/read/1?a=b&c\n", "utf-8")
    assert cli("run", folder, *TINY, "--out", tmp_path / "out").code == 0
    told = (tmp_path / "out" / "rejected.jsonl").read_text("utf-8")
    assert "an address and no text" in told
    assert "ringkas collect 'https://news.example/read/1?a=b&c' --out pages/" in told


def test_one_system_or_a_metric_that_is_none(cli: Cli, outputs: Path) -> None:
    reference = ("--reference", outputs / "ref.en")
    alone = cli("compare", *reference, outputs / "A.en")
    assert alone.code == 2
    assert f"ringkas compare --reference {outputs / 'ref.en'} A.en B.en" in alone.err
    both = (*reference, outputs / "A.en", outputs / "B.en", "--metric", "chrf", "--samples", "10")
    unknown = cli("compare", *both, "--decides", "chrff")
    assert "there is no metric 'chrff'" in unknown.err
    assert "did you mean 'chrf'" in unknown.err
    assert "--metric chrff" not in unknown.err
    assert "compute it: --metric ter" in cli("compare", *both, "--decides", "ter").err


def test_a_model_without_a_name(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    result = cli("run", articles(1), "--set", "translate.model=", "--out", tmp_path / "out")
    assert result.code == 2
    assert "there is no model card ''" in result.err
    assert "marian-id-en" in result.err


def test_an_export_to_an_ending_that_is_no_format(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    assert cli("run", articles(1), *TINY, "--out", tmp_path / "out").code == 0
    result = cli("export", tmp_path / "out", "--out", tmp_path / "briefs.xlsx")
    assert result.code == 2
    assert "no format ends in .xlsx" in result.err
    assert "csv" in result.err


def test_metrics_name_what_they_need_in_words(cli: Cli) -> None:
    told = cli("metrics").out
    assert "the translations behind the briefs" in told
    assert "middles" not in told


def test_a_pipe_in_the_inbox_does_not_hold_the_night_up(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(1), tmp_path / "out"
    os.mkfifo(folder / "pipe.txt")
    assert cli("run", folder, *TINY, "--out", out).code == 0
    assert "a pipe or a device, and no file" in (out / "rejected.jsonl").read_text("utf-8")
    assert cli("run", folder / "pipe.txt", *TINY, "--out", tmp_path / "alone").code == 1
    assert cli("run", "/dev/zero", *TINY, "--out", tmp_path / "zero").code == 1


def test_an_input_without_a_name_is_not_this_folder(cli: Cli, tmp_path: Path) -> None:
    result = cli("run", "", *TINY, "--out", tmp_path / "out")
    assert result.code == 2
    assert "an input without a name was given" in result.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("parent", ["3", '"nowhere"'])
def test_a_config_that_extends_what_is_none_is_named(cli: Cli, articles: Articles, tmp_path: Path, parent: str) -> None:
    config = tmp_path / "mine.toml"
    config.write_text(f"extends = {parent}\n", "utf-8")
    result = cli("plan", articles(1), "--config", config)
    assert result.code == 2
    assert f"{config}: extends = {parent.replace(chr(34), chr(39))}" in result.err
