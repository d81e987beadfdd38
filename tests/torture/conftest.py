"""What the tests of reliability share: the prepared program, articles, and the table at the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.torture.program import FULL, Program

TEXT = (
    "Pemerintah Kota {town} membagikan {n} paket bantuan kepada warga yang terendam banjir pada Rabu (13/9).\n"
    "Kepala dinas mengatakan bahwa bantuan itu berasal dari anggaran daerah {town} dan dibagikan sampai akhir pekan.\n"
    "Warga di {n} kecamatan berharap pemerintah segera memperbaiki saluran air yang rusak sejak tahun lalu.\n"
)
TOWNS = ("Semarang", "Demak", "Kudus", "Jepara", "Pati", "Rembang", "Blora", "Tegal")
_rows: list[tuple[str, int, str]] = []

Note = Callable[[str, int, str], None]


@pytest.fixture
def note() -> Note:
    """Put a row into the table that ``make torture`` prints: what was tried, how often, and how it ended."""

    def add(what: str, tried: int, ended: str) -> None:
        _rows.append((what, tried, ended))

    return add


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)  # a worker of pytest-xdist: the table is printed elsewhere
    if output is not None:
        output["torture"] = _rows


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the rows of a worker of pytest-xdist that has ended."""
    _rows.extend(tuple(row) for row in getattr(node, "workeroutput", {}).get("torture", ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not (_rows and FULL):
        return
    terminalreporter.write_sep("=", "what was tried")
    width = max(len(what) for what, _, _ in _rows)
    for what, tried, ended in _rows:
        terminalreporter.write_line(f"{what:<{width}}  {tried:>6,}  {ended}")


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three articles, and a file that is rejected."""
    folder = tmp_path_factory.mktemp("sample")
    for n, town in enumerate(TOWNS[:3]):
        (folder / f"{n}.txt").write_text(TEXT.format(n=n + 3, town=town), "utf-8")
    (folder / "9.txt").touch()
    return folder


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> Iterator[Program]:
    """The command line, prepared; its cache is shared by the tests of this folder."""
    given = os.environ.get("TORTURE_CACHE")
    cache = Path(given) if given else tmp_path_factory.mktemp("cache")
    made = Program(tmp_path_factory.mktemp("program"), cache)
    try:
        made.warm("run", sample, "--config", "tiny", "--set", "translate.memory=", "--out", made.folder / "warm")
        yield made
    finally:
        made.close()
