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
    assert "0.5 points allowed" in " ".join(worse.err.split())
    assert cli("compare", *options, good, good.parent / "none.en").code == 2


def test_runs_are_compared_by_the_verb(cli: Cli, make_run: Callable[..., Path]) -> None:
    result = cli("compare", make_run("a"), make_run("b", str.lower), "--samples", "50")
    assert result.code == 0
    assert result.out.startswith("# a against b")
    assert "No evidence that b and a differ on translation.chrf (-" in result.out
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


def test_escapes_are_undone_unless_the_files_are_scored_as_they_are(
    cli: Cli, files: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    reference, good, bad = files
    bad.write_text(good.read_text("utf-8").replace("of the", "of &#39;the&#39;"), "utf-8")
    source = tmp_path / "src.id"
    source.write_text("Kalimat ini bercerita tentang banjir di Krui.\n" * 30, "utf-8")
    options = ("compare", "--reference", reference, "--source", source, good, bad, "--samples", "100", "--json")
    undone = json.loads(cli(*options).out)
    assert "bad: 30 of 30 outputs are HTML-escaped (&#39;): undone before scoring" in undone["notes"][0]
    assert "escaped" not in undone["verdicts"][0]["sentence"]
    [found] = [d for d in undone["differences"] if d["metric"] == "numbers-precision"]
    assert found["finding"] == "no evidence"
    tsv, tex = tmp_path / "x.tsv", tmp_path / "x.tex"
    as_is = json.loads(cli(*options, "--as-is", "--tsv", tsv, "--latex", tex).out)
    said = as_is["verdicts"][0]["sentence"]
    assert "30 of 30 outputs of bad are HTML-escaped (&#39;), which costs it points" in said
    assert "without --as-is" in said
    assert any(note.startswith("Facts are not compared: an escape such as &#39;") for note in as_is["notes"])
    for text in (json.dumps(as_is["differences"]), tsv.read_text("utf-8"), tex.read_text("utf-8")):
        assert "chrf" in text
        assert "numbers-precision" not in text
    refused = cli(*options, "--as-is", "--metric", "numbers-precision")
    assert refused.code == 2
    assert "--as-is" in refused.err


def test_what_decides_is_one_metric_and_can_be_named(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    options = ("compare", "--reference", reference, bad, good, "--samples", "100")
    usual = cli(*options).out
    assert "good is better than bad on chrf (+" in usual
    assert "which decides" in usual
    assert "Findings that do not decide: better on bleu (+" in usual
    assert "p is of one pair of systems and not corrected over the 4 metrics" in usual
    named = json.loads(cli(*options, "--decides", "ter", "--json").out)
    assert named["verdicts"][0]["decided_by"] == named["decides"] == named["apart"][0]["metric"] == "ter"
    refused = cli(*options, "--decides", "rouge1")
    assert refused.code == 2
    assert "--metric rouge1" in refused.err


def test_a_metric_that_only_describes_decides_nothing(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    options = ("compare", "--reference", reference, bad, good, "--samples", "100")
    alone = json.loads(cli(*options, "--metric", "length", "--json").out)
    [verdict] = alone["verdicts"]
    assert (verdict["word"], verdict["decided_by"], alone["decides"]) == ("no verdict", "", "")
    assert verdict["sentence"].startswith("No metric that can decide was given: length only describes")
    assert "--metric chrf" in verdict["sentence"]
    assert "**No verdict.**" in cli(*options, "--metric", "length").out
    beside = json.loads(cli(*options, "--metric", "length", "--metric", "chrf", "--json").out)
    assert (beside["verdicts"][0]["word"], beside["decides"]) == ("better", "chrf")
    for more, hint in (
        (("--decides", "length"), "name one that can decide: bleu, chrf"),
        (("--decides", "text.Length", "--metric", "ter"), "name one that can decide: ter"),
        (("--decides", "length", "--metric", "length"), "add one that can decide: --metric chrf"),
        (("--fail-if-worse", "length:1", "--metric", "length"), "add one that can decide: --metric chrf"),
    ):
        refused = cli(*options, *more)
        assert refused.code == 2
        said = " ".join(refused.err.split())
        assert "only describes" in said
        assert hint in said


def test_a_metric_named_twice_is_told_once(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    options = ("--metric", "chrf", "--metric", "CHRF", "--samples", "100", "--json")
    found = json.loads(cli("compare", "--reference", reference, bad, good, *options).out)
    assert [d["metric"] for d in found["differences"]] == ["chrf"]
    assert "Findings that do not decide" not in found["verdicts"][0]["sentence"]


def test_a_verdict_on_any_pair(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    worst = good.with_name("worst.en")
    worst.write_text("Nothing at all.\n" * 30, "utf-8")
    options = ("compare", "--reference", reference, "--metric", "chrf", good, bad, worst, "--samples", "100", "--json")
    found = json.loads(cli(*options, "--pair", "worst,bad").out)
    assert [(v["left"], v["right"], v["word"]) for v in found["verdicts"]] == [
        ("good", "bad", "worse"),
        ("good", "worst", "worse"),
        ("worst", "bad", "better"),
    ]
    assert found["verdicts"][2]["sentence"].startswith("bad is better than worst on chrf (+")
    assert set(found["apart"][0]["outputs"]) == {"worst", "bad"}
    for pair, why in (("worst", "comma"), ("worst,none", "'none'"), ("bad,bad", "of two systems")):
        refused = cli(*options, "--pair", pair)
        assert refused.code == 2
        assert why in refused.err


def test_a_metric_without_its_source_names_the_option(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    for metric in ("numbers-recall", "comet"):
        refused = cli("compare", "--reference", reference, good, bad, "--metric", metric)
        assert refused.code == 2
        assert "needs sources" in refused.err
        assert "--source FILE" in refused.err
        assert "references" not in refused.err  # those are there


def test_a_source_that_is_not_indonesian_is_warned_of(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    options = ("compare", "--reference", reference, good, bad, "--metric", "chrf", "--samples", "100", "--json")
    notes = json.loads(cli(*options, "--source", reference).out)["notes"]
    assert any("ref.en does not look Indonesian" in note for note in notes)
    source = good.with_name("src.id")
    source.write_text("Harga beras di pasar naik karena musim kemarau yang panjang.\n" * 30, "utf-8")
    assert not any("Indonesian" in note for note in json.loads(cli(*options, "--source", source).out)["notes"])


def test_a_wrong_name_of_the_reference_option_suggests_it(cli: Cli, files: tuple[Path, Path, Path]) -> None:
    reference, good, bad = files
    for given in ("--refs", "--ref"):
        refused = cli("compare", given, reference, good, bad)
        assert refused.code == 2
        assert "--reference" in refused.err


def test_p_is_called_corrected_only_where_it_is(cli: Cli, files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    reference, good, bad = files
    other = tmp_path / "other.en"
    other.write_text(bad.read_text("utf-8").replace("Krui", "Liwa"), "utf-8")
    options = ("--reference", reference, "--metric", "chrf", "--samples", "50", "--details")
    two, three = cli("compare", *options, good, bad).out, cli("compare", *options, good, bad, other).out
    assert "| 95% | p | p bootstrap |" in two
    assert "| 95% | p (Holm) | p bootstrap |" in three
    assert "(Holm)" not in two
