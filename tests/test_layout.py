"""The layout of the package: imports go one way, there are no circles, only the command line prints."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pipeline.core import dependencies
from pipeline.core.resources import PACKAGE

# A folder may import from those behind it; folders of one row are independent unless a pair is named below.
ROWS = (
    ("cli",),
    ("serve", "collection"),
    ("api",),
    ("training",),
    ("execution", "comparison"),
    ("stages",),
    ("metrics",),
    ("guards",),
    ("backends", "language"),
    ("core",),
)
ALLOWED = {("execution", "comparison")}  # a sweep ranks its runs with the comparison's leaderboard
MOST_ENTRIES = 13
MOST_LINES = 320


def modules() -> list[str]:
    paths = (p.relative_to(PACKAGE.parent).with_suffix("") for p in PACKAGE.rglob("*.py") if "_data" not in p.parts)
    return sorted(".".join(p.parts).removesuffix(".__init__") for p in paths)


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


RANK = {name: row for row, names in enumerate(ROWS) for name in names}
PRINTS = ("print",)


@pytest.mark.parametrize("module", [m for m in modules() if room(m) in RANK])
def test_imports_go_one_way(module: str) -> None:
    here = room(module)
    for other in dependencies.imports_of(module)[0]:
        there = room(other)
        if there not in ("", here):
            assert RANK[here] < RANK[there] or (here, there) in ALLOWED, f"{module} imports {other}"


def test_no_circles() -> None:
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way[way.index(module) :], module))
        if module in done:
            return
        for other in sorted(dependencies.imports_of(module)[0]):
            # A registry finds its members by name and calls them; a member may use what the registry's package defines.
            if other.rpartition(".")[0] != module:
                visit(other, (*way, module))
        done.add(module)

    for module in modules():
        visit(module, ())


@pytest.mark.parametrize("module", [m for m in modules() if room(m) not in ("cli", "")])
def test_only_the_command_line_prints(module: str) -> None:
    path = dependencies.module_file(module)
    assert path is not None
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{module}:{node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            assert node.attr != "stdout", f"{module}:{node.lineno}"


def test_few_rooms_at_the_top_and_short_files() -> None:
    top = [p.name for p in PACKAGE.iterdir() if not p.name.startswith((".", "_")) and p.name != "py.typed"]
    assert len(top) <= MOST_ENTRIES, sorted(top)
    for path in PACKAGE.rglob("*.py"):
        lines = len(path.read_text("utf-8").splitlines())
        assert lines <= MOST_LINES or "over 320 lines because" in path.read_text("utf-8"), f"{path}: {lines} lines"


def test_every_test_mirrors_a_module_or_says_what_it_covers() -> None:
    tests = Path(__file__).parent
    for path in tests.rglob("test_*.py"):
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} has no docstring"
