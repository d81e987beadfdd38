"""Changes one place of the code at a time and counts how many of the changes the tests notice.

    python -m eval.mutants                       # a fixed sample of 200 over guards, metrics, core and language
    python -m eval.mutants --sample 20 --only pipeline/guards/repair.py

A mutant is one module with one operator, constant or condition changed. It is written into a copy of the repository,
and the tests of that module's folder run there until the first failure. A mutant that no test notices survives; the
list of survivors shows what the tests do not hold.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("guards", "metrics", "core", "language")
SEED = 7
TIMEOUT = 180.0  # seconds; a mutant that makes the tests hang is noticed
_COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module's source with one place changed; ``what`` says where and how."""

    path: str
    line: int
    what: str
    source: str


def mutants(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module; docstrings, imports and annotations are left alone."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    places = list(_places(tree))
    for number in range(len(places)):
        changed = copy.deepcopy(tree)
        node = list(_places(changed))[number]
        what = _change(node)
        if what:
            name = path.relative_to(ROOT).as_posix()
            yield Mutant(name, getattr(node, "lineno", 0), what, ast.unparse(ast.fix_missing_locations(changed)))


def _places(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may be changed, in a fixed order; annotations and type aliases have no behaviour to change."""
    typing = {
        id(inner)
        for node in ast.walk(tree)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if part is not None
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        if id(node) in typing:
            continue
        operator = isinstance(node, (ast.Compare, ast.BoolOp, ast.If, ast.IfExp, ast.BinOp))
        constant = isinstance(node, ast.Constant) and isinstance(node.value, (bool, int, float))
        if operator or constant or (isinstance(node, ast.Return) and node.value is not None):
            yield node


def _change(node: ast.AST) -> str:
    """Change a node in place; returns what was done, empty when there is nothing to do."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARE:
        old, new = type(node.ops[0]), _COMPARE[type(node.ops[0])]
        node.ops[0] = new()
        return f"{old.__name__} -> {new.__name__}"
    if isinstance(node, ast.BoolOp):
        old_op = type(node.op).__name__
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return f"{old_op} -> {type(node.op).__name__}"
    if isinstance(node, (ast.If, ast.IfExp)):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return "condition negated"
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        old_name, swapped = type(node.op).__name__, _BINARY[type(node.op)]
        node.op = swapped()
        return f"{old_name} -> {swapped.__name__}"
    if isinstance(node, ast.Constant):
        before = node.value
        node.value = (not before) if isinstance(before, bool) else before + 1  # type: ignore[operator]
        return f"{before!r} -> {node.value!r}"
    if isinstance(node, ast.Return):
        node.value = ast.Constant(None)
        return "returns None"
    return ""


def tests_of(path: str) -> list[str]:
    """The tests that belong to a module: its own file where it has one, and its folder."""
    folder = Path(path).parent.relative_to("pipeline")
    while not (ROOT / "tests" / folder).is_dir():
        folder = folder.parent
    own = ROOT / "tests" / folder / f"test_{Path(path).stem}.py"
    first = [own.relative_to(ROOT).as_posix()] if own.is_file() else []
    return [*first, f"tests/{folder.as_posix()}"]


def survives(mutant: Mutant, checkout: Path) -> bool:
    """Whether the tests pass with the mutant in place; the module is put back afterwards."""
    target = checkout / mutant.path
    original = target.read_text("utf-8")
    target.write_text(mutant.source, "utf-8")
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests_of(mutant.path)]
    environment = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd=checkout, env=environment, capture_output=True, timeout=TIMEOUT)
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        target.write_text(original, "utf-8")


def sample(size: int, only: Sequence[str], seed: int) -> list[Mutant]:
    """A fixed choice of mutants, the same for the same code, size and seed."""
    folders = [ROOT / "pipeline" / name for name in FOLDERS]
    paths = [ROOT / name for name in only] or sorted(p for folder in folders for p in folder.rglob("*.py"))
    every = [mutant for path in paths for mutant in mutants(path)]
    return random.Random(seed).sample(every, min(size, len(every)))


def checkouts(count: int, folder: Path) -> list[Path]:
    """Copies of the repository for mutants to stand in; the originals are never touched."""
    made = []
    for number in range(count):
        copied = folder / f"copy{number}"
        ignore = shutil.ignore_patterns(".git", ".venv", "runs", "*_cache", "__pycache__", ".hypothesis")
        shutil.copytree(ROOT, copied, ignore=ignore)
        made.append(copied)
    return made


def main() -> None:
    """Try the sample and print what survived and the share that was noticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--only", action="append", default=[], help="a module's path; default: the four folders")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    chosen = sample(given.sample, given.only, given.seed)
    with tempfile.TemporaryDirectory() as folder:
        places = checkouts(given.jobs, Path(folder))

        def work(job: int) -> list[Mutant]:
            return [m for m in chosen[job :: given.jobs] if survives(m, places[job])]

        with ThreadPoolExecutor(given.jobs) as pool:
            survivors = [m for found in pool.map(work, range(given.jobs)) for m in found]
    for mutant in sorted(survivors, key=lambda m: (m.path, m.line)):
        print(f"survived: {mutant.path}:{mutant.line}: {mutant.what}")
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} mutants killed: {100 * killed / max(1, len(chosen)):.1f}%")


if __name__ == "__main__":
    main()
