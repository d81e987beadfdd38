"""Damaged weights, SentencePiece models and conversions: named or made again, never another translation in silence."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from pipeline.core.resources import data_dir
from tests.torture.conftest import Note
from tests.torture.program import FULL, Program, contents, differing, step
from tests.torture.test_faults import damaged_ways, explained

pytestmark = pytest.mark.skipif(not FULL, reason="make torture: each try loads or converts the embedded model")
NAME = "marian-id-en"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the embedded checkpoint and its card."""
    folder = tmp_path_factory.mktemp("model")
    shutil.copytree(data_dir("models") / NAME, folder / NAME)
    shutil.copyfile(data_dir("models") / f"{NAME}.toml", folder / f"{NAME}.toml")
    return folder


def command(model: Path, sample: Path, out: Path) -> tuple[str | Path, ...]:
    card = model / f"{NAME}.toml"
    return ("run", sample, "--set", f"translate.model={card}", "--set", "translate.memory=", "--out", out)


@pytest.mark.parametrize("kind", ["model.safetensors", "source.spm", "target.spm", "config.json", "vocab.json"])
def test_a_damaged_checkpoint_is_named(
    program: Program, sample: Path, model: Path, tmp_path: Path, kind: str, note: Note
) -> None:
    """It is refused by name; a flipped bit makes another checkpoint, which its self-test judges."""
    file = model / NAME / kind
    if not file.is_file():
        pytest.skip(f"the checkpoint has no {kind}")
    whole = file.read_bytes()
    env = {"RINGKAS_CACHE": str(tmp_path / "cache")}
    named = 0
    try:
        for what, data in list(damaged_ways(file, 4)):
            file.write_bytes(data)
            ended = program.run(*command(model, sample, tmp_path / "out"), env=env)
            assert not ended.traceback, (what, ended.err)
            if ended.code:
                explained(ended, NAME)
                named += 1
            shutil.rmtree(tmp_path / "out", ignore_errors=True)
    finally:
        file.write_bytes(whole)
    assert named >= 3, "a cut, an empty and a zeroed file must be refused"
    note(f"a damaged {kind}", 4, f"{named} named")


def test_a_damaged_conversion_is_made_again(
    program: Program, sample: Path, model: Path, tmp_path: Path, note: Note
) -> None:
    env = {"RINGKAS_CACHE": str(tmp_path / "cache")}
    assert program.run(*command(model, sample, tmp_path / "whole"), env=env).code == 0
    expected = contents(tmp_path / "whole")
    folders = [p for p in (tmp_path / "cache" / "ctranslate2").iterdir() if p.is_dir()]
    assert folders
    dice = random.Random(1)
    files = sorted(p for folder in folders for p in folder.iterdir() if p.is_file())
    for file in files[:: step(1)]:
        data = bytearray(file.read_bytes())
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        file.write_bytes(bytes(data))
        ended = program.run(*command(model, sample, tmp_path / "out"), env=env)
        assert ended.code == 0, ended.err
        assert differing(contents(tmp_path / "out"), expected) == [], file.name
        shutil.rmtree(tmp_path / "out")
    note("a bit flipped in each file of a conversion", len(files[:: step(1)]), "made again, same outputs")
