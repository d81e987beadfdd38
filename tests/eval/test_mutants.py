"""Mutants: each changes one place, the sample is fixed, and a module's own tests are what judges it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from eval import mutants

ROOT = Path(__file__).parents[2]


def test_each_mutant_is_another_program_that_still_parses() -> None:
    path = ROOT / "pipeline" / "guards" / "checks" / "length.py"
    plain = ast.unparse(ast.parse(path.read_text("utf-8")))
    made = list(mutants.mutants(path))
    assert len(made) > 5
    for mutant in made:
        assert mutant.source != plain
        ast.parse(mutant.source)


def test_the_sample_is_the_same_every_time() -> None:
    only = ["pipeline/guards/checks/length.py"]  # a small module: making every mutant of a large one takes seconds
    first, again, other = ([(m.path, m.line, m.what) for m in mutants.sample(5, only, seed)] for seed in (7, 7, 8))
    assert len(first) == 5
    assert first == again
    assert first != other


def test_the_tests_of_a_module_are_its_own_and_its_folders() -> None:
    assert mutants.tests_of("pipeline/guards/repair.py") == ["tests/guards/test_repair.py", "tests/guards"]
    assert mutants.tests_of("pipeline/guards/checks/length.py")[-1] == "tests/guards"


@pytest.mark.parametrize(("body", "lives"), [("return x + 1", True), ("return x - 1", False)])
def test_what_a_test_notices_does_not_survive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, lives: bool
) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "pipeline" / "__init__.py").write_text("")
    (tmp_path / "pipeline" / "one.py").write_text("def f(x):\n    return x + 1\n")
    (tmp_path / "tests" / "test_one.py").write_text("from pipeline.one import f\n\ndef test():\n    assert f(1) == 2\n")
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    mutant = mutants.Mutant("pipeline/one.py", 2, "changed", f"def f(x):\n    {body}\n")
    assert mutants.survives(mutant, tmp_path) is lives
    assert (tmp_path / "pipeline" / "one.py").read_text() == "def f(x):\n    return x + 1\n"
