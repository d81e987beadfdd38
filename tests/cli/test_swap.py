"""A swap that is interrupted says the one command that continues it; one with another search says so."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends import _compute
from pipeline.backends.model_card import load_card
from pipeline.core.resources import PACKAGE
from pipeline.core.run_folder import Store
from pipeline.execution import swap as swaps

Cli = Callable[..., Any]


@pytest.mark.heavy
def test_an_interrupted_swap_says_how_to_continue(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default folder has the day in its name, so that the same command would begin anew after midnight."""
    monkeypatch.chdir(tmp_path)
    real, made = swaps._run, list[str]()

    def run(request: Any, donors: Any, *, apart: bool) -> Store:
        if len(made) == 1:
            made.append("interrupted")
            raise KeyboardInterrupt
        made.append(request.out)
        return real(request, donors, apart=False)

    monkeypatch.setattr(swaps, "_run", run)
    typed = ("swap", "lead", "salient", "--config", "tiny", "--set", "report.title=Two words", "--samples", "20")
    ended = cli(*typed)
    (folder,) = (tmp_path / "runs").iterdir()
    near = folder.relative_to(tmp_path)
    assert ended.code == 1
    command = ["ringkas", *typed, "--out", str(near)]
    assert ended.err.splitlines()[-2:] == [
        f"error: interrupted; {near} keeps what was finished",
        f"  continue with: {shlex.join(command)}",
    ]
    assert sorted(run.name for run in folder.iterdir() if (run / "run.json").exists()) == ["lead"]
    assert cli(*command[1:]).code == 0
    assert (folder / "verdict.html").is_file()


def test_a_swap_that_is_interrupted_before_it_has_a_folder_names_none(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(swaps, "check_folder", interrupted)
    ended = cli("swap", "lead", "salient", "--config", "tiny")
    assert (ended.code, ended.err) == (
        1,
        "error: interrupted; nothing was made yet\n  the same command again begins anew\n",
    )


@pytest.mark.heavy
@pytest.mark.skipif(os.name != "posix", reason="a terminal's Ctrl-C goes to a group of processes")
def test_ctrl_c_at_a_terminal_leaves_one_next_step(tmp_path: Path) -> None:
    """It reaches the run of the swap, too, which would say to continue itself alone."""
    command = [sys.executable, "-m", "pipeline", "swap", "lead", "salient", "--config", "tiny", "--out", "swap"]
    process = subprocess.Popen(
        command, cwd=tmp_path, start_new_session=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE.parent)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )  # fmt: skip
    lead = tmp_path / "swap" / "lead"
    until = time.monotonic() + 60
    while not (lead / "shards" / "ingest").is_dir() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.count("error:") == said.count("continue with:") == 1, said
    assert "  continue with: ringkas swap lead salient --config tiny --out swap" in said


def card_with(tmp_path: Path, generation: str, name: str = "copy") -> Path:
    """A card of the embedded checkpoint that is decoded in another way."""
    file = tmp_path / f"{name}.toml"
    file.write_text(
        f'name = "{name}"\ntask = "translate"\narchitecture = "marian"\nsummary = "A copy."\nlicence = "MIT"\n'
        f'source = "a test"\npath = "{PACKAGE.parent / "models" / "marian-id-en"}"\nmax_source_tokens = 128\n'
        f"[generation]\n{generation}\n",
        "utf-8",
    )
    return file


def test_a_swap_says_that_the_two_were_not_decoded_alike(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    real = swaps._run

    def run(request: Any, donors: Any, *, apart: bool) -> Store:  # the cards say what differs, whoever translates
        settings = (*request.settings, 'translate.model="fake"')
        return real(replace(request, settings=settings), donors, apart=False)

    monkeypatch.setattr(swaps, "_run", run)
    monkeypatch.setattr(swaps, "_convert", lambda *_: None)
    monkeypatch.setattr(swaps, "_arithmetic", lambda *_: "")
    card = card_with(tmp_path, "beam_size = 1\nlength_penalty = 0.6\nmax_tokens = 256")
    ended = cli(
        "swap", "marian-id-en", card, "--config", "tiny", "--set", "ingest.limit=2", "--samples", "20", "--out", "swap"
    )
    assert ended.code == 0, ended.err
    said = (
        "Not decoded alike (marian-id-en and copy): beam_size 4 and 1, length_penalty 1 and 0.6, "
        "no_repeat_ngram_size 4 and 0. The difference is not the weights' alone."
    )
    assert f"- {said}" in ended.out.splitlines()
    assert said.replace("'", "&#39;") in (tmp_path / "swap" / "verdict.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("generation", "settings", "said"),
    [
        ("beam_size = 4\nlength_penalty = 1.0\nno_repeat_ngram_size = 4\nmax_tokens = 256", {}, ""),
        ("beam_size = 1\nno_repeat_ngram_size = 4\nmax_tokens = 256", {"beam_size": 4}, ""),
        ("no_repeat_ngram_size = 4\nmax_tokens = 90", {"beam_size": 4}, "max_tokens 256 and 90."),
    ],
)
def test_what_both_runs_were_told_is_no_difference(
    tmp_path: Path, generation: str, settings: dict[str, Any], said: str
) -> None:
    """``--set translate.beam_size`` stands above both cards."""
    cards = load_card("marian-id-en"), load_card(str(card_with(tmp_path, generation)))
    models = [swaps.Model(card.name, card.name, card) for card in cards]
    stores = [Store(tmp_path / model.name) for model in models]
    for store in stores:
        store.root.mkdir()
        store.write_run({"config": {"translate": {"model": "", "length_penalty": None, **settings}}})
    notes = swaps._decoded_differently(models, stores, "translate")
    assert bool(notes) == bool(said)
    assert all(f": {said} The difference" in note for note in notes)


def test_a_ranker_has_no_search_to_compare(tmp_path: Path) -> None:
    models = [swaps.Model(name, name, None) for name in ("lead", "salient")]
    assert swaps._decoded_differently(models, [Store(tmp_path), Store(tmp_path)], "summarize") == []


def test_both_models_compute_alike(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two copies of one checkpoint, a trial each gave int8 and float32, and with them other texts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_compute, "choose", lambda card, *_: "int8" if card.name == "marian-id-en" else "float32")
    real, told = swaps._run, list[str]()

    def run(request: Any, donors: Any, *, apart: bool) -> Store:
        told.extend(s for s in request.settings if "compute_type" in s)
        return real(replace(request, settings=(*request.settings, 'translate.model="fake"')), donors, apart=False)

    monkeypatch.setattr(swaps, "_run", run)
    monkeypatch.setattr(swaps, "_convert", lambda *_: None)
    card = card_with(tmp_path, "max_tokens = 256")
    typed = ("--config", "tiny", "--set", "ingest.limit=2", "--samples", "20")
    ended = cli("swap", "marian-id-en", card, *typed, "--out", "swap")
    assert told == 2 * ["translate.compute_type=int8"], ended.err
    assert "- Both were computed in int8, which a trial chose for marian-id-en on this processor." in ended.out
    told.clear()
    ended = cli("swap", "marian-id-en", card, *typed, "--set", "translate.compute_type=float32", "--out", "two")
    assert told == 2 * ["translate.compute_type=float32"]
    assert "Both were computed" not in ended.out


def test_a_repository_of_the_hub_leads_to_its_card(cli: Cli) -> None:
    ended = cli("swap", "marian-id-en", "Helsinki-NLP/opus-mt-id-en")
    assert ended.code != 0
    assert "the card opus-mt-id-en is that model" in ended.err
    assert "ringkas models fetch opus-mt-id-en" in ended.err
