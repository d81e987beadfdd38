"""The examples for servers call verbs, options and settings that exist, and hold what they promise."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from typer.main import get_command

from pipeline import metrics
from pipeline.cli.app import app
from pipeline.comparison.external_scores import COLUMNS
from pipeline.comparison.verdict import parse_rule
from pipeline.core.config import load_config
from pipeline.core.resources import data_dir
from tests.docs.blocks import ROOT, blocks

EXAMPLES = ROOT / "docs" / "examples"
FILES = sorted(EXAMPLES.iterdir())
CALLERS = ("ringkas.service", "ringkas.timer", "ringkas-failed.service", "crontab")  # of nightly.sh
CALL = re.compile(r"(?:^|[\s/(])(ringkas (?:run|compare|models|plan) [^\n&|;']*)", re.M)


def calls(text: str) -> list[str]:
    """The calls of ``ringkas``, comments left out, folded lines of YAML put together."""
    code = re.sub(r"\\\n|(?<=--html verdict\.html)\n", " ", re.sub(r"(?m)^\s*#.*$", "", text))
    return CALL.findall(code)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_calls_are_right(file: Any) -> None:
    found = calls(file.read_text("utf-8"))
    assert found or file.name in CALLERS
    for call in found:
        words = shlex.split(re.sub(r"\$\(date [^)]*\)", "today", call))[1:]
        verb: Any = get_command(app)
        while words[0] in getattr(verb, "commands", {}):
            verb = verb.commands[words.pop(0)]
        options = {o for p in verb.params for o in (*p.opts, *p.secondary_opts)}
        assert {w.partition("=")[0] for w in words if w.startswith("-")} <= options, call
        load_config("default", [b for a, b in zip(words, words[1:], strict=False) if a == "--set"])  # noqa: RUF007
        for rule in (b for a, b in zip(words, words[1:], strict=False) if a == "--fail-if-worse"):  # noqa: RUF007
            assert parse_rule(rule)


def test_the_metric_of_the_guide_gives_the_value_that_the_guide_says() -> None:
    [block] = [b for b in blocks("python") if b.page == "docs/researcher.md" and "METRICS" in b.text]
    page = (ROOT / block.page).read_text("utf-8")
    assert 'assert metrics.score("exact-match", texts, references).value == 50.0' in page
    made: dict[str, Any] = {}
    exec(block.text, made)
    [metric] = made["METRICS"]
    references = [["It rained."], ["No one was hurt.", "There were no victims."]]
    items = metrics.make_items(["It rained.", "Nobody was hurt."], references=references)
    found = metrics.score_items(metric, items, samples=100)
    assert found.value == 50.0
    assert found.items == (100.0, 0.0)


def test_the_row_of_scores_in_the_guide_is_read() -> None:
    [block] = [b for b in blocks("text") if b.page == "docs/researcher.md" and '"metricx-24"' in b.text]
    rows = [json.loads(line) for line in block.text.splitlines()]
    assert all(set(COLUMNS) <= set(row) for row in rows)


def test_the_unit_and_its_timer_are_whole() -> None:
    for name, section in (("ringkas.service", "Service"), ("ringkas.timer", "Timer")):
        parser = configparser.ConfigParser(interpolation=None, strict=True)
        parser.read_string((EXAMPLES / name).read_text("utf-8"))
        assert section in parser
        assert "Install" in parser
    for name in ("ringkas.service", "crontab"):
        assert "/opt/ringkas/bin/nightly.sh /var/lib/ringkas" in (EXAMPLES / name).read_text("utf-8")
    unit = (EXAMPLES / "ringkas.service").read_text("utf-8")
    assert "PrivateNetwork=yes" in unit
    assert "User=ringkas" in unit
    assert re.search(r"(?m)^TimeoutStartSec=\d+h$", unit)  # systemd's own limit of a oneshot is none
    assert "example.org" not in unit
    for what in ("# Environment=INPUT=s3://", "# EnvironmentFile=", "PrivateNetwork=no", "AF_UNIX AF_INET AF_INET6"):
        assert what in unit
    told = re.search(r"^OnFailure=(.+)$", unit, re.M)
    assert told is not None
    assert (EXAMPLES / told[1]).is_file()


def test_the_image_is_not_root_and_offline() -> None:
    text = (EXAMPLES / "Dockerfile").read_text("utf-8")
    last = text.rpartition("\nFROM ")[2]
    assert "\nRUN useradd --uid 10001 " in last
    assert "\nUSER 10001\n" in last
    assert "\nCOPY --from=build --chown=10001 /cache /cache\n" in last
    assert "HF_HUB_OFFLINE=1" in last
    assert "RINGKAS_CACHE=/cache" in last
    for name in re.findall(r"models convert (\S+)", text):
        assert (data_dir("models") / f"{name}.toml").is_file()
    torch = re.search(r"torch==\S+", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert torch is not None
    assert torch[0].strip('",') in text


def test_the_workflow_measures_before_and_after() -> None:
    workflow = yaml.safe_load((EXAMPLES / "model-swap.yml").read_text("utf-8"))
    runs = [step.get("run", "") for step in workflow["jobs"]["compare"]["steps"]]
    assert sum("ringkas run" in run for run in runs) == 2
    assert any("--fail-if-worse" in run for run in runs)
