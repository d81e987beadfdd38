"""Scores that were computed elsewhere: read, matched with systems and items, and tested as any metric."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.comparison import export, render
from pipeline.comparison.compare import compare
from pipeline.core import scales
from pipeline.core.errors import UserError

LINES = [f"Sentence number {n} of the text." for n in range(12)]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    reference, a, b = (tmp_path / name for name in ("ref.en", "A.en", "B.en"))
    reference.write_text("\n".join(LINES) + "\n")
    a.write_text("\n".join(LINES) + "\n")
    b.write_text("\n".join(line.replace("text", "book") for line in LINES) + "\n")
    return reference, a, b


def rows(better: str = "lower", metric: str = "metricx") -> list[dict[str, object]]:
    made = []
    for n in range(12):
        made.append({"metric": metric, "system": "A", "id": str(n + 1), "value": 1.0 + 0.1 * n, "better": better})
        made.append({"metric": metric, "system": "B", "id": str(n + 1), "value": 3.0 + 0.1 * n, "better": better})
    return made


def write(path: Path, given: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in given), "utf-8")
    return path


def test_they_are_tested_like_any_metric(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    reference, a, b = files
    for better, finding in (("lower", "worse"), ("higher", "better")):
        path = write(tmp_path / "scores.jsonl", rows(better))
        made = compare([a, b], [reference], metric=["chrf"], samples=200, scores=path)
        found = next(d for d in made.differences if d.metric == "metricx")
        assert found.delta == pytest.approx(2.0)
        assert found.finding == finding
        assert made.better["metricx"] == better
        assert "file:scores.jsonl" in next(s.signature for s in made.scores if s.metric == "metricx")
        assert "metricx" in made.verdicts[0].sentence


def test_a_table_with_tabs_is_read_too(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    reference, a, b = files
    path = tmp_path / "scores.tsv"
    body = [f"{r['metric']}\t{r['system']}\t{r['id']}\t{r['value']}" for r in rows(metric="comet")]
    path.write_text("\n".join(["metric\tsystem\tid\tvalue", *body]) + "\n")
    made = compare([a, b], [reference], samples=50, scores=path)
    assert next(s.value for s in made.scores if (s.metric, s.system) == ("comet", "A")) == pytest.approx(1.55)


WRONG = [
    (lambda r: r[:-1], "of B: 1 items have no score .the first: 12"),
    (lambda r: [row for row in r if row["system"] == "A"], "has no scores of 'B'"),
    (lambda r: [*r, {**r[0], "system": "C"}], "has scores of 'C'"),
    (lambda r: [{**r[0], "value": "good"}, *r[1:]], "'good' is no number"),
    (lambda r: [{**r[0], "value": None}, *r[1:]], "row 1 has no value"),
    (lambda r: [{**r[0], "better": "up"}, *r[1:]], "better = 'up'"),
    (lambda r: [{**row, "id": f"x{row['id']}"} for row in r], "no item is called 'x1'"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_what_is_wrong_is_named(files: tuple[Path, Path, Path], tmp_path: Path, change: object, message: str) -> None:
    reference, a, b = files
    path = write(tmp_path / "scores.jsonl", change(rows()))  # type: ignore[operator]
    with pytest.raises(UserError, match=message):
        compare([a, b], [reference], samples=10, scores=path)


def test_values_between_0_and_1_are_written_with_the_decimals_that_their_scale_needs(
    files: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """A COMET of 0.8123 against 0.8141 would be 0.81 against 0.81; metrics of points keep their two decimals."""
    reference, a, b = files
    values = {"A": 0.8123, "B": 0.8141}
    given: list[dict[str, object]] = [
        {"metric": "comet", "system": name, "id": str(n + 1), "value": value + 0.01 * (n - 5.5)}
        for n in range(12)
        for name, value in values.items()
    ]
    made = compare([a, b], [reference], metric=["chrf"], samples=200, scores=write(tmp_path / "s.jsonl", given))
    page, paper = render.markdown(made), export.latex(made)
    for said in ("0.8123 (0.79", "0.8141", "+0.0018", "100.00"):
        assert said in page
        assert said in render.html(made)
    assert "comet (+0.0018; 95% +0.0018 to +0.0018" in made.verdicts[0].sentence
    assert "0.8123 {" in paper
    assert "+0.0018" in made._repr_html_()
    assert ">0.8141<" in made._repr_html_()


def test_a_small_value_on_a_scale_of_points_is_no_share() -> None:
    assert scales.digits([0.5, 0.9], [[0.0, 25.0]]) == 2
    assert scales.digits([0.0, None]) == 2
    assert scales.digits([0.5, float("nan")], [[1.02, -0.3]]) == 4
