"""Model cards: what ships is valid, what is wrong is named, and nothing is loaded or fetched by looking."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.backends.model_card import Card, list_cards, load_card
from pipeline.core.errors import ModelError, UserError

GOOD = """
name = "mine"
task = "translate"
architecture = "marian"
summary = "s"
licence = "MIT"
source = "tests"
path = "weights"
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize("name", list_cards())
def test_every_card_that_ships_is_valid_and_states_its_licence_and_source(name: str) -> None:
    card = load_card(name)
    assert card.name == name
    assert card.licence
    assert card.source
    assert bool(card.hub_id) == bool(card.revision)
    assert ("NC" in card.licence) == card.non_commercial
    assert all(f.source for f in card.figures)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('licence = "MIT"\nlicense = "MIT"', "unknown key license"),
        ("licence = 3", "licence"),
        ('licence = "MIT"\n[generation]\nbeam_sise = 4', "unknown key generation.beam_sise"),
        ('licence = "MIT"\nhub_id = "a/b"', "either `path` or `hub_id`"),
        ('licence = "MIT"\n[languages]\nway = "forced-bos"', "needs `source` and `target`"),
        ('licence = "MIT', "is not TOML"),
    ],
)
def test_a_wrong_card_is_named_with_its_key(tmp_path: Path, change: str, message: str) -> None:
    first, _, table = change.partition("\n[")
    file = write(tmp_path, GOOD.replace('licence = "MIT"', first) + (f"[{table}" if table else ""))
    with pytest.raises(UserError, match=message) as caught:
        load_card(file)
    assert str(file) in caught.value.message


def test_an_unknown_name_has_a_neighbour() -> None:
    with pytest.raises(UserError) as caught:
        load_card("marian-id-eng")
    assert "marian-id-en" in caught.value.hint


def test_cards_by_path_and_by_folder(tmp_path: Path) -> None:
    assert load_card(write(tmp_path, GOOD)).name == "mine"
    (tmp_path / "card.toml").write_text(GOOD)
    assert load_card(tmp_path).name == "mine"
    with pytest.raises(UserError, match=r"has no card\.toml"):
        load_card(Path(__file__).parent)


def checkpoint(folder: Path) -> Card:
    weights = folder / "weights"
    weights.mkdir()
    (weights / "config.json").write_text("{}")
    (weights / "model.safetensors").write_bytes(b"one")
    return load_card(write(folder, GOOD))


def test_a_checkpoint_that_is_not_there_is_said_with_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no checkpoint at"):
        load_card(write(tmp_path, GOOD)).folder()
    card = checkpoint(tmp_path)
    (tmp_path / "weights" / "model.safetensors").unlink()
    (tmp_path / "weights" / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(ModelError, match="only safetensors are loaded"):
        card.folder()


def test_a_hub_card_that_was_not_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path))
    card = load_card("opus-mt-id-en").model_copy(update={"hub_id": "nobody/nothing"})
    assert not card.available()
    with pytest.raises(ModelError) as caught:
        card.folder()
    assert caught.value.hint == "ringkas models fetch opus-mt-id-en"


def test_the_fingerprint_follows_weights_and_settings_but_not_words(tmp_path: Path) -> None:
    card = checkpoint(tmp_path)
    before = card.fingerprint()
    assert card.model_copy(update={"summary": "other words"}).fingerprint() == before
    wider = card.generation.model_copy(update={"beam_size": 9})
    assert card.model_copy(update={"generation": wider}).fingerprint() != before
    (tmp_path / "weights" / "model.safetensors").write_bytes(b"two!")
    assert card.fingerprint() != before


def test_looking_at_cards_imports_no_engine() -> None:
    code = (
        "import sys; from pipeline.backends.model_card import list_cards, load_card;"
        "[load_card(n) for n in list_cards()];"
        "load_card('marian-id-en').fingerprint();"
        "sys.exit(any(m in sys.modules for m in ('torch', 'transformers', 'ctranslate2', 'huggingface_hub')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
