"""What the documents promise exists: presets, settings, verbs, files; and the set-up pins what it must."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from pipeline.backends import model_card
from pipeline.cli.app import app
from pipeline.core.config import load_config, preset_names

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(str(p) for p in (ROOT / "docs").rglob("*.md")))
TEXT = "\n".join((ROOT / name).read_text("utf-8") for name in DOCUMENTS)
MODELS = (ROOT / "docs" / "models.md").read_text("utf-8")
MOST_LINES = 130


def test_verbs_that_the_documents_name_exist() -> None:
    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:ringkas|python -m pipeline) ([a-z]+)", TEXT))
    assert {"run", "plan", "show", "models"} <= named <= verbs


def test_settings_and_presets_that_the_documents_name_are_valid() -> None:
    settings = [s for s in re.findall(r"--set ([a-z]+\.[a-z_]+=\S+?)[`\s]", TEXT) if s != "table.key=value"]
    assert settings
    load_config("default", settings)
    assert set(re.findall(r"--config ([a-z0-9-]+)", TEXT)) <= set(preset_names())


@pytest.mark.parametrize("preset", preset_names())
def test_models_that_presets_name_have_cards(preset: str) -> None:
    config = load_config(preset)
    for model in (config.translate.model, config.summarize.model):
        if model not in ("fake", "lead", "centroid", "salient"):
            model_card.load_card(model)


def test_every_preset_is_in_the_table_of_models() -> None:
    assert all(f"| `{name}` |" in MODELS for name in preset_names() if name != "tiny")


def test_the_readme_is_one_page() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", re.findall(r"`((?:models|configs|pipeline)/[\w./-]+)`", TEXT))
def test_files_that_the_documents_name_exist(name: str) -> None:
    if name.split("/")[-1].split(".")[0] != "NAME":
        assert (ROOT / name).exists()


def test_torch_is_pinned_and_its_companions_are_not() -> None:
    """The same pins must fit machines whose plain ``torch`` is the CPU build and those where it is the CUDA build."""
    pins = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert "torch==2.13.0" in pins
    assert not [pin for pin in pins if re.match(r"nvidia|cuda|triton", pin)]
    assert all("==" in pin for pin in pins)


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[<>=~!\[; ]", d)[0].lower() for d in wanted}
    pinned = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()}
    assert names <= pinned


def test_the_set_up_leaves_the_index_to_pip() -> None:
    for name in ("Makefile", "constraints.txt", ".ci/run"):
        text = (ROOT / name).read_text("utf-8")
        assert "://" not in text
        assert "index" not in re.sub(r"(?m)^#.*", "", text)


def test_the_source_distribution_holds_what_its_documents_tell_to_type() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    assert {"Makefile", "constraints.txt", "CONTRIBUTING.md"} <= set(build["targets"]["sdist"]["include"])
    assert all((ROOT / name).exists() for name in build["targets"]["sdist"]["include"])


def test_the_pins_can_be_made_without_installing_anything_first() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nconstraints:")[2]
    assert "pip install --quiet --disable-pip-version-check uv" in recipe.partition("\n\n")[0]


def test_continuous_integration_runs_what_people_run() -> None:
    lines = [line for line in (ROOT / ".ci/run").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[-2:] == ["make test", "exec make test-heavy"]


def test_the_variables_that_the_documents_name_are_read() -> None:
    named = set(re.findall(r"`(RINGKAS_[A-Z_]+)", TEXT))
    read = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in read)
    assert {"RINGKAS_CACHE", "RINGKAS_COMET_PYTHON"} <= named
    assert all(f'"{name}"' in code for name in named)


def test_options_that_the_documents_name_exist() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for verb, options in re.findall(r"ringkas (run|compare|sweep|plan) ([^\n`#]*)", TEXT):
        known = {name for parameter in commands[verb].params for name in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", options)) <= known, verb
