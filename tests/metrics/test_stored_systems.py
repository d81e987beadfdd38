"""Six stored systems on FLORES devtest: BLEU and chrF as sacrebleu's own command line says, to two decimals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import metrics
from pipeline.core.text_lines import read_lines

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "mt"
SYSTEMS = ("argos", "bergamot-tiny", "google", "microsoft", "nllb", "opusmt")

pytestmark = pytest.mark.skipif(not (DATA / "systems").is_dir(), reason=f"the stored outputs are not at {DATA}")


@pytest.mark.heavy
@pytest.mark.parametrize("system", SYSTEMS)
def test_scores_are_those_of_sacrebleus_command_line(system: str) -> None:
    output, reference = DATA / "systems" / f"{system}.en", DATA / "flores-devtest.en"
    command = [sys.executable, "-m", "sacrebleu", str(reference), "-i", str(output), "-m", "bleu", "chrf", "-w", "2"]
    done = subprocess.run([*command, "-b"], capture_output=True, text=True, check=True)
    lines, references = read_lines(output), [[line] for line in read_lines(reference)]
    ours = [metrics.score(name, lines, references, samples=1, allow_empty=True).value for name in ("bleu", "chrf")]
    assert [round(value, 2) for value in ours] == json.loads(done.stdout)
