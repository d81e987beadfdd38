"""Conversions: made once, checked at each use, rebuilt when damaged; translating needs no torch."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.backends import _compute, _convert
from pipeline.backends.model_card import Card, cache_dir
from pipeline.core.errors import ModelError

ROOT = Path(__file__).resolve().parents[2]
Build = Callable[[str], Card]


def test_made_once(checkpoint: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _convert.converted(checkpoint("marian"), "int8")
    monkeypatch.setattr(_convert, "_convert_in_subprocess", lambda *_: pytest.fail("converted again"))
    assert _convert.converted(checkpoint("marian"), "int8") == folder
    assert _convert.damage(folder) == ""


@pytest.mark.parametrize("harm", ["cut", "changed", "gone", "manifest"])
def test_damage_is_named_and_mended(checkpoint: Build, caplog: pytest.LogCaptureFixture, harm: str) -> None:
    folder = _convert.converted(checkpoint("marian"), "int8")
    weights = folder / "model.bin"
    content = weights.read_bytes()
    if harm == "cut":
        weights.write_bytes(content[: len(content) // 2])
    elif harm == "changed":
        weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif harm == "gone":
        weights.unlink()
    else:
        (folder / _convert.MANIFEST).write_text("{")
    with caplog.at_level(logging.WARNING):
        assert _convert.converted(checkpoint("marian"), "int8") == folder
    assert f"conversion {folder} is damaged" in caplog.text
    assert weights.read_bytes() == content
    assert not list(folder.parent.glob(".*.tmp"))


def test_a_failed_conversion_leaves_nothing_behind(checkpoint: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ModelError("no", "")

    monkeypatch.setattr(_convert, "_convert_in_subprocess", fail)
    card = checkpoint("marian").model_copy(update={"name": "never"})
    with pytest.raises(ModelError):
        _convert.converted(card, "int8")
    left = [p for p in (cache_dir() / "ctranslate2").glob("*never*") if p.is_dir()]
    assert left == [] == list((cache_dir() / "ctranslate2").glob(".*.tmp"))


@pytest.mark.heavy
def test_the_process_that_translates_imports_no_torch_and_opens_no_socket(checkpoint: Build, tmp_path: Path) -> None:
    card = checkpoint("marian")
    code = (
        "import socket, sys\n"
        "def no(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = no; socket.getaddrinfo = no\n"
        "from pipeline.backends import load_translator\n"
        "from pipeline.backends.model_card import load_card\n"
        f"engine = load_translator(load_card({str(card.file)!r}), compute_type='int8')\n"
        "assert engine.translate(['Gempa dan banjir.'])[0][0].text\n"
        "print([m for m in ('torch', 'transformers') if m in sys.modules])\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RINGKAS_CACHE": str(tmp_path)}  # converts in yet another process
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_the_compute_type_is_measured_once_and_remembered(
    checkpoint: Build, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    card = checkpoint("marian")
    asked: list[str] = []

    def measure(_: Card, name: str) -> float:
        asked.append(name)
        return {"int8": 1.0, "float32": 0.5}[name]

    monkeypatch.setattr(_compute, "_measure", measure)
    with caplog.at_level(logging.INFO, _compute.log.name):
        assert _compute.choose(card, "cpu", {"int8", "float32"}) == "float32"
    assert "float32 (int8 1.00 s, float32 0.50 s for the trial)" in caplog.text
    assert _compute.choose(card, "cpu", {"int8", "float32"}) == "float32"
    assert asked == ["int8", "float32"]
    assert _compute.choose(card, "cpu", {"float32"}) == "float32"
    assert _compute.choose(card, "cuda", {"float32", "float16"}) == "float16"
    file = _compute._cache_file(card)
    assert json.loads(file.read_text())["compute_type"] == "float32"
    file.write_text("{")
    monkeypatch.setattr(_compute, "_measure", lambda _, name: {"int8": 1.0, "float32": 0.9}[name])
    assert _compute.choose(card, "cpu", {"int8", "float32"}) == "int8"  # a little faster is not enough
    file.unlink()


def test_the_trial_counts_the_processor_time_of_one_thread(checkpoint: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the time by the clock, in which other work on the machine counts."""
    import ctranslate2

    engines: list[dict[str, object]] = []
    real = ctranslate2.Translator

    def translator(folder: str, **options: object) -> object:
        engines.append(options)
        return real(folder, **options)

    monkeypatch.setattr(ctranslate2, "Translator", translator)
    moments = iter((0.0, 9.0, 9.0, 11.0, 11.0, 14.0))  # 9 s to warm up, then 2 and 3
    monkeypatch.setattr(_compute, "time", SimpleNamespace(process_time=lambda: next(moments)))
    assert _compute._measure(checkpoint("marian"), "int8") == 2.0
    assert engines == [{"compute_type": "int8", "intra_threads": 1}]
