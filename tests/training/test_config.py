"""A training preset is refused with the key and the reason; every shipped preset is valid."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.core.resources import data_dir
from pipeline.training.config import load

PRESETS = sorted((data_dir("configs") / "train").glob("*.toml"))
MINIMAL = """
name = "a"
[[data.train]]
path = "x.tsv"
[start]
path = "m"
[[rounds]]
name = "one"
steps = 5
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "preset.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", PRESETS, ids=lambda p: p.stem)
def test_every_preset_is_valid(path: Path) -> None:
    assert load(path).name == path.stem


def test_the_presets_are_there() -> None:
    assert {"translator", "summarizer", "finetune", "tiny"} <= {p.stem for p in PRESETS}


def test_overrides_reach_into_lists_and_read_toml(tmp_path: Path) -> None:
    config = load(
        write(tmp_path, MINIMAL), ["rounds.0.steps=9", "seed=4", "data.filters.language=false", "start.path=b"]
    )
    assert (config.rounds[0].steps, config.seed, config.data.filters.language, config.start.path) == (9, 4, False, "b")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("rounds.0.minutes=3", "exactly one of them"),
        ("rounds.0.cache_encoder=true", "cache_encoder needs freeze_encoder"),
        ("rounds.0.synthetic=['news']", "never synthesized"),
        ("rounds.0.synthesize=[{mono='news'}]", "no [[data.mono]] is named 'news'"),
        ("rounds.0.guide=0.3", ""),
        ("steps=['prepare','train']\nrounds.0.guide=0.3", "need the step 'align'"),
        ("rounds.0.source_buckets=[9,4]", "must rise"),
        ("start.kind='random'", "start.tokenizer is missing"),
        ("workers=-1", "workers: a number of processes"),
        ("workers='many'", "workers"),
        ("rounds.0.synthesize=[{mono='news', temperature=0.5, beam_size=4}]", "not both"),
        ("rounds.0.synthetic_until=0", "greater than 0"),
        ("sead=4", "sead"),
        ("seed='four'", "valid integer"),
    ],
)
def test_contradictions_are_named(tmp_path: Path, change: str, said: str) -> None:
    path = write(tmp_path, MINIMAL)
    if not said:
        assert load(path, change.split("\n")).rounds[0].guide == 0.3
        return
    with pytest.raises(UserError) as caught:
        load(path, change.split("\n"))
    assert said in caught.value.message


def test_cached_encoder_refuses_a_source_that_changes(tmp_path: Path) -> None:
    changes = ["rounds.0.cache_encoder=true", "rounds.0.freeze_encoder=true", "rounds.0.numbers=0.1"]
    with pytest.raises(UserError, match="cache_encoder cannot"):
        load(write(tmp_path, MINIMAL), changes)


@pytest.mark.parametrize("override", ["seed", "=3", "rounds.7.steps=3", "rounds.one.steps=3", "name.a.b=3"])
def test_overrides_that_lead_nowhere(tmp_path: Path, override: str) -> None:
    with pytest.raises(UserError):
        load(write(tmp_path, MINIMAL), [override])


def test_unknown_preset_names_the_nearest() -> None:
    with pytest.raises(UserError, match="translator"):
        load("translater")


def test_broken_toml_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not TOML"):
        load(write(tmp_path, "name = "))
