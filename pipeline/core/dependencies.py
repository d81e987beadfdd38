"""Finds the modules and libraries that a module's output depends on, by following its imports without running them.

A stage's fingerprint holds the hash of every module that the stage can reach and the version of every library that
those modules import. Both come from the import statements themselves, so that no list has to be kept by hand.
Imports inside functions count; imports for type checkers alone do not. A ``Registry("pipeline.x", ...)`` loads the
modules of a folder by name, so all modules of that folder count as imported.
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.core.fingerprints import Parts, digest, file_hash, libraries
from pipeline.core.resources import PACKAGE

# Core reads settings and writes files; of it only the records and the rows made of them can change what a stage writes.
GROUND = "pipeline.core"
RECORDS = "pipeline.core.records"
SHAPING_CORE = frozenset({RECORDS, "pipeline.core.event_records", "pipeline.core.run_articles"})
# Libraries that read settings, lock or fetch files and print, but do not touch the text.
NEUTRAL = frozenset({"filelock", "huggingface_hub", "psutil", "pydantic", "rich"})
DISTRIBUTIONS = {
    "docx": "python-docx",
    "lxml_html_clean": "lxml-html-clean",
    "markdown_it": "markdown-it-py",
    "rouge_score": "rouge-score",
}
# Further libraries that these compute with.
BROUGHT = {
    "transformers": ("tokenizers", "sentencepiece", "sacremoses", "safetensors"),
    "trafilatura": ("lxml", "htmldate", "justext"),
}
_IMPORT = re.compile(
    r"^(?P<indent> *)(?:from (?P<origin>[\w.]+) import (?P<names>\([^)]*\)|[^\n]+)|import (?P<plain>[\w., ]+))", re.M
)
_TYPES_ONLY = re.compile(r"^if TYPE_CHECKING:\n(?:(?:[ ]+[^\n]*)?\n)+", re.M)
_REGISTRY = re.compile(r"""Registry\(\s*["'](pipeline(?:\.\w+)+)["']([^=]*=?[^)]*\)?)""")


@cache
def module_file(module: str) -> Path | None:
    """The file of one of the package's modules; None when there is no such module."""
    base = PACKAGE.joinpath(*module.split(".")[1:])
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.is_file() and module.split(".")[0] == PACKAGE.name:
            return path
    return None


@cache
def imports_of(module: str) -> tuple[frozenset[str], frozenset[str]]:
    """The package's own modules and the top-level names of other libraries that a module imports."""
    path = module_file(module)
    text = _TYPES_ONLY.sub("", path.read_text("utf-8")) if path else ""
    own: set[str] = set()
    other: set[str] = set()
    for name in _imported(text):
        if name.split(".")[0] != PACKAGE.name:
            other.add(name.split(".")[0])
        elif module_file(name):
            own.add(name)
        elif module_file(name.rpartition(".")[0]):  # a function or class, not a module
            own.add(name.rpartition(".")[0])
    for folder, options in _REGISTRY.findall(text):
        members = list(PACKAGE.joinpath(*folder.split(".")[1:]).glob("[!_]*.py"))
        left_out = options.partition("exclude")[2]
        for name in re.findall(r"[A-Z]+", left_out):  # a constant of that folder
            left_out += " ".join(re.findall(rf"^{name} = \(([^)]*)\)", "\n".join(map(_text, members)) + text, re.M))
        own |= {f"{folder}.{p.stem}" for p in members if p.stem not in re.findall(r"\w+", left_out)}
    return frozenset(own - {PACKAGE.name}), frozenset(other - sys.stdlib_module_names)


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


def _imported(text: str) -> Iterator[str]:
    for match in _IMPORT.finditer(text):
        if match["plain"]:
            yield from (name.split(" as ")[0].strip() for name in match["plain"].split(","))
            continue
        names = re.sub(r"#[^\n]*", "", match["names"].strip("()"))
        yield from (f"{match['origin']}.{n.split(' as ')[0].strip()}" for n in names.split(",") if n.strip())


@cache
def closure(module: str) -> tuple[str, ...]:
    """The package's modules that a module reaches through its imports, itself included, sorted; core's others are
    left out (see ``SHAPING_CORE``)."""
    reached: set[str] = set()
    waiting = [module, RECORDS]
    while waiting:
        name = waiting.pop()
        if name in reached or (name.startswith(GROUND) and name not in SHAPING_CORE):
            continue
        reached.add(name)
        waiting += imports_of(name)[0]
    return tuple(sorted(reached))


@cache
def code_parts(module: str) -> Parts:
    """The hashes of the code and data files that a module reaches, one part for each folder of the package."""
    folders: dict[str, set[Path]] = defaultdict(set)
    for name in closure(module):
        path = module_file(name)
        if path is not None:
            folder = path.parent.relative_to(PACKAGE).as_posix()
            folders[folder].add(path)
            if folder != ".":  # tables, word lists and templates that lie beside the code
                folders[folder] |= data_files(path.parent)
    return {
        f"code.{folder}": digest({p.relative_to(PACKAGE).as_posix(): code_hash(p) for p in sorted(files)})
        for folder, files in sorted(folders.items())
    }


@cache
def data_files(folder: Path) -> frozenset[Path]:
    """The data files of the code in a folder: what lies in a package below it is that package's."""
    found: set[Path] = set()
    for place, below, names in os.walk(folder):
        inside = Path(place)
        below[:] = [n for n in below if n != "__pycache__" and not (inside / n / "__init__.py").is_file()]
        found |= {inside / n for n in names if not n.endswith((".py", ".pyc")) and (inside / n).is_file()}
    return frozenset(found)


@cache
def code_hash(path: Path) -> str:
    """The hash of a file of the package, read once: eleven stages share most of them."""
    return file_hash(path)


@cache
def library_names(module: str) -> tuple[str, ...]:
    """The distributions whose versions can change what a module makes, sorted."""
    names = {name for own in closure(module) for name in imports_of(own)[1]} - NEUTRAL
    names |= {brought for name in names for brought in BROUGHT.get(name, ())}
    return tuple(sorted(DISTRIBUTIONS.get(name, name) for name in names))


def library_parts(module: str) -> Parts:
    """The versions of those distributions; pyarrow's too, which writes every shard."""
    return libraries(("pyarrow", *library_names(module)))
