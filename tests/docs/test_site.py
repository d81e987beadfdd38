"""The site: it builds with warnings as errors, its links and files exist, and no page asks another host for a file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT

BUILT = {
    "reference/commands.md",
    "reference/configuration.md",
    "reference/records.md",
    "reference/lists.md",
    "reference/python.md",
}


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    titles = re.findall(r"(?m)^#+ (.+)$", page.read_text("utf-8"))
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """To a file of the repository, or to a page that is made with the site, where the line says so."""
    lines = page.read_text("utf-8").splitlines()
    for line, target in ((row, found) for row in lines for found in re.findall(r"\]\(([^)\s]+)\)", row)):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        inside = str(file.relative_to(ROOT / "docs")) if file.is_relative_to(ROOT / "docs") else ""
        if inside in BUILT:
            assert "`make docs`" in line, f"{target} is no file of a checkout: say that `make docs` writes it"
            continue
        assert file.exists(), f"{target} is not there"
        if anchor:
            assert anchor in headings(file), f"{target}: there is no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_that_a_page_names_exist(page: Path) -> None:
    folders = "pipeline|docs|eval|models|configs|tests"
    for name in re.findall(rf"`((?:{folders})/[\w./-]+)`", page.read_text("utf-8")):
        if "NAME" not in name:
            assert (ROOT / name).exists(), name


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = set(re.findall(r"(?m): ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8")))
    pages = {str(p.relative_to(ROOT / "docs")) for p in (ROOT / "docs").rglob("*.md")}
    assert listed == pages | BUILT


def test_variables_of_the_environment_are_documented() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "pipeline").rglob("*.py"))
    read = set(re.findall(r'"(RINGKAS_[A-Z_]+)"', code))
    assert {"RINGKAS_CACHE", "RINGKAS_MODELS"} <= read
    install = (ROOT / "docs" / "install.md").read_text("utf-8")
    assert not {name for name in read if f"`{name}`" not in install}


def test_extras_are_documented() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    install = (ROOT / "docs" / "install.md").read_text("utf-8")
    assert not {name for name in extras if name != "dev" and f"`.[{name}]`" not in install}


@pytest.mark.slow
def test_the_site_builds(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    pytest.importorskip("material")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (tmp_path / "site").rglob("*.html"):
        html = page.read_text("utf-8")
        assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="https?://[^"]+"', html), page.name
    assert "--accept-licence" in (tmp_path / "site" / "reference" / "commands" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["marian-id-en"])
def test_cards_of_embedded_models_say_what_they_are_for(name: str) -> None:
    card = (ROOT / "models" / name / "README.md").read_text("utf-8")
    assert all(f"**{title}" in card for title in ("Intended use", "Not for", "Limits and risks"))
