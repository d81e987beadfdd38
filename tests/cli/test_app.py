"""The table of verbs: every one has help, an example or a sentence, and its options in one spelling."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from typer.main import get_command

from pipeline import __version__, metrics
from pipeline.cli.app import app

Cli = Callable[..., Any]


def verbs(command: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every verb and sub-verb."""
    for name, inner in getattr(command, "commands", {}).items():
        yield (*way, name)
        yield from verbs(inner, (*way, name))


VERBS = list(verbs(get_command(app)))


def test_all_verbs_are_there() -> None:
    names = {way[0] for way in VERBS}
    assert names == {
        "run", "plan", "clean", "translate", "summarize", "group", "score", "show", "compare", "check", "sweep",
        "train", "suites", "metrics", "models", "memory", "collect", "estimate", "export", "serve", "swap",
    }  # fmt: skip


@pytest.mark.parametrize("way", VERBS, ids=" ".join)
def test_every_verb_has_help(cli: Cli, way: tuple[str, ...]) -> None:
    result = cli(*way, "--help")
    assert result.code == 0
    assert "Usage:" in result.out
    help_text = get_command(app)
    for name in way:
        help_text = help_text.commands[name]  # type: ignore[attr-defined]
    said = help_text.help or ""
    assert said
    assert not re.search(r"Args:|Raises:|:func:|``", said)  # help is for people who type, not for those who read code


def test_verbs_that_work_on_a_run_have_the_same_options() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    options = {name: [p.name for p in commands[name].params] for name in ("run", "plan", "clean", "score")}
    divided = ("shards", "merge", "budget", "nights", "fail_if_unusual")  # parts and nights are of whole runs
    assert [name for name in options["run"] if name not in divided] == options["clean"] == options["score"]
    assert options["plan"] == [name for name in options["clean"] if name not in ("strict", "quiet", "verbose")]


@pytest.mark.parametrize("option", ["--workers", "--sentences", "--words"])
def test_a_wrong_number_is_told_as_it_was_typed(cli: Cli, option: str) -> None:
    assert cli("run", option, "-1").err.startswith(f"error: {option} -1: ")
    setting = {"--workers": "run.workers", "--sentences": "summarize.sentences", "--words": "summarize.words"}[option]
    assert cli("run", "--set", f"{setting}=-1").err.startswith(f"error: --set {setting}=-1: ")


def test_version(cli: Cli) -> None:
    result = cli("--version")
    assert (result.code, result.out) == (0, f"ringkas {__version__}\n")


def test_without_a_verb_the_help_is_shown(cli: Cli) -> None:
    assert "translate" in cli().out


def test_an_unknown_verb_is_the_users_mistake(cli: Cli) -> None:
    assert cli("trnslate").code == 2


def test_the_shell_completes_verbs() -> None:
    asked = {"_RINGKAS_COMPLETE": "complete_bash", "COMP_WORDS": "ringkas su", "COMP_CWORD": "1"}
    program = "import sys; sys.argv = ['ringkas']; from pipeline.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={**os.environ, **asked}
    )
    assert done.stdout.split() == ["summarize", "suites"]


def test_metrics_are_listed_with_what_they_need(cli: Cli) -> None:
    rows = {row["name"]: row for row in json.loads(cli("metrics", "--json").out)}
    assert set(rows) == {metric.name for metric in metrics.list_metrics()}
    assert rows["chrf"]["needs"] == ["references"]
    assert rows["comet"]["package"] == "unbabel-comet, in an environment of its own"
    said = cli("metrics").out
    assert "numbers-recall" in said
    assert "needs references, sources; optional package: unbabel-comet, in an environment of its own" in said
