"""The walk-through of configs/train/README.md on the embedded translator, its commands as they stand there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from eval.benchmarks.own_domain import KNOWN, NEW, SLOTS, corpus
from pipeline.backends.model_card import load_card
from pipeline.comparison.compare import compare

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "configs" / "train" / "README.md"
# The clock of the preset would make the test long and its outcome the machine's: a number of steps instead.
SHORT = ["rounds.0.minutes=0", "rounds.0.steps=30", "rounds.0.eval_minutes=0", "rounds.0.eval_steps=15"]


def commands() -> list[str]:
    """The lines of the walk-through's shell blocks."""
    text = README.read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_the_commands_are_all_there() -> None:
    verbs = [shlex.split(line)[:2] for line in commands()]
    assert verbs == [
        ["python", "eval/benchmarks/own_domain.py"],
        ["ringkas", "train"],
        ["ringkas", "train"],
        *[["ringkas", "run"], ["ringkas", "run"], ["ringkas", "compare"]] * 2,
    ]


def test_the_held_out_pairs_are_held_out() -> None:
    train, seen, new = corpus()
    assert (len(train), len(seen), len(new)) == (500, 100, 100)
    assert len({a for a, _ in [*train, *seen, *new]}) == 700
    assert not {a for a, _ in KNOWN} & {a for a, _ in NEW}
    for side in (0, 1):  # every term of the held-out sentences is one that training shows
        words = {w for pair in train for w in re.findall(r"\w+", pair[side].lower())}
        terms = {w for name, rows in SLOTS.items() for row in rows for w in re.findall(r"\w+", row[side].lower())}
        assert terms <= words


@pytest.mark.slow
@pytest.mark.skipif(not load_card("marian-id-en").available(), reason="the embedded translator is not here")
def test_the_walk_through(tmp_path: Path) -> None:
    """After 30 steps the held-out rows come out significantly better, those of patterns never seen too."""
    environment = {**os.environ, "RINGKAS_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT)}
    said: list[str] = []
    for line in commands():
        words = shlex.split(line)
        if words[0] == "python":
            words = [sys.executable, str(ROOT / words[1]), *words[2:]]
        else:
            words = [sys.executable, "-m", "pipeline", *words[1:]]
        if words[3] == "train":
            words += [part for setting in SHORT for part in ("--set", setting)]
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=1800)
        assert done.returncode == 0, (line, done.stderr[-2000:])
        said.append(done.stdout)
    assert "450 of 500 pairs kept, 50 dev" in said[1]
    assert "about" in said[1]
    assert "the checkpoint and its card: runs/mine/model" in said[2]
    runs = [tmp_path / "runs" / name for name in ("before", "after")]
    found = compare(runs, metric=["translation.chrf"]).differences[0]
    assert (found.finding, found.delta > 10) == ("better", True)  # +19.5 (17.6 and up) where it was measured
    unseen = unseen_patterns(tmp_path, runs)
    found = compare(unseen[:2], [unseen[2]], metric=["chrf"]).differences[0]
    assert found.finding == "better"
    assert "translation.chrf" in said[-1]  # the loss elsewhere is shown, whatever it is


def unseen_patterns(folder: Path, runs: list[Path]) -> list[Path]:
    """Text files of both runs' translations and the references, for the rows of patterns that training never saw."""
    wanted = {row["text"]: row["reference_translation"] for row in rows(folder / "mine" / "new.jsonl")}
    files = []
    for run in runs:
        made = {}
        for row in rows(run / "translations.jsonl"):
            made[" ".join(s["source"] for s in row["sentences"])] = " ".join(s["text"] for s in row["sentences"])
        files.append(folder / f"{run.name}.en")
        files[-1].write_text("".join(f"{made[text]}\n" for text in wanted), encoding="utf-8")
    files.append(folder / "reference.en")
    files[-1].write_text("".join(f"{text}\n" for text in wanted.values()), encoding="utf-8")
    return files


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
