"""Progress: an estimate that can be believed, a sign of life, and lines that fit a narrow terminal."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator

import pytest

from pipeline.core import progress
from pipeline.core.progress import StageProgress, counted, duration


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


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    clock = [0.0]
    monkeypatch.setattr("pipeline.core.progress.time.monotonic", lambda: clock[0])
    monkeypatch.setattr(StageProgress, "_beat", lambda self: None)
    return clock


def test_a_line_has_the_time_left_and_at_the_end_the_time_it_took(now: list[float]) -> None:
    stage = StageProgress("translate", 100, bars=False)
    now[0] = 10.0
    stage.tick(20)
    assert stage.line(10.0) == "translate: 20/100 articles after 10 s, about 40 s left"
    assert stage.line(10.0, finished=True) == "translate: 20/100 articles in 10 s, 2.0/s"


def test_sentences_a_second_leave_out_what_the_memory_answered(now: list[float]) -> None:
    stage = StageProgress("translate", 100, bars=False)
    now[0] = 10.0
    stage.tick(20)
    stage.recalled(100, 220)
    assert stage.speed() == 12.0
    assert ", 12.0 sentences/s, at most " in stage.line(10.0)
    assert stage.line(10.0, finished=True).endswith("2.0/s, 12.0 sentences/s")


@pytest.mark.parametrize(("level", "drawn"), [(logging.INFO, True), (logging.WARNING, False)])
def test_quiet_draws_no_bar(monkeypatch: pytest.MonkeyPatch, level: int, drawn: bool) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    before = progress.log.level
    progress.log.setLevel(level)
    try:
        assert StageProgress("clean", 1)._bars is drawn
    finally:
        progress.log.setLevel(before)


def test_an_unknown_total_is_not_invented(now: list[float]) -> None:
    stage = StageProgress("ingest", 0, bars=False)
    stage.tick(5)
    assert stage.line(1.0) == "ingest: 5 articles after 1.0 s"


def test_nothing_is_promised_before_the_first_article(now: list[float]) -> None:
    stage = StageProgress("translate", 300, bars=False)
    assert stage.line(48.0) == "translate: 0/300 articles after 48 s"
    now[0] = 48.0
    stage.tick(32)
    assert stage.left(48.0) == "about 7 min"  # of two groups that end together the second is no sign of speed
    stage.tick(32)
    assert stage.left(48.1) == "about 3 min"


def test_between_two_groups_the_time_counts_down_and_then_grows(now: list[float]) -> None:
    stage = StageProgress("translate", 64, bars=False)
    now[0] = 100.0
    stage.tick(32)
    assert stage.left(110.0) == "about 90 s" or stage.left(110.0) == "about 2 min"
    assert stage.left(130.0) == "about 70 s"
    assert stage.left(190.0) == "about 3 min"


def test_what_the_memory_answers_is_no_speed(now: list[float]) -> None:
    stage = StageProgress("translate", 300, bars=False)
    now[0] = 2.0
    stage.tick(64)
    stage.recalled(640, 640)
    assert stage.left(2.0) == ""
    now[0] = 40.0
    stage.tick(32)
    stage.recalled(0, 320)
    assert stage.left(40.0) == "at most 4 min"  # 204 articles at 32 in 40 s


def test_lines_when_piped_are_few(heard: pytest.LogCaptureFixture, now: list[float]) -> None:
    with StageProgress("clean", 100, bars=False) as stage:
        for _ in range(100):
            now[0] += 0.5
            stage.tick(1)
    messages = [r.getMessage() for r in heard.records]
    assert messages[0] == "clean: 20/100 articles after 10 s, about 40 s left"
    assert messages[-1] == "clean: 100/100 articles in 50 s, 2.0/s"
    assert len(messages) == 5


def test_a_stage_that_reports_nothing_gives_a_sign_of_life(
    heard: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0.02)
    with StageProgress("translate", 3, bars=False):
        time.sleep(0.3)
    messages = [r.getMessage() for r in heard.records]
    assert len(messages) > 2
    assert messages[0].startswith("translate: 0/3 articles after 0.")


def test_a_line_says_what_is_done_meanwhile_and_is_not_repeated(
    heard: pytest.LogCaptureFixture, now: list[float]
) -> None:
    with StageProgress("translate", 12, bars=False) as stage:
        with progress.doing("loading a"), progress.doing("converting a"):
            now[0] = 20.0
            stage._tell(now[0])
        progress.count_texts(240)
        for now[0] in (120.0, 130.0, 140.0):
            stage._tell(now[0])
        progress.count_texts(60)
        stage._tell(150.0)
    assert heard.messages == [
        "translate: 0/12 articles after 20 s, converting a",
        "translate: 0/12 articles after 2 min, 240 texts through the model",
        "translate: 0/12 articles after 2 min, 300 texts through the model",
    ]


def test_a_slow_stage_has_digits(now: list[float]) -> None:
    stage = StageProgress("translate", 12, bars=False)
    now[0] = 300.0
    stage.tick(12)
    stage.recalled(0, 100)
    assert stage.line(300.0, finished=True) == "translate: 12/12 articles in 5 min, 0.04/s, 0.33 sentences/s"
    assert [progress.rate(number) for number in (12.04, 0.96, 0.949, 0.0421)] == ["12.0", "1.0", "0.95", "0.042"]


def test_a_stage_that_fails_does_not_say_that_it_finished(heard: pytest.LogCaptureFixture) -> None:
    with pytest.raises(RuntimeError), StageProgress("clean", 1, bars=False):
        raise RuntimeError
    assert not heard.records


@pytest.mark.parametrize("columns", ["40", "100"])
def test_the_bar_is_drawn_on_a_terminal_of_any_width(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", "xterm")  # a dumb one has no bar, whatever is forced
    with StageProgress("summarize", 1200, bars=True) as stage:
        stage.tick(1)
        stage._began -= 5.0
        stage.recalled(0, 60)
        stage._bar.refresh()
        stage.tick(1199)
    drawn = capsys.readouterr()
    assert "left" in drawn.err if columns == "100" else "~" in drawn.err
    assert re.search(r"\b(?:9|1[0-2]) sent/s", drawn.err)  # 60 in five seconds and what this machine took on top
    assert "1200/1200 in 0." in drawn.err.replace("\x1b[0m", "").replace("\x1b[32m", "") or "in 0." in drawn.err
    assert "…" not in drawn.err
    assert not drawn.out


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.44, "0.4 s"), (40, "40 s"), (300, "5 min"), (7800, "2 h 10 min"), (5400, "1 h 30 min")]
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_a_stage_that_had_nothing_to_do_says_nothing(now: list[float], heard: pytest.LogCaptureFixture) -> None:
    with StageProgress("translate", 24, bars=False):
        pass
    with StageProgress("profile", 24, bars=False) as stage:
        stage.tick(24)
    assert heard.messages == ["profile: 24/24 articles"]  # and no speed of no time


def test_one_is_no_plural() -> None:
    assert [counted(n, "group") for n in (0, 1, 1200)] == ["0 groups", "1 group", "1,200 groups"]
