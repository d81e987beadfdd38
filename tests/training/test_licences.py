"""What the licences of the models behind a training forbid is asked before it, and stays on the exported card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.backends.model_card import load_card
from pipeline.core.errors import UserError
from pipeline.training import licences, session
from pipeline.training.config import Start, TrainConfig
from pipeline.training.export import card_toml
from tests.conftest import Cli

Toy = Callable[..., TrainConfig]
DECODING = {"beam_size": 4, "length_penalty": 1.0, "no_repeat_ngram_size": 3}


def from_card(config: TrainConfig, name: str) -> TrainConfig:
    return config.model_copy(update={"start": Start(kind="checkpoint", path=name)})


def taught_by(config: TrainConfig, card: Path) -> TrainConfig:
    train = [source.model_copy(update={"translate_with": str(card)}) for source in config.data.train]
    return config.model_copy(update={"data": config.data.model_copy(update={"train": train})})


@pytest.fixture
def jealous(tmp_path: Path) -> Path:
    """A card whose licence forbids training on what its model writes."""
    file = tmp_path / "jealous.toml"
    file.write_text(
        'name = "jealous"\ntask = "translate"\narchitecture = "marian"\nsummary = "s"\nlicence = "Own 1.0"\n'
        'source = "tests"\npath = "nowhere"\n[terms]\ncommercial = "allowed"\ndistillation = "forbidden"\n'
    )
    return file


def test_a_start_from_a_checkpoint_that_forbids_uses_is_accepted_by_name(toy: Toy, tmp_path: Path) -> None:
    licences.check(toy(), [])
    licences.check(from_card(toy(), "opus-mt-id-en"), [])
    bound = from_card(toy(), "nllb-200-1.3b")
    with pytest.raises(UserError, match="forbids commercial use") as caught:
        licences.check(bound, ["opus-mt-id-en"])
    assert caught.value.hint == "if your use is within it: --accept-licence nllb-200-1.3b"
    licences.check(bound, ["nllb-200-1.3b"])
    with pytest.raises(UserError, match="forbids commercial use"):
        session.train("tiny", settings=["start.kind=checkpoint", "start.path=nllb-200-1.3b"], out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_model_that_learns_from_anothers_outputs_is_under_its_terms(toy: Toy, jealous: Path) -> None:
    taught = taught_by(toy(), jealous)
    with pytest.raises(UserError, match="forbids training other models"):
        licences.check(taught, [])
    licences.check(taught, ["jealous"])
    assert licences.inherited(taught)["distillation"] == "forbidden"


def test_the_exported_card_keeps_what_was_forbidden(toy: Toy, tmp_path: Path) -> None:
    (tmp_path / "card.toml").write_text(card_toml(from_card(toy(), "nllb-200-1.3b"), "m2m100", DECODING), "utf-8")
    card = load_card(tmp_path)
    assert card.non_commercial
    assert "nllb-200-1.3b (CC-BY-NC-4.0)" in card.terms.note
    assert "[terms]" not in card_toml(from_card(toy(), "opus-mt-id-en"), "marian", DECODING)
    # A model that is trained from such an export finds the terms on its card.
    (tmp_path / "config.json").write_text("{}")
    again = from_card(toy(), str(tmp_path))
    with pytest.raises(UserError, match="forbids commercial use"):
        licences.check(again, [])


def test_the_verb_takes_the_acceptance(cli: Cli, tmp_path: Path) -> None:
    given = ("train", "tiny", "--set", "start.kind=checkpoint", "--set", "start.path=nllb-200-1.3b")
    out = ("--out", tmp_path / "run")
    assert "--accept-licence nllb-200-1.3b" in cli(*given, *out).err
    accepted = cli(*given, *out, "--accept-licence", "nllb-200-1.3b")
    assert accepted.code != 0
    assert "is not on this machine" in accepted.err
