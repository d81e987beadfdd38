"""What a newcomer sees: words that say what next after the starter suite, none where they are not asked for."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest

from tests.conftest import Cli

Articles = Callable[[int], Path]


def test_the_first_run_says_what_next_and_it_is_true(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = cli("run", "--config", "tiny")
    assert result.code == 0
    said = dict(line.strip().split("  ", 1) for line in result.out.partition("What next:\n")[2].splitlines())
    assert list(said) == ["see all briefs", "look at one", "your own articles", "mend a sentence", "a stronger model"]
    page = Path(unquote(urlparse(said["see all briefs"].split()[1]).path))
    assert page.name == "report.html"
    assert page.is_file()
    run = said["look at one"].split()[-2]
    assert cli("show", run, "1").code == 0
    assert "models fetch --config best-cpu" in said["a stronger model"]


def test_a_run_of_ones_own_ends_with_its_briefs_and_what_next(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    command = ("run", articles(2), "--config", "tiny", "--out", tmp_path / "my run")
    result = cli(*command)
    assert f"briefs: {tmp_path / 'my run' / 'briefs.md'}" in result.out
    assert "starter suite" not in result.out
    said = dict(line.strip().split("  ", 1) for line in result.out.partition("\nWhat next:\n")[2].splitlines())
    assert list(said) == ["see all briefs", "look at one", "mend a sentence", "hand them on", "another run"]
    assert Path(unquote(urlparse(said["see all briefs"].split()[1]).path)).is_file()
    for step in ("look at one", "hand them on"):  # as it can be typed, a folder with a space too
        assert cli(*shlex.split(said[step].strip())[1:]).code == 0
    assert "What next" not in cli(*command, "--json").out
    assert "What next" not in cli(*command, "--nights", tmp_path / "nights").out  # nobody reads it at night


def test_a_page_that_was_not_written_is_not_to_be_opened(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    out = cli("run", articles(2), "--config", "tiny", "--set", "report.html=false", "--out", tmp_path / "run").out
    assert "What next" in out
    assert "report.html" not in out


def test_a_folder_without_a_run_is_told(cli: Cli, tmp_path: Path) -> None:
    """A mistyped name planned or began another run, and nothing said so."""
    said = f"there is no run in {tmp_path / 'nope'} yet: a new one, of the starter suite"
    command = ("--config", "tiny", "--set", "translate.guards=false", "--out", tmp_path / "nope")
    planned = cli("plan", *command).out
    assert said in planned
    assert "once the articles are read" in planned
    assert said in cli("run", *command).err
    assert said not in cli("plan", *command).out
    assert said not in cli("run", *command).err


@pytest.mark.parametrize("verb", ["run", "clean", "score"])
def test_quiet_is_quiet(cli: Cli, articles: Articles, tmp_path: Path, verb: str) -> None:
    result = cli(verb, articles(2), "--config", "tiny", "--out", tmp_path / "out", "--quiet")
    assert result.code == 0
    assert result.out == ""
    assert result.err == ""
    assert (tmp_path / "out" / "clean.jsonl").is_file()


def test_quiet_tells_of_mistakes_and_json_of_the_result(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder = articles(1)
    wrong = cli("run", folder, "--config", "tinny", "--quiet")
    assert wrong.code == 2
    assert "tiny" in wrong.err
    result = cli("run", folder, "--config", "tiny", "--out", tmp_path / "out", "--quiet", "--json")
    assert '"run"' in result.out
    assert result.err == ""
