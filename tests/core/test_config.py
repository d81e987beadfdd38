"""Presets are validated strictly, and an error says which file, table and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core import config
from pipeline.core.errors import UserError


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize("name", config.preset_names())
def test_every_preset_that_ships_is_valid(name: str) -> None:
    assert config.load_config(name).description


def test_settings_win_over_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "mine.toml", "[translate]\nbeam_size = 2\nguards = false\n")
    loaded = config.load_config(path, ["translate.beam_size=1", "summarize.model=lead", "ingest.columns.text=body"])
    assert (loaded.translate.beam_size, loaded.translate.guards) == (1, False)
    assert loaded.summarize.model == "lead"
    assert loaded.ingest.columns == {"text": "body"}


def test_extends_takes_the_parents_values_first(tmp_path: Path) -> None:
    write(tmp_path, "parent.toml", "[translate]\nbeam_size = 2\nthreads = 3\n")
    child = write(tmp_path, "child.toml", 'extends = "parent"\n[translate]\nbeam_size = 5\n')
    loaded = config.load_config(child)
    assert (loaded.translate.beam_size, loaded.translate.threads) == (5, 3)


def test_extends_in_a_circle_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", 'extends = "b"\n')
    write(tmp_path, "b.toml", 'extends = "a"\n')
    with pytest.raises(UserError, match="circle"):
        config.load_config(str(tmp_path / "a.toml"))


def test_unknown_key_names_file_table_key_and_the_nearest(tmp_path: Path) -> None:
    path = write(tmp_path, "typo.toml", "[translate]\nbeem_size = 2\n")
    with pytest.raises(UserError) as caught:
        config.load_config(path)
    for part in (path, "[translate]", "'beem_size'", "did you mean 'beam_size'"):
        assert part in str(caught.value)


def test_the_origin_of_an_inherited_mistake_is_the_parent(tmp_path: Path) -> None:
    parent = write(tmp_path, "parent.toml", "[clean]\nmin_word = 2\n")
    child = write(tmp_path, "child.toml", 'extends = "parent"\n')
    with pytest.raises(UserError, match=parent):
        config.load_config(child)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("translate.beam_size=many", "valid integer"),
        ("translate.beam_size=0", "greater than or equal to 1"),
        ("translate.guards=1", "valid boolean"),
        ("translat.beam_size=1", "did you mean 'translate'"),
        ("beam_size=1", "belongs under [translate] or [summarize]"),
        ("translate.beam_size", "expected table.key=value"),
        ("=1", "expected table.key=value"),
        ("translate=1", "translate = 1"),
    ],
)
def test_wrong_settings_are_the_users_mistake(setting: str, expected: str) -> None:
    with pytest.raises(UserError) as caught:
        config.load_config("default", [setting])
    assert expected in str(caught.value)
    assert setting in str(caught.value)


def test_a_retired_preset_says_what_to_name_in_its_place() -> None:
    for name in config.RETIRED:
        assert name not in config.preset_names()
        with pytest.raises(UserError, match="it was retired in") as caught:
            config.load_config(name)
        assert "--config default" in caught.value.hint


def test_unknown_preset_suggests_and_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean 'default'"):
        config.load_config("defualt")
    with pytest.raises(UserError, match="does not exist"):
        config.load_config(str(tmp_path / "none.toml"))


def test_broken_toml_names_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "broken.toml", "[translate\n")
    with pytest.raises(UserError, match=r"broken\.toml is not TOML"):
        config.load_config(path)


def test_a_resolved_config_resolves_to_itself() -> None:
    loaded = config.load_config("default", ["translate.beam_size=1"])
    assert config.resolve([("run.json", loaded.model_dump())]) == loaded


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ("translate.beam_size=many", "beam_size takes a whole number of at least 1; left out: the model card's value"),
        ("summarize.words=-1", "words takes a whole number of at least 0; left out: the usual value"),
        ("clean.boilerplate=maybe", "boilerplate takes true or false; left out: the usual value"),
        ("translate.length_penalty=x", "length_penalty takes a number; left out: the model card's value"),
    ],
)
def test_a_wrong_value_is_told_what_the_key_takes(setting: str, hint: str) -> None:
    with pytest.raises(UserError) as caught:
        config.load_config("default", [setting])
    assert caught.value.hint == hint
