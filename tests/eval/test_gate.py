"""The quality gate: it fails when a floor is missed, and nothing lowers a floor without a reason."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval import gate
from pipeline.comparison import suites
from pipeline.core.errors import GateError

TODAY = dt.date(2025, 1, 2)
VALUES = {
    name: {"translation.ter": 40.0, "translation.repetition": 1.0}.get(name, 60.0 + n)
    for n, name in enumerate(gate.PINNED)
}


@pytest.fixture
def measured() -> gate.Measured:
    return gate.Measured(suites.locate(suites.load_suite("starter")).content, 12, dict(VALUES))


@pytest.fixture
def baseline(measured: gate.Measured) -> dict[str, Any]:
    return gate.update(measured, {}, "", TODAY)


def change(measured: gate.Measured, **values: float) -> gate.Measured:
    renamed = {name.replace("_", ".", 1): value for name, value in values.items()}
    return replace(measured, values={**measured.values, **renamed})


def write_run(folder: Path, values: dict[str, float], n: int = 12) -> Path:
    rows = [{"system": "run", "metric": m, "value": v, "n": n} for m, v in values.items()]
    rows.append({"system": "lead-3", "metric": "brief.rouge1", "value": 1.0, "n": n})
    folder.mkdir(exist_ok=True)
    (folder / "scores.json").write_text(json.dumps(rows), "utf-8")
    return folder


def test_what_was_measured_passes(measured: gate.Measured, baseline: dict[str, Any]) -> None:
    assert gate.check(measured, baseline) == []
    assert baseline["floors"]["translation.chrf"] == VALUES["translation.chrf"] - gate.SLACK
    assert baseline["floors"]["translation.ter"] == 40.0 + gate.SLACK


def test_a_missed_floor_fails_either_way_round(measured: gate.Measured, baseline: dict[str, Any]) -> None:
    assert gate.check(change(measured, translation_chrf=59.4), baseline) == [
        "translation.chrf is 59.40, its floor 59.50"
    ]
    assert gate.check(change(measured, translation_ter=41.0), baseline) == [
        "translation.ter is 41.00, its ceiling 40.50"
    ]
    assert gate.check(change(measured, translation_chrf=99.0, translation_ter=1.0), baseline) == []


def test_fewer_articles_or_another_suite_fail(measured: gate.Measured, baseline: dict[str, Any]) -> None:
    assert "11 articles were scored, 12 are needed" in gate.check(replace(measured, articles=11), baseline)[0]
    assert "the floors are for" in gate.check(replace(measured, content="other"), baseline)[0]
    without = {name: value for name, value in measured.values.items() if name != "brief.rouge1"}
    assert "was not measured" in gate.check(replace(measured, values=without), baseline)[0]


def test_the_ratchet_only_turns_one_way(measured: gate.Measured, baseline: dict[str, Any]) -> None:
    raised = gate.update(change(measured, translation_chrf=70.0), baseline, "", TODAY)
    assert raised["floors"]["translation.chrf"] == 69.5
    kept = gate.update(change(measured, translation_chrf=69.8), raised, "", TODAY)  # within the slack: the floor stays
    assert kept["floors"]["translation.chrf"] == 69.5
    with pytest.raises(GateError, match=r"would lower the gate: translation\.chrf"):
        gate.update(change(measured, translation_chrf=65.0), raised, "", TODAY)
    with pytest.raises(GateError, match="another content"):
        gate.update(replace(measured, content="other"), baseline, "", TODAY)
    with pytest.raises(GateError, match="fewer articles"):
        gate.update(replace(measured, articles=3), baseline, "", TODAY)
    lowered = gate.update(change(measured, translation_chrf=65.0), raised, "a smaller model", TODAY)
    assert lowered["floors"]["translation.chrf"] == 64.5
    assert lowered["history"][-1] == {"date": "2025-01-02", "reason": "a smaller model"}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "baseline.json"
    run = write_run(tmp_path / "run", VALUES)
    assert gate.main(["--run", str(run)], path) == 2
    assert "does not exist" in capsys.readouterr().err
    assert gate.main(["--run", str(run), "--update"], path) == 0
    assert gate.main(["--run", str(run)], path) == 0
    worse = write_run(tmp_path / "worse", {**VALUES, "brief.rougeLsum": 5.0})
    assert gate.main(["--run", str(worse)], path) == 1
    assert "FAILED: brief.rougeLsum is 5.00" in capsys.readouterr().err
    before = path.read_text("utf-8")
    assert gate.main(["--run", str(worse), "--update"], path) == 1
    assert path.read_text("utf-8") == before
    assert gate.main(["--run", str(worse), "--update", "--reason", "a test"], path) == 0
    assert gate.main(["--run", str(tmp_path)], path) == 2
    short = write_run(tmp_path / "short", {"translation.chrf": 60.0})
    assert gate.main(["--run", str(short)], path) == 2
    path.write_text("{", "utf-8")
    assert gate.main(["--run", str(run)], path) == 2


def test_the_committed_baseline_is_for_this_suite() -> None:
    baseline = gate.read_baseline(gate.BASELINE)
    assert baseline["content"] == suites.locate(suites.load_suite("starter")).content
    assert set(baseline["floors"]) == set(gate.PINNED)
    assert baseline["history"]
