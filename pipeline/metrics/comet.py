"""Computes COMET of translations (Rei et al. 2022), an optional metric: of these metrics it agrees best with people.

Its package pins old versions of numpy and transformers and would break this installation, so it runs in a Python
environment of its own, whose interpreter ``RINGKAS_COMET_PYTHON`` names. ``RINGKAS_COMET`` names the checkpoint on disk
(``.../checkpoints/model.ckpt``): nothing is downloaded implicitly. Scores differ between package versions (COMET issues
#203, #204), so the version is in the signature; scores are 0 to 100 here.
"""

from __future__ import annotations

import json
import os
import subprocess
from functools import lru_cache
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.metrics.base import Items, Metric, Rows, mean_rows, percent

VARIABLE = "RINGKAS_COMET"
PYTHON = "RINGKAS_COMET_PYTHON"
PACKAGE = "unbabel-comet"
HINT = (
    f"never into this environment, it would change numpy and transformers: python3 -m venv comet && "
    f"comet/bin/pip install {PACKAGE}, then export {PYTHON}=$PWD/comet/bin/python"
)
# What the other environment runs: segments on stdin, scores and the package's version on stdout.
PROGRAM = """
import importlib.metadata, json, sys
given, out = json.load(sys.stdin), sys.stdout
sys.stdout = sys.stderr
from comet import load_from_checkpoint
scores = load_from_checkpoint(given["checkpoint"]).predict(
    given["data"], batch_size=8, gpus=0, progress_bar=False).scores
version = importlib.metadata.version("unbabel-comet")
json.dump({"scores": [float(s) for s in scores], "version": version}, out)
"""


def checkpoint() -> Path:
    """The checkpoint's file.

    Raises:
        UserError: not named, or not there.
    """
    named = os.environ.get(VARIABLE, "")
    if not named or not Path(named).is_file():
        given = f"{VARIABLE}={named} does not exist" if named else f"{VARIABLE} is not set"
        hint = "download Unbabel/wmt22-comet-da and set it to .../checkpoints/model.ckpt"
        raise UserError(f"metric 'comet' needs a checkpoint on disk: {given}", hint)
    return Path(named)


def interpreter() -> str:
    """The Python that has the package.

    Raises:
        UserError: none is named, or it is not there.
    """
    named = os.environ.get(PYTHON, "")
    if not named:
        raise UserError(f"metric 'comet' needs the package {PACKAGE} in an environment of its own", HINT)
    if not Path(named).is_file():
        raise UserError(f"metric 'comet': {PYTHON}={named} does not exist", HINT)
    return named


@lru_cache(maxsize=8)
def _scored(python: str, given: str) -> tuple[tuple[float, ...], str]:
    """The scores of a request, and the version of the package that computed them.

    Raises:
        UserError: the other environment cannot do it; its last line says why.
    """
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [python, "-c", PROGRAM], input=given, capture_output=True, text=True, encoding="utf-8", check=False, env=env
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise UserError(f"metric 'comet': {python} failed: {last}", HINT)
    answer = json.loads(done.stdout)
    return tuple(answer["scores"]), str(answer["version"])


def _request(items: Items) -> tuple[tuple[float, ...], str]:
    data = [
        {"src": source, "mt": hypothesis, "ref": entry[0]}
        for source, hypothesis, entry in zip(items.sources, items.hypotheses, items.references, strict=True)
    ]
    return _scored(interpreter(), json.dumps({"checkpoint": str(checkpoint()), "data": data}))


def statistics(items: Items) -> Rows:
    """(items, 2): COMET's score, 1. With several references the first one counts, as in COMET itself."""
    checkpoint()
    return mean_rows(list(_request(items)[0]))


def signature(items: Items) -> str:
    path = checkpoint()
    return f"comet|model:{path.parent.parent.name}|device:cpu|dtype:float32|version:{PACKAGE}-{_request(items)[1]}"


METRICS = (
    Metric(
        "comet",
        "higher",
        statistics,
        percent,
        signature,
        frozenset({"references", "sources"}),
        group="translation",
        requires=f"{PACKAGE}, in an environment of its own",
        description="neural metric (optional, needs a checkpoint)",
    ),
)
