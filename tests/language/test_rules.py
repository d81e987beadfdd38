"""Rules kept as data: a mistake in one is named with its file, its place and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.language import rules


@pytest.fixture
def one_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(rules, "DATA", tmp_path)
    for cached in (rules.table, rules.load, rules._every):
        cached.cache_clear()
    return tmp_path / "mine.toml"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("name = 'iklan'\nwhere = 'lines'\npattern = 'x'", "where = 'lines'; allowed: line, head, inline"),
        ("name = 'iklan'\nwhere = ''\npattern = 'x'", "where = ''; allowed: line"),
        ("name = 'iklan'\npattern = 'x'", "no 'where'"),
        ("name = 'iklan'\nwhere = 'line'", "no 'pattern'"),
        ("name = 'iklan'\nwhere = 'line'\npattern = '('", "no regular expression"),
    ],
)
def test_a_mistaken_rule_is_an_error(one_rule: Path, lines: str, said: str) -> None:
    one_rule.write_text(f"[[rule]]\n{lines}\n", "utf-8")
    with pytest.raises(UserError) as caught:
        rules.load("mine", "line")
    assert "mine.toml, rule 1" in caught.value.message
    assert said in caught.value.message
    assert caught.value.hint


def test_a_word_list_has_no_comments() -> None:
    assert "yang" in rules.word_list("common-id")
    assert not any(word.startswith("#") for word in rules.word_list("common-en"))
