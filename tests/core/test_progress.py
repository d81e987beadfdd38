"""Progress: plain lines carry articles, rate and time left; a bar is drawn on a terminal only."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from pipeline.core.progress import StageProgress


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """The log's lines (the logger does not propagate, so the fixture listens to it directly)."""
    logger = logging.getLogger("ringkas")
    level, propagate = logger.level, logger.propagate
    logger.propagate = False
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.INFO)
    yield caplog
    logger.removeHandler(caplog.handler)
    logger.setLevel(level)
    logger.propagate = propagate


def test_a_line_has_rate_and_time_left() -> None:
    stage = StageProgress("translate", 100, bars=False)
    stage.done = 20
    assert stage.line(stage._began + 10) == "translate: 20/100 articles, 2.0/s, 40 s left"
    assert stage.line(stage._began + 10, finished=True) == "translate: 20/100 articles, 2.0/s, 10.0 s"


def test_an_unknown_total_is_not_invented() -> None:
    stage = StageProgress("ingest", 0, bars=False)
    stage.done = 5
    assert stage.line(stage._began + 1) == "ingest: 5 articles, 5.0/s"


def test_lines_when_piped_are_few(heard: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("pipeline.core.progress.time.monotonic", lambda: now[0])
    with StageProgress("clean", 100, bars=False) as stage:
        for _ in range(100):
            now[0] += 0.5
            stage.tick(1)
    messages = [r.getMessage() for r in heard.records]
    assert messages[0] == "clean: 20/100 articles, 2.0/s, 40 s left"
    assert messages[-1] == "clean: 100/100 articles, 2.0/s, 50.0 s"
    assert len(messages) == 5


def test_a_stage_that_fails_does_not_say_that_it_finished(heard: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RuntimeError), StageProgress("clean", 1, bars=False):
        raise RuntimeError
    assert not heard.records


def test_the_bar_is_drawn_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with StageProgress("clean", 2, bars=True) as stage:
        stage.tick(2)
    drawn = capsys.readouterr()
    assert "clean" in drawn.err
    assert "2/2" in drawn.err
    assert not drawn.out
