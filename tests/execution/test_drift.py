"""Thirty simulated nights: what was planted is found, what is chance is not; a manifest gives the measures."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.execution.drift import LEAST, Measure, alarms, earlier_runs, look, measures

Night = dict[str, Measure]


def night(pick: random.Random, **planted: float) -> Night:
    """A night of some hundred articles; ``planted`` multiplies what is usual of a measure."""

    def share(name: str, usual: float, of: int) -> Measure:
        rate = min(1.0, usual * planted.get(name, 1.0))
        return Measure(sum(pick.random() < rate for _ in range(of)) / of, of)

    def amount(name: str, usual: float, noise: float) -> Measure:
        return Measure(pick.gauss(usual, noise * usual) * planted.get(name, 1.0))

    articles = pick.randint(120, 260)
    return {
        "articles": Measure(articles * planted.get("articles", 1.0)),
        "rejected": share("rejected", 0.04, articles),
        "not-indonesian": share("not-indonesian", 0.015, articles),
        "flagged": share("flagged", 0.3, articles),
        "unknown-words": share("unknown-words", 0.05, articles),
        "flagged-briefs": share("flagged-briefs", 0.1, articles),
        "removed": amount("removed", 240, 0.06),
        "length": amount("length", 2300, 0.03),
        "speed": amount("speed", 400, 0.1),
    }


PLANTED = {
    12: {"rejected": 6.0},
    16: {"length": 0.5},
    19: {"flagged": 2.2},
    22: {"speed": 2.5},
    25: {"not-indonesian": 12.0},
    27: {"unknown-words": 6.0},
    29: {"articles": 0.05},
}


@pytest.mark.parametrize("seed", range(8))
def test_thirty_nights(seed: int) -> None:
    pick = random.Random(seed)
    nights: list[Night] = []
    false: list[tuple[int, str]] = []
    for number in range(30):
        planted = PLANTED.get(number, {})
        tonight = night(pick, **planted)
        found = {alarm.measure for alarm in alarms(tonight, nights)}
        assert set(planted) <= found, f"night {number}"
        false += [(number, name) for name in found - set(planted)]
        nights.append(tonight)
    assert len(false) <= 1, false


def test_there_is_no_ordinary_in_a_few_nights() -> None:
    quiet = [{"length": Measure(2300.0)}] * (LEAST - 1)
    assert alarms({"length": Measure(10.0)}, quiet) == []
    (alarm,) = alarms({"length": Measure(10.0)}, [*quiet, *quiet[:1]])
    assert str(alarm) == "length of an article: 10 bytes, usually 2,300 bytes"


def test_one_case_of_what_never_happened_is_no_alarm() -> None:
    before = [{"rejected": Measure(0.0, 150)}] * 20
    assert alarms({"rejected": Measure(1 / 150, 150)}, before) == []
    assert [a.measure for a in alarms({"rejected": Measure(0.2, 150)}, before)] == ["rejected"]


def test_a_real_run_is_measured_and_held_against_those_before_it(
    cli: Callable[..., Any], articles: Callable[[int], Path], tmp_path: Path
) -> None:
    assert cli("run", articles(6), "--config", "tiny", "--out", tmp_path / "runs" / "a").code == 0
    first = tmp_path / "runs" / "a"
    found = measures(first)
    assert (found["articles"].value, found["rejected"]) == (6, Measure(0.0, 6))
    assert 300 < found["length"].value < 1500
    for number in range(LEAST):
        copy = tmp_path / "runs" / f"night{number}"
        copy.mkdir()
        for name in ("manifest.json", "clean.jsonl"):
            (copy / name).write_bytes((first / name).read_bytes())
            os.utime(copy / name, (1000 + number, 1000 + number))
    (tmp_path / "runs" / "broken").mkdir()
    (tmp_path / "runs" / "broken" / "manifest.json").write_text("{")
    assert [p.name for p in earlier_runs(tmp_path / "runs", first)][:2] == ["night0", "night1"]
    assert look(first, tmp_path / "runs") == []
    manifest = json.loads((first / "manifest.json").read_text("utf-8"))
    manifest["stages"]["ingest"]["rejected"] = 5
    (first / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert [alarm.measure for alarm in look(first, tmp_path / "runs")] == ["rejected"]
