"""Fingerprints: stable, complete, and able to say what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core import fingerprints
from pipeline.core.config import load_config
from pipeline.execution import stage_table
from pipeline.stages.model_parts import NOT_MEASURED


def test_digest_does_not_depend_on_the_order_of_parts() -> None:
    assert fingerprints.digest({"a": "1", "b": "2"}) == fingerprints.digest({"b": "2", "a": "1"})
    assert fingerprints.digest({"a": "1"}) != fingerprints.digest({"a": "2"})


def test_changes_are_said_in_words() -> None:
    old = {"translate.beam_size": "4", "library.torch": "2.12", "input.clean": "x", "card.m": "y", "stage": "translate"}
    new = {"translate.beam_size": "1", "library.torch": "2.13", "input.clean": "z", "card.m": "w", "stage": "translate"}
    assert fingerprints.changes(old, new) == [
        "card m changed",
        "input clean changed",
        "torch 2.12 -> 2.13",
        "translate.beam_size 4 -> 1",
    ]


def test_absent_library_has_a_version_too() -> None:
    assert fingerprints.library_version("no-such-library-here") == "absent"


@pytest.mark.parametrize(("device", "expected"), [("cpu", "cpu-"), ("cuda", "cuda"), ("cuda:1", "cuda")])
def test_device_class(device: str, expected: str) -> None:
    assert fingerprints.device_class(device).startswith(expected)


@pytest.mark.parametrize("stage", [s.name for s in stage_table.STAGES])
def test_every_option_of_a_stage_is_in_its_fingerprint(stage: str) -> None:
    """Nothing is left out by accident: a new option is in the fingerprint the moment it is in the table."""
    config = load_config("default")
    parts = next(s for s in stage_table.STAGES if s.name == stage).parts(config)
    assert {f"{stage}.{key}" for key in config.table(stage)} <= parts.keys()
    assert any(k.startswith("code.") for k in parts)
    assert any(k.startswith("library.") for k in parts)


def test_translation_depends_on_card_weights_and_device() -> None:
    parts = next(s for s in stage_table.STAGES if s.name == "translate").parts(load_config("default"))
    assert parts["card.marian-id-en"]
    assert parts["device"].startswith(("cpu-", "cuda"))


def test_arithmetic_chosen_by_timing_is_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """int8 and float32 give different texts, and ``auto`` decides between them with a clock."""
    from pipeline.backends import _compute
    from pipeline.backends.model_card import load_card

    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path))
    translate = next(s for s in stage_table.STAGES if s.name == "translate")
    config = load_config("default", ["translate.compute_type=auto", "translate.device=cpu"])
    assert translate.parts(config)["arithmetic"] == NOT_MEASURED
    monkeypatch.setattr(_compute, "_measure", lambda card, name: {"int8": 2.0, "float32": 1.0}[name])
    stage_table.settle(config, stage_table.ALL)
    assert translate.parts(config)["arithmetic"] == "float32"
    assert _compute.remembered(load_card("marian-id-en")) == "float32"
    assert "arithmetic" not in translate.parts(load_config("default", ["translate.compute_type=int8"]))
