"""Values set on the command line and errors in tables: the key, where it was set, and what is allowed."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import Field, ValidationError

from pipeline.core.config import load_config
from pipeline.core.errors import UserError
from pipeline.core.tables import Table, assign, explain


class Inner(Table):
    size: int = Field(default=1, ge=1)
    name: str = ""


class Outer(Table):
    title: str = ""
    part: Inner = Inner()
    parts: list[Inner] = Field(default_factory=list)
    other: Inner | None = None


def wrong(values: dict[str, Any]) -> UserError:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(values)
    return explain(caught.value, Outer, "a.toml", "look there", also=("extends",))


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"titel": "x"}, "a.toml: unknown key titel", "did you mean 'title'?"),
        ({"extend": "x"}, "a.toml: unknown key extend", "did you mean 'extends'?"),
        ({"size": 2}, "a.toml: unknown key size", "'size' belongs under [part] or [parts] or [other]"),
        ({"part": {"sise": 2}}, "a.toml: unknown key part.sise", "[part] has no 'sise': did you mean 'size'?"),
        (
            {"parts": [{}, {"sise": 2}]},
            "a.toml: unknown key parts.1.sise",
            "[parts.1] has no 'sise': did you mean 'size'?",
        ),
        (
            {"other": {"sise": 2}},
            "a.toml: unknown key other.sise",
            "[other] has no 'sise': did you mean 'size'?",
        ),
        ({"part": {"size": 0}}, "a.toml: part.size = 0: Input should be greater than or equal to 1", "look there"),
        ({"title": 3}, "a.toml: title = 3: Input should be a valid string", "look there"),
    ],
)
def test_an_error_names_the_key_and_what_is_allowed(values: dict[str, Any], message: str, hint: str) -> None:
    error = wrong(values)
    assert (error.message, error.hint) == (message, hint)


def test_settings_nest_and_reach_into_lists() -> None:
    values: dict[str, Any] = {"rounds": [{"steps": 1}]}
    assign(values, "rounds.0.steps = 9", "a=b")
    assign(values, "data.columns={a=1}", "a=b")
    assign(values, "name=two words", "a=b")
    assert values == {"rounds": [{"steps": 9}], "data": {"columns": {"a": 1}}, "name": "two words"}


@pytest.mark.parametrize("setting", ["seed", "=3", "a..b=3", "rounds.7.steps=3", "rounds.one.steps=3", "name.a.b=3"])
def test_settings_that_lead_nowhere(setting: str) -> None:
    with pytest.raises(UserError) as caught:
        assign({"rounds": [{}], "name": "x"}, setting, "seed=4")
    assert setting in caught.value.message
    assert "--set seed=4" in caught.value.hint


def test_what_a_table_a_list_and_a_mapping_take_is_said() -> None:
    for setting, said in (
        ("translate=1", "translate is a table; its keys: "),
        ("ingest.ignore=3", "ignore takes a list"),
        ("ingest.columns=body", "columns takes a table"),
    ):
        with pytest.raises(UserError) as caught:
            load_config("default", [setting])
        assert said in caught.value.hint, setting
