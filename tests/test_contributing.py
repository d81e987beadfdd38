"""Every row of the table in CONTRIBUTING.md is tried: its one file is added to a copy of the project and used."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

METRIC = '''"""Counts words."""
import numpy as np
from pipeline.metrics.base import Metric, ratio

def rows(items):
    return np.array([[len(h.split()), 1] for h in items.hypotheses], dtype=float)

METRICS = (Metric("words", "higher", rows, ratio, lambda items: "words", frozenset(), group="summary",
                  description="words of a text"),)
'''
BACKEND = '''"""Answers every sentence with itself in capitals."""
from pipeline.backends.base import Hypothesis

class Engine:
    fingerprint = "loud-1"
    max_source_tokens = 500

    def __init__(self, card, **settings):
        self.card = card

    def count_tokens(self, texts):
        return [len(t.split()) for t in texts]

    def translate(self, texts, *, beam_size=None, n_best=1, **decoding):
        return [[Hypothesis(t.upper(), -0.1, 5)] for t in texts]
'''
GUARD = '''"""Finds translations that mention a penguin."""
COSTS = {"penguin": 1.0}

def check(source, translation, context=None):
    return ("penguin",) if "penguin" in translation else ()
'''
RULE = """
[[rule]]
name = "test-subscribe"
where = "line"
pattern = 'Langganan\\ buletin\\ uji\\ coba\\.'
removes = ["Langganan buletin uji coba."]
keeps = ["Langganan listrik naik."]
"""
CARD = """
name = "own"
task = "translate"
architecture = "marian"
summary = "a card of mine"
licence = "Apache-2.0"
source = "me"
path = "marian-id-en"
"""
LOUD_CARD = CARD.replace('path = "marian-id-en"', 'path = "marian-id-en"\nbackends = ["loud"]\nself_test = false')
# what the row of the table adds -> file, its text (appended where the file is there), a program that uses it
ROWS = {
    "metric": (
        "pipeline/metrics/words.py",
        METRIC,
        "from pipeline import metrics; print(metrics.load_metric('words').description)",
        "words of a text",
    ),
    "backend": (
        "pipeline/backends/loud.py",
        BACKEND,
        "import pathlib; pathlib.Path('models/own.toml').write_text({loud!r}); "
        "from pipeline.backends import load_translator; "
        "print(load_translator('own').translate(['halo dunia'])[0][0].text)",
        "HALO DUNIA",
    ),
    "guard": (
        "pipeline/guards/checks/penguins.py",
        GUARD,
        "from pipeline.guards import check_all; print(check_all('Warga menolak.', 'The penguin residents refused.'))",
        "penguin",
    ),
    "cleaning rule": (
        "pipeline/language/data/boilerplate.toml",
        RULE,
        "from pipeline.stages.clean.boilerplate import classify; "
        "print([r.rule for r in classify('Warga menolak rencana itu.\\nLangganan buletin uji coba.', '').removed])",
        "test-subscribe",
    ),
    "checkpoint": (
        "models/own.toml",
        CARD,
        "from pipeline.backends.model_card import list_cards, load_card; "
        "print('own' in list_cards(), load_card('own').task)",
        "True translate",
    ),
    "preset": (
        "configs/own.toml",
        'extends = "tiny"\n[summarize]\nsentences = 2\n',
        "from pipeline.core.config import load_config; print(load_config('own').summarize.sentences)",
        "2",
    ),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the code, with what Python has compiled of it; the large data stays where it is."""
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline")
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    (tmp_path / "models").mkdir()
    for path in (ROOT / "models").iterdir():
        (tmp_path / "models" / path.name).symlink_to(path)
    (tmp_path / "eval").symlink_to(ROOT / "eval")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("what", ROWS)
def test_one_file_is_enough(what: str, project: Path) -> None:
    name, text, program, expected = ROWS[what]
    folder = re.escape(name.rsplit("/", 1)[0])
    assert re.search(rf"^\| a {what} \| `{folder}/", TABLE, re.MULTILINE), what
    path = project / name
    path.write_text((path.read_text("utf-8") if path.is_file() else "") + text, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(project), "RINGKAS_CACHE": str(project / "cache")}
    command = [sys.executable, "-c", program.replace("{loud!r}", repr(LOUD_CARD))]
    done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
