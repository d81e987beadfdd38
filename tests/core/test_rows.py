"""A table of records has the bytes that pyarrow's own conversion gives, and pandas is not imported for it."""

from __future__ import annotations

import io
import math
import subprocess
import sys
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core import rows
from pipeline.execution.stage_table import ALL

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Inner:
    """One record within another."""

    text: str
    count: int | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outer:
    """A record with a column of every kind."""

    name: str
    title: str | None
    number: int
    share: float | None
    kept: bool | None
    inner: Inner | None
    many: tuple[Inner, ...] = ()
    words: tuple[str, ...] | None = None


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
whole = st.integers(-(1 << 63), (1 << 63) - 1)
inner = st.builds(Inner, texts, st.none() | whole, st.lists(texts, max_size=3).map(tuple))
outer = st.builds(
    Outer, texts, st.none() | texts, whole, st.none() | st.floats(), st.none() | st.booleans(), st.none() | inner,
    st.lists(inner, max_size=3).map(tuple), st.none() | st.lists(texts, max_size=3).map(tuple),
)  # fmt: skip


def written(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(outer, max_size=12))
def test_a_table_is_the_one_that_pyarrow_makes(records: list[Outer]) -> None:
    made = rows.arrow_table(Outer, records)
    made.validate(full=True)
    plain = [rows.to_row(record) for record in records]
    assert written(made) == written(pa.Table.from_pylist(plain, schema=rows.arrow_schema(Outer)))
    assert len(records) == made.num_rows
    if not any(record.share is not None and math.isnan(record.share) for record in records):
        assert made.to_pylist() == plain


@pytest.mark.parametrize("stage", [stage for stage in ALL if is_dataclass(stage.kind)], ids=lambda stage: stage.name)
def test_a_shard_without_records_has_its_columns(stage: Any) -> None:
    made = rows.arrow_table(stage.kind, [])
    assert (made.num_rows, made.schema) == (0, rows.arrow_schema(stage.kind))


def test_texts_of_too_many_bytes_are_left_to_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [Outer("a" * 90, None, 1, 0.5, True, None), Outer("b" * 90, "c", 2, None, None, Inner("d"))]
    before = rows.arrow_table(Outer, records)
    monkeypatch.setattr(rows, "_MOST_BYTES", 100)
    assert rows.arrow_table(Outer, records) == before


def test_a_value_of_another_kind_is_an_error() -> None:
    with pytest.raises((TypeError, AttributeError)):
        rows.arrow_table(Inner, [Inner(3)])  # type: ignore[arg-type]


@pytest.mark.heavy
def test_a_run_imports_no_pandas(tmp_path: Path) -> None:
    """pyarrow reaches for it at the first list that it makes into a column."""
    (tmp_path / "a.txt").write_text("Warga menunggu bantuan di balai desa sejak hari Rabu pagi.", "utf-8")
    code = (
        "import sys\n"
        "from pipeline import api\n"
        f"api.run({str(tmp_path / 'a.txt')!r}, out={str(tmp_path / 'out')!r}, config='tiny')\n"
        "print([name for name in ('pandas', 'torch', 'transformers') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip().splitlines()[-1:]) == (0, ["[]"]), done.stderr
