"""What newcomers type first, and whether the answer names the place, the fault and the next thing to type."""

from __future__ import annotations

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
    assert "no model is named" in result.err
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
