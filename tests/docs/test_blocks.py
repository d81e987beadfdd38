"""Every command and every block of Python in README.md and docs/ is right: it runs, or there is a reason why not."""

from __future__ import annotations

import contextlib
import io
import itertools
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import pipeline
from pipeline.backends._card_tables import Languages
from pipeline.backends.model_card import load_card
from pipeline.cli.app import app
from pipeline.core.config import load_config
from tests.conftest import Cli
from tests.docs.blocks import ROOT, Block, blocks
from tests.docs.sandbox import command_folder, environment, furnish

SHELL = blocks("sh")
PYTHON = blocks("python")
VERBS = get_command(app)
# Programs beside ours that the documents call; what they do here was tried by hand or by another test.
OTHERS = {"cat", "cp", "docker", "env/bin/pip", "env/bin/ringkas", "git", "install", "ln", "make", "mkdir", "mv"}
OTHERS |= {"pip", "printf", "python", "python3", "pearmut", "ray", ".", "/opt/ringkas-0.14.0/bin/pip"}
OTHERS |= {"journalctl", "systemctl", "runuser", "useradd"}


def name(block: Block) -> str:
    return f"{block.page}:{block.line}"


def calls(command: str) -> list[list[str]]:
    """The calls of ``ringkas`` in a line for the shell, as words."""
    found = []
    for part in re.split(r"\s(?:\||&&|;)\s", command):
        words = shlex.split(re.sub(r"\s>\s*\S+|\$\(date \+%F\)", "", part))
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words.pop(0)
        if words and words[0].removeprefix(".venv/bin/") == "ringkas":
            found.append(words[1:])
        elif words[:3] == ["python", "-m", "pipeline"]:
            found.append(words[3:])
        else:
            assert {*words[:1]} & OTHERS, f"{command}: what is {words[:1]}?"
    return found


def test_blocks_say_what_language_they_are_in() -> None:
    assert not [name(b) for b in blocks("")]
    assert {b.kind for b in blocks("sh", "python", "toml", "text")} >= {"sh", "python"}


def test_blocks_that_are_not_run_say_why() -> None:
    every = [*SHELL, *PYTHON]
    assert len(every) > 30
    assert all(len(b.how) > 15 for b in every if b.how not in ("quick", "slow"))
    assert sum(b.how not in ("quick", "slow") for b in every) < len(every) / 2


@pytest.mark.parametrize("block", SHELL, ids=name)
def test_verbs_options_and_settings_exist(block: Block) -> None:
    """Also of blocks that are not run."""
    for command in block.commands:
        for words in calls(command):
            verb: Any = VERBS
            while words and words[0] in getattr(verb, "commands", {}):
                verb = verb.commands[words.pop(0)]
            options = {o: p for p in verb.params for o in (*p.opts, *p.secondary_opts) if o.startswith("-")}
            for given in (w.partition("=")[0] for w in words if re.match(r"--?[a-z]", w)):
                assert given in options, f"{command}: {given}"
            settings = [v for o, v in itertools.pairwise(words) if o == "--set"]
            if not words or verb.name != "train":
                load_config("default", settings)


@pytest.mark.parametrize("block", [b for b in SHELL if any(c.startswith("make ") for c in b.commands)], ids=name)
def test_targets_of_make_exist(block: Block) -> None:
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"))
    assert {c.split()[1] for c in block.commands if c.startswith("make ")} <= set(targets)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RINGKAS_CACHE", str(folder / "cache"))
        furnish(folder)
    return folder


@pytest.mark.parametrize("block", [b for b in SHELL if b.how == "quick"], ids=name)
def test_quick_commands_run(block: Block, furnished: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process: what loads no model."""
    monkeypatch.chdir(furnished)
    monkeypatch.setenv("RINGKAS_CACHE", str(furnished / "cache"))
    (furnished / "cache" / "memory").mkdir(parents=True, exist_ok=True)
    for command in block.commands:
        [words] = calls(command)
        result = cli(*words)
        assert result.code == 0, (command, result.out, result.err)
        assert result.out, command


@pytest.mark.parametrize("block", [b for b in PYTHON if b.how == "quick"], ids=name)
def test_quick_python_runs(block: Block, furnished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    execute(block, furnished, monkeypatch)


def execute(block: Block, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a block as a program of its own would be, but in this process; returns what it printed."""
    monkeypatch.chdir(folder)
    monkeypatch.setitem(sys.modules, "ringkas", pipeline)  # in a checkout the package has its other name
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(block.text, name(block), "exec"), {"__name__": "__main__"})
    return out.getvalue()


@pytest.mark.parametrize("block", blocks("toml"), ids=name)
def test_toml_is_right(block: Block, tmp_path: Path) -> None:
    values = tomllib.loads(block.text)
    if "architecture" in values:
        (tmp_path / "card.toml").write_text(block.text, "utf-8")
        assert load_card(str(tmp_path / "card.toml")).name == values["name"]
    elif "languages" in values:  # a part of a card
        Languages.model_validate(values["languages"])
    elif "rule" in values:
        for rule in values["rule"]:
            assert all(re.fullmatch(rule["pattern"], text, re.VERBOSE) for text in rule["removes"])
            assert not any(re.fullmatch(rule["pattern"], text, re.VERBOSE) for text in rule["keeps"])
    else:
        (tmp_path / "preset.toml").write_text(block.text, "utf-8")
        load_config(str(tmp_path / "preset.toml"))


@pytest.mark.slow
def test_slow_commands_and_python_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the embedded models, page by page in the order of the reader; each page finds the runs as they were."""
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    furnish(tmp_path, "default")
    shutil.copytree(tmp_path / "runs", tmp_path / "before")
    env = environment(ROOT, tmp_path / "cache", command_folder(tmp_path / "bin"))
    page = ""
    for block in sorted([*SHELL, *PYTHON], key=lambda b: (b.page, b.line)):
        if block.how != "slow" and (block.how, block.kind) != ("quick", "python"):  # which writes what slow ones read
            continue
        if block.page != page:  # pages use the same names for runs of other inputs
            page = block.page
            shutil.rmtree(tmp_path / "runs")
            shutil.copytree(tmp_path / "before", tmp_path / "runs")
        if block.kind == "python":
            assert execute(block, tmp_path, monkeypatch) or block.how == "quick"
            continue
        script = "set -eu\n" + "\n".join(c.replace(".venv/bin/ringkas", "ringkas") for c in block.commands)
        done = subprocess.run(["sh", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (name(block), done.stdout[-500:], done.stderr[-2000:])
