"""The verb ``compare`` as it is typed: exit codes, and results on stdout alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A reference, a system that has it right, and one that does not."""
    right = [f"Sentence {n} tells of the flood in Krui." for n in range(30)]
    wrong = [f"Sentence {n} says of a fire at Krui." for n in range(30)]
    paths = []
    for name, lines in (("ref", right), ("good", right), ("bad", wrong)):
        path = tmp_path / f"{name}.en"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        paths.append(path)
    return paths[0], paths[1], paths[2]


def test_exit_codes(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    options = ("--reference", reference, "--metric", "chrf", "--samples", "50")
    fine = cli("compare", *options, bad, good, "--fail-if-worse", "chrf:0.5", "--json")
    assert fine.code == 0
    assert json.loads(fine.out)["verdicts"][0]["word"] == "better"
    worse = cli("compare", *options, good, bad, "--fail-if-worse", "chrf:0.5", "--json")
    assert worse.code == 1
    assert json.loads(worse.out)["verdicts"][0]["word"] == "worse"  # the result is there all the same
    assert "0.5 allowed" in " ".join(worse.err.split())
    assert cli("compare", *options, good, good.parent / "none.en").code == 2


def test_runs_are_compared_by_the_verb(cli: Cli, make_run: Callable[..., Path]) -> None:
    result = cli("compare", make_run("a"), make_run("b", str.lower), "--samples", "50")
    assert result.code == 0
    assert result.out.startswith("# a against b")
    assert "No evidence that b and a differ: translation.bleu (-" in result.out
    assert "5 items are too few: the smallest possible p is 0.062" in result.out  # 2 / 2^5


def test_files_for_papers_and_spreadsheets(cli: Cli, files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    reference, good, bad = files
    out = ("--tsv", tmp_path / "a" / "x.tsv", "--latex", tmp_path / "x.tex", "--markdown", tmp_path / "x.md")
    result = cli("compare", "--reference", reference, bad, good, "--samples", "50", *out)
    assert result.code == 0
    assert (tmp_path / "a" / "x.tsv").read_text("utf-8").count("\n") == 9  # 4 metrics of 2 systems
    assert "tabular" in (tmp_path / "x.tex").read_text("utf-8")
    assert "## Signatures" in (tmp_path / "x.md").read_text("utf-8")
    assert "## Signatures" not in result.out
    assert "## Signatures" in cli("compare", "--reference", reference, bad, good, "--samples", "50", "--details").out


def test_escaped_outputs_are_part_of_the_verdict(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    bad.write_text(good.read_text("utf-8").replace("of the", "of &quot;the&quot;"), "utf-8")
    options = ("compare", "--reference", reference, good, bad, "--samples", "50", "--json")
    said = json.loads(cli(*options).out)["verdicts"][0]["sentence"]
    assert "30 of 30 outputs of bad are HTML-escaped (&quot;), which costs it points" in said
    assert "--unescape" in said
    assert "escaped" not in json.loads(cli(*options, "--unescape").out)["verdicts"][0]["sentence"]
