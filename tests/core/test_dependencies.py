"""What a stage depends on is read off its imports; held here against what Python itself imports."""

from __future__ import annotations

import ast
import importlib.metadata
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pipeline.core import dependencies
from pipeline.core.resources import PACKAGE
from pipeline.execution.stage_table import ALL

STAGES = [stage.name for stage in ALL]
LOADED = "import sys, importlib; importlib.import_module({module!r}); print(*sys.modules)"


def by_ast(module: str) -> set[str]:
    """The package's modules that a module imports anywhere but for type checkers, read by Python's own parser."""
    path = dependencies.module_file(module)
    assert path is not None
    tree = ast.parse(path.read_text("utf-8"))
    types_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in types_only or not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        names = [a.name for a in node.names]
        full = names if isinstance(node, ast.Import) else [f"{node.module}.{n}" for n in names]
        for name in full:
            found |= {m for m in (name, name.rpartition(".")[0]) if m.startswith("pipeline.") and is_module(m)}
    return found


@cache
def installed() -> set[str]:
    """The names of all installed distributions that bring a module; every file of each is looked at for it."""
    return {name for names in importlib.metadata.packages_distributions().values() for name in names}


def is_module(name: str) -> bool:
    return dependencies.module_file(name) is not None


@pytest.mark.parametrize("stage", STAGES)
def test_the_closure_is_what_pythons_parser_finds(stage: str) -> None:
    for module in dependencies.closure(f"pipeline.stages.{stage}.stage"):
        own, _ = dependencies.imports_of(module)
        packages = {m.rpartition(".")[0] for m in own}
        assert by_ast(module) - packages <= own, module


@pytest.mark.parametrize("stage", STAGES)
def test_whatever_a_stage_loads_at_import_is_in_its_closure(stage: str) -> None:
    module = f"pipeline.stages.{stage}.stage"
    command = [sys.executable, "-c", LOADED.format(module=module)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PACKAGE.parent).stdout.split()
    closure = set(dependencies.closure(module))
    ground = ("pipeline.core", "pipeline.stages.base", "pipeline.stages.model_parts")
    ours = {m for m in loaded if m.startswith("pipeline.") and not m.startswith(ground)}
    packages = {m for m in ours if m in {o.rpartition(".")[0] for o in ours}}
    beside = {m for p in packages for m in dependencies.imports_of(p)[0]}  # what a package loads for its other modules
    assert ours - packages - closure - beside == set()


@pytest.mark.parametrize("stage", STAGES)
def test_every_library_is_an_installed_distribution_or_optional(stage: str) -> None:
    normal = {name.lower().replace("_", "-") for name in installed()}
    names = {n.lower().replace("_", "-") for n in dependencies.library_names(f"pipeline.stages.{stage}.stage")}
    assert names - normal <= {"bert-score", "comet", "sentence-transformers", "llama-cpp"}


def test_what_used_to_be_left_out() -> None:
    summarize = dependencies.library_names("pipeline.stages.summarize.stage")
    assert "sentencex" in summarize
    assert "pipeline.backends.sentence_encoder" in dependencies.closure("pipeline.stages.summarize.stage")
    assert "sentencex" not in dependencies.library_names("pipeline.stages.clean.stage")


def test_a_registry_counts_as_importing_its_members_but_not_its_helpers() -> None:
    own, _ = dependencies.imports_of("pipeline.guards")
    assert "pipeline.guards.checks.loops" in own
    own, _ = dependencies.imports_of("pipeline.backends")
    assert "pipeline.backends.ctranslate2" in own
    assert "pipeline.backends.download" not in own


def test_the_hash_follows_code_and_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "pipeline"
    (package / "core").mkdir(parents=True)
    (package / "part").mkdir()
    (package / "core" / "records.py").write_text("")
    (package / "part" / "one.py").write_text("from pipeline.part import two\n")
    (package / "part" / "two.py").write_text("")
    monkeypatch.setattr(dependencies, "PACKAGE", package)

    def forget() -> None:
        for cached in ("module_file", "imports_of", "closure", "code_parts", "data_files", "code_hash"):
            getattr(dependencies, cached).cache_clear()

    def parts() -> str:
        forget()
        return dependencies.code_parts("pipeline.part.one")["code.part"]

    try:
        seen = [parts()]
        (package / "part" / "two.py").write_text("x = 1\n")
        seen.append(parts())
        (package / "part" / "words.txt").write_text("satu\n")
        seen.append(parts())
        (package / "part" / "three.py").write_text("not imported\n")
        assert parts() == seen[-1]
        assert len(set(seen)) == 3
    finally:
        monkeypatch.undo()
        forget()
