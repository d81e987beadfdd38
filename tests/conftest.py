"""What tests of the whole way share: a command line that is called in this process, and articles to feed it."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
from hypothesis import settings

from pipeline.core import processors
from tests.chromium import browser as browser  # a fixture of the tests of pages

# Workers of pytest-xdist divide the processors; models that each took them all would only wait for one another.
if workers := os.environ.get("PYTEST_XDIST_WORKER_COUNT"):
    processors.take_share(int(workers))
    os.environ.setdefault("OMP_NUM_THREADS", str(processors.available()))

# The same examples every time: a check that fails, fails again. HYPOTHESIS_PROFILE=search looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", print_blob=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


# Modules and collected tests stay until the end: the garbage collector need not look through them while they come, nor
# again.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


# How many tests `make test` leaves to `make test-heavy`; of each worker of pytest-xdist, which all collect the same.
_left_out = [0]


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    if items and "not heavy" in items[0].config.option.markexpr:
        _left_out[0] += sum(item.get_closest_marker("heavy") is not None for item in items)


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left out"] = _left_out[0]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    _left_out[0] = max(_left_out[0], getattr(node, "workeroutput", {}).get("left out", 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _left_out[0]:
        terminalreporter.write_line(f"{_left_out[0]} heavy tests were left out: make test-heavy runs them")


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """What tests write in this process need not outlive a loss of power. Programs they start do flush: tests/torture
    watches those."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


# Typer makes all commands anew at every call, which takes as long as many a verb.
_command_of = cache(typer.main.get_command)


@dataclass(frozen=True, slots=True)
class Result:
    """What a call of the command line left behind."""

    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """Call the command line as ``python -m pipeline ARGS`` would; the log is put back as it was."""
    from pipeline.cli.app import main

    loggers = [logging.getLogger(name) for name in ("ringkas", "pipeline")]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in loggers]

    monkeypatch.setattr(typer.main, "get_command", _command_of)

    def call(*arguments: str | Path) -> Result:
        monkeypatch.setattr(sys, "argv", ["ringkas", *(str(a) for a in arguments)])
        capsys.readouterr()
        try:
            main()
            code: object = 0
        except SystemExit as stop:
            code = stop.code or 0
        captured = capsys.readouterr()
        assert isinstance(code, int)
        return Result(code, captured.out, captured.err)

    yield call
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers


PARAGRAPHS = (
    "Pemerintah Kota Semarang membagikan {n} paket bantuan kepada warga yang terendam banjir pada Rabu (13/9).",
    "Kepala dinas mengatakan bahwa bantuan itu berasal dari anggaran daerah dan akan dibagikan sampai akhir pekan.",
    "Warga di kecamatan ke-{n} berharap pemerintah segera memperbaiki saluran air yang rusak sejak tahun lalu.",
    "Menurut catatan dinas, sebanyak {n} rumah terendam dan dua sekolah diliburkan untuk sementara waktu.",
)


@pytest.fixture
def articles(tmp_path: Path) -> Callable[[int], Path]:
    """Write a folder of that many different articles of four sentences."""

    def write(count: int) -> Path:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        for n in range(count):
            text = "\n".join(p.format(n=n + 3) for p in PARAGRAPHS)
            (folder / f"{n:03d}.txt").write_text(text, "utf-8")
        return folder

    return write
