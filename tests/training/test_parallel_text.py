"""Every format gives the same pairs; whole files that cannot be used are errors, single rows are counted."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.training.config import Columns, PairSource
from pipeline.training.parallel_text import Broken, Pair, read_pairs

LANGUAGES = ("id", "en")
ROWS = [("Harga beras naik.", "Rice prices rose."), ("Ia pulang.", "He went home.")]
TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header/><body>
<tu><tuv xml:lang="ID"><seg>Harga beras naik.</seg></tuv>
<tuv xml:lang="en-US"><seg>Rice <hi>prices</hi> rose.</seg></tuv></tu>
<tu><tuv xml:lang="id"><seg>Ia pulang.</seg></tuv><tuv xml:lang="en"><seg>He went home.</seg></tuv></tu>
<tu><tuv xml:lang="id"><seg>Sendiri.</seg></tuv></tu>
</body></tmx>"""


def texts(source: PairSource, path: Path) -> list[tuple[str, str]]:
    return [(r.source, r.target) for r in read_pairs(source, path, LANGUAGES) if isinstance(r, Pair)]


def test_tsv_plain_and_compressed(tmp_path: Path) -> None:
    text = "".join(f"{a}\t{b}\n" for a, b in ROWS)
    (tmp_path / "a.tsv").write_text(text, encoding="utf-8")
    (tmp_path / "a.tsv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "a.tsv.xz").write_bytes(lzma.compress(text.encode()))
    for name in ("a.tsv", "a.tsv.gz", "a.tsv.xz"):
        assert texts(PairSource(path=name), tmp_path / name) == ROWS


def test_tsv_with_columns_by_number_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("".join(f"news\t{a}\t{b}\n" for a, b in ROWS), encoding="utf-8")
    table = PairSource(path="a.tsv", columns=Columns(source=1, target=2, origin=0), weights={"news": 2.0}, weight=0.5)
    pairs = read_pairs(table, tmp_path / "a.tsv", LANGUAGES)
    assert [p.weight for p in pairs if isinstance(p, Pair)] == [1.0, 1.0]
    assert isinstance(pairs[0], Pair)
    assert (pairs[0].origin, pairs[0].where) == ("news", "a.tsv:1")
    (tmp_path / "b.tsv").write_text("en\tid\n" + "".join(f"{b}\t{a}\n" for a, b in ROWS), encoding="utf-8")
    assert texts(PairSource(path="b.tsv", columns=Columns(source="id", target="en")), tmp_path / "b.tsv") == ROWS


def test_swap_exchanges_the_sides(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("".join(f"{b}\t{a}\n" for a, b in ROWS), encoding="utf-8")
    assert texts(PairSource(path="a.tsv", swap=True), tmp_path / "a.tsv") == ROWS


def test_jsonl_with_a_task_in_front(tmp_path: Path) -> None:
    row = {"task": "brief", "article": "Long.", "summary": "Short.", "source": "x"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + '\n{"article": 3}\nnot json\n', encoding="utf-8")
    columns = Columns(source="article", target="summary", task="task", origin="source")
    rows = read_pairs(PairSource(path="a.jsonl", columns=columns), tmp_path / "a.jsonl", LANGUAGES)
    assert rows[0] == Pair("brief: Long.", "Short.", "x", 1.0, "a.jsonl:1")
    assert [r.where for r in rows if isinstance(r, Broken)] == ["a.jsonl:2", "a.jsonl:3"]


def test_tmx_with_inline_tags_regions_and_a_lonely_unit(tmp_path: Path) -> None:
    (tmp_path / "a.tmx").write_text(TMX, encoding="utf-8")
    assert texts(PairSource(path="a.tmx"), tmp_path / "a.tmx") == ROWS
    broken = [r for r in read_pairs(PairSource(path="a.tmx"), tmp_path / "a.tmx", LANGUAGES) if isinstance(r, Broken)]
    assert [b.where for b in broken] == ["a.tmx:tu3"]


def test_moses_pair_and_its_uneven_twin(tmp_path: Path) -> None:
    (tmp_path / "c.id").write_text("".join(a + "\n" for a, _ in ROWS), encoding="utf-8")
    (tmp_path / "c.en").write_text("".join(b + "\n" for _, b in ROWS), encoding="utf-8")
    assert texts(PairSource(path="c"), tmp_path / "c") == ROWS
    (tmp_path / "c.en").write_text("one line\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"2 lines in \.id but 1 in \.en"):
        read_pairs(PairSource(path="c"), tmp_path / "c", LANGUAGES)


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_an_empty_file_is_an_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match="empty"):
        read_pairs(PairSource(path="a.tsv"), tmp_path / "a.tsv", LANGUAGES)


def test_a_missing_column_is_an_error_and_a_short_row_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("only one column\nanother\n", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_pairs(PairSource(path="a.tsv"), tmp_path / "a.tsv", LANGUAGES)
    assert "not one of 2 rows is a pair (1 columns)" in caught.value.message
    assert "columns" in caught.value.hint
    (tmp_path / "a.tsv").write_text("a\tb\nonly one column\n", encoding="utf-8")
    rows = read_pairs(PairSource(path="a.tsv"), tmp_path / "a.tsv", LANGUAGES)
    assert rows[1] == Broken("a.tsv:2", "1 columns", "only one column")


def test_a_header_without_the_named_column(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("indonesian\tenglish\na\tb\n", encoding="utf-8")
    with pytest.raises(UserError, match="no column 'id'; columns: indonesian, english"):
        read_pairs(PairSource(path="a.tsv", columns=Columns(source="id", target="en")), tmp_path / "a.tsv", LANGUAGES)


@pytest.mark.parametrize("name", ["gone.tsv", "gone.tmx", "gone"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="no such file"):
        read_pairs(PairSource(path=name), tmp_path / name, LANGUAGES)


def test_a_truncated_archive_and_broken_xml(tmp_path: Path) -> None:
    (tmp_path / "a.tsv.xz").write_bytes(lzma.compress(b"a\tb\n" * 1000)[:-8])
    with pytest.raises(UserError, match="cannot be read"):
        read_pairs(PairSource(path="a.tsv.xz"), tmp_path / "a.tsv.xz", LANGUAGES)
    (tmp_path / "a.tmx").write_text(TMX[:200], encoding="utf-8")
    with pytest.raises(UserError, match="not a TMX file"):
        read_pairs(PairSource(path="a.tmx"), tmp_path / "a.tmx", LANGUAGES)


def test_only_the_origins_that_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("".join(f"{k}\t{a}\t{b}\n" for k, (a, b) in zip("xy", ROWS, strict=True)))
    table = PairSource(path="a.tsv", columns=Columns(source=1, target=2, origin=0), origins=["y"])
    assert texts(table, tmp_path / "a.tsv") == ROWS[1:]
    with pytest.raises(UserError, match="no row is of the origins z"):
        texts(table.model_copy(update={"origins": ["z"]}), tmp_path / "a.tsv")
