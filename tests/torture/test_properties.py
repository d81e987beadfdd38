"""Properties of the parsers for any text at all: they answer, and lose or make up nothing."""

from __future__ import annotations

import random
import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.config import IngestTable
from pipeline.core.records import Article, Rejected
from pipeline.core.sealed_json import DamagedFileError, read_sealed, write_sealed
from pipeline.stages.clean import boilerplate
from pipeline.stages.ingest import delimited
from pipeline.stages.ingest.readers import Unit
from pipeline.stages.ingest.stage import content_id, to_article
from pipeline.stages.report.pages import escape_markdown
from tests.torture.program import FULL
from tests.torture.test_linear import FUNCTIONS, UNITS

EXAMPLES = 2_000 if FULL else 30
pieces = st.one_of(st.text(max_size=20), st.sampled_from(UNITS))
texts = st.lists(pieces, max_size=25).map("".join)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=EXAMPLES)
@given(texts)
def test_no_parser_raises(text: str) -> None:
    for function in FUNCTIONS.values():
        function(text)


@settings(max_examples=EXAMPLES)
@given(st.dictionaries(st.sampled_from(("text", "id", "title", "url", "source", "published", "language")), values))
def test_a_row_is_an_article_or_rejected(row: dict[str, object]) -> None:
    made = to_article(Unit("a:1", row), IngestTable())
    assert isinstance(made, (Article, Rejected))
    if isinstance(made, Article):
        assert made.text.strip()
        assert len(content_id(made)) == 16
        made.text.encode("utf-8")
        for value in (made.title, made.url, made.source, made.published, made.language, made.id):
            assert value is None or isinstance(value, str)
            (value or "").encode("utf-8")
    else:
        assert made.reason


@settings(max_examples=EXAMPLES)
@given(texts)
def test_cleaning_keeps_or_removes_every_line_and_nothing_else(text: str) -> None:
    cleaned = boilerplate.classify(text)
    given_letters = Counter("".join("".join(boilerplate.unescape(line) for line in text.split("\n")).split()))
    told = [paragraph.text for paragraph in cleaned.paragraphs] + [removed.text for removed in cleaned.removed]
    assert Counter("".join("".join(told).split())) == given_letters


@settings(max_examples=EXAMPLES)
@given(texts)
def test_escaped_markdown_has_no_markup(text: str) -> None:
    made = escape_markdown(text)
    assert "\n" not in made
    bare = made.replace("\\\\", "")
    for mark in "`*_[]<>|~":
        assert bare.count(mark) == bare.count("\\" + mark)
    assert not re.match(r"#|[-+](\s|$)|\d{1,9}[.)](\s|$)|=+$|-+$", made)
    assert not re.search(r"(?<!\\)&#?[a-zA-Z0-9]+;", bare)


@settings(max_examples=EXAMPLES)
@given(st.dictionaries(st.sampled_from(UNITS), st.integers() | st.sampled_from(UNITS), min_size=1), st.randoms())
def test_no_flipped_bit_of_a_sealed_file_is_believed(value: dict[str, object], dice: random.Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        value.pop("check", None)
        write_sealed(path, value)
        data = path.read_bytes()
        at = dice.randrange(len(data))
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :])
        try:
            found = read_sealed(path)
        except DamagedFileError:
            return
        # The flip hit white space between two values, or the name of the checksum itself.
        assert {name: content for name, content in found.items() if name in value} == value


@settings(max_examples=EXAMPLES)
@given(texts)
def test_a_table_gives_every_row_or_says_why_not(text: str) -> None:
    table = delimited.read_table(f"text,id\n{text}", "text")
    for row in table.rows:
        assert row.problem or row.values.keys() == set(table.columns)
