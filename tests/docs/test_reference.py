"""The reference has every verb, option, key, record field and file field, each with words that say what it is."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from docs import reference_pages as PAGES
from pipeline import api
from pipeline.cli.app import app
from pipeline.core import config, event_records, records
from pipeline.guards import severity
from pipeline.stages.report import FILES
from tests.docs.blocks import ROOT

COMMANDS = dict(PAGES.commands())
COMMANDS_PAGE = PAGES.commands_page()


def test_every_verb_has_its_section() -> None:
    page = COMMANDS_PAGE
    assert set(get_command(app).commands) <= {name.split()[1] for name in COMMANDS if " " in name}  # type: ignore[attr-defined]
    assert "ringkas models fetch" in COMMANDS
    assert all(f"## {name}\n" in page for name in COMMANDS)


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_option_says_what_it_does(verb: str) -> None:
    section = COMMANDS_PAGE.partition(f"## {verb}\n")[2].partition("\n## ")[0]
    for entry in PAGES.parameters(COMMANDS[verb]):
        assert len(entry.text) > 5, f"{verb} {entry.name} has no help"
        assert "`" + entry.name.replace("|", "\\|") + "`" in section
    options = {o for p in COMMANDS[verb].params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}
    assert all(option in section for option in options)
    assert COMMANDS[verb].help, f"{verb} has no help"


@pytest.mark.parametrize("name", PAGES.tables())
def test_every_key_says_what_it_is(name: str) -> None:
    table = PAGES.tables()[name]
    page = PAGES.configuration_page()
    entries = PAGES.settings(table)
    keys = {k for k in table.model_fields if name or k not in PAGES.tables()}
    assert keys == {e.name for e in entries}
    assert not [e.name for e in entries if len(e.text) < 5], "a key without a comment behind it"
    assert all(f"| `{key}` |" in page for key in keys)


def test_the_tables_are_those_of_a_config() -> None:
    assert set(PAGES.tables()) == {"", *config.load_config().model_dump()} - {"description"}


@pytest.mark.parametrize("record", PAGES.record_types(), ids=lambda r: r.__name__)
def test_every_field_says_what_it_is(record: type) -> None:
    entries = PAGES.fields(record)
    assert [e.name for e in entries] == [f.name for f in dataclasses.fields(record)]
    assert not [e.name for e in entries if not e.text], "a field that the docstring's Attributes lack"
    assert not PAGES.attributes(record).keys() - {e.name for e in entries}, "the docstring names a field that is none"


def test_every_record_is_there() -> None:
    names = {c.__name__ for c in PAGES.record_types()}
    assert {"Article", "Brief", "Event"} <= names
    for module in (records, event_records):
        defined = {
            n for n, c in vars(module).items() if dataclasses.is_dataclass(c) and c.__module__ == module.__name__
        }
        assert defined <= names


def test_every_flag_and_preset_and_function_is_there() -> None:
    lists = PAGES.lists_page()
    assert all(f"| `{name}` |" in lists for name in (*severity.FLAGS, *config.preset_names(), "chrf", "rouge2"))
    python = PAGES.python_page()
    assert all(f"## {name}\n" in python for name in api.__all__)


def fields(value: Any) -> set[str]:
    """The names of all fields of a value of JSON, however deep."""
    if isinstance(value, dict):
        return set(value).union(*map(fields, value.values()), set())
    return set().union(*map(fields, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize(("events", "starter"), [(20, 4), pytest.param(None, None, marks=pytest.mark.heavy)])
def test_every_field_of_every_public_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, events: int | None, starter: int | None
) -> None:
    """Of a run over articles of two suites, which have all kinds of them, and over an article that is rejected."""
    page = (ROOT / "docs" / "reference" / "files.md").read_text("utf-8")
    named = set(re.findall(r"`([\w.-]+)`", page))
    assert {*FILES, "manifest.json", "rejected.jsonl"} <= named
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    (tmp_path / "short.txt").write_text("Halo.", "utf-8")
    for suite, most in {"events": events, "starter": starter}.items():
        lines = (ROOT / "eval" / "suites" / suite / "articles.jsonl").read_text("utf-8").splitlines(keepends=True)
        (tmp_path / f"{suite}.jsonl").write_text("".join(lines[:most]), "utf-8")
    inputs = [tmp_path / name for name in ("events.jsonl", "starter.jsonl", "short.txt")]
    folder = api.run(inputs, out=tmp_path / "run", config="tiny").folder
    for file in sorted(folder.glob("*.jsonl")):
        section = page.partition(f"## {file.name}\n")[2].partition("\n## ")[0]
        met = set().union(*(fields(json.loads(line)) for line in file.read_text("utf-8").splitlines()))
        if file.name == "events.jsonl":  # the keys of `duplicates` are ids
            met = {name for name in met if not re.search(r"\d", name)}
        assert met, file.name
        assert not {f for f in met if f"`{f}`" not in section}, file.name
    scores = json.loads((folder / "scores.json").read_text("utf-8"))
    assert fields(scores) <= named
    assert set(json.loads((folder / "manifest.json").read_text("utf-8"))) <= named
