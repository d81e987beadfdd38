"""No memory grows with the number of articles: what is kept between them are caches, and all of those have a bound."""

from __future__ import annotations

import ast
import functools
import gc
import itertools
import re
import sys
import tracemalloc
from pathlib import Path

import pytest

from eval.benchmarks.scale import articles
from pipeline.cli import app
from pipeline.core.resources import PACKAGE
from tests.torture.conftest import Note
from tests.torture.program import FULL

# What an unbounded cache may be asked by: names that the package itself has, and files. A parameter of another name may
# be a word of an article: ``lru_cache(maxsize=...)``.
OWN_NAMES = {
    "cls", "folder", "html", "key", "kind", "language", "largest", "module", "mtime_ns", "name", "names", "path",
    "size", "table", "vocabulary", "where",
}  # fmt: skip
ARTICLES = 200 if FULL else 40


def decorators(path: Path) -> list[tuple[str, ast.FunctionDef, ast.expr]]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return [(f"{path.relative_to(PACKAGE)}:{f.name}", f, d) for f in functions for d in f.decorator_list]


def test_a_cache_that_texts_are_looked_up_in_has_a_bound() -> None:
    found = [row for path in sorted(PACKAGE.rglob("*.py")) for row in decorators(path)]
    bare = [(where, f) for where, f, d in found if ast.unparse(d) in ("cache", "functools.cache")]
    assert len(bare) > 50
    wrong = {where: [a.arg for a in f.args.args + f.args.kwonlyargs if a.arg not in OWN_NAMES] for where, f in bare}
    assert {where: names for where, names in wrong.items() if names} == {}
    assert [where for where, _, d in found if "maxsize=None" in ast.unparse(d)] == []


def caches() -> list[functools._lru_cache_wrapper[object]]:
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("pipeline")]
    held = {id(v): v for m in modules for v in vars(m).values() if isinstance(v, functools._lru_cache_wrapper)}
    return list(held.values())


def held_without_caches() -> int:
    """Bytes that the package's objects take when every bounded cache has been emptied."""
    for cached in caches():
        if cached.cache_info().maxsize is not None:
            cached.cache_clear()
    re.purge()
    gc.collect()
    own = tracemalloc.Filter(True, f"{PACKAGE}/*")
    return sum(trace.size for trace in tracemalloc.take_snapshot().filter_traces([own]).statistics("filename"))


@pytest.mark.heavy
def test_nothing_but_caches_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], note: Note
) -> None:
    """Runs over other articles in the same process: a table may be read late, but not every run leaves something."""
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    texts = articles(7, 3)
    held, unbounded = [], []

    def run(number: int) -> None:
        news = tmp_path / f"news{number}"
        news.mkdir()
        for n, text in enumerate(itertools.islice(texts, ARTICLES)):
            (news / f"{n}.txt").write_text(text, "utf-8")
        options = ["--config", "tiny", "--set", "translate.memory=", "--out", str(tmp_path / f"run{number}")]
        monkeypatch.setattr(sys, "argv", ["ringkas", "run", str(news), *options])
        with pytest.raises(SystemExit) as ended:
            app.main()
        assert not ended.value.code, capsys.readouterr().err
        capsys.readouterr()

    run(0)  # libraries, tables, patterns
    tracemalloc.start()
    try:
        for number in (1, 2, 3):
            run(number)
            held.append(held_without_caches())
            sizes = ((f"{c.__module__}.{c.__qualname__}", c.cache_info()) for c in caches())
            unbounded.append({name: info.currsize for name, info in sizes if info.maxsize is None})
    finally:
        tracemalloc.stop()
    assert unbounded[-1] == unbounded[-2], "a cache without a bound has grown"
    grown = min(held[2] - held[1], held[1] - held[0])
    note("articles: memory that stays, caches emptied", ARTICLES, f"{grown / ARTICLES:.0f} bytes an article")
    assert grown < 300 * ARTICLES, held
