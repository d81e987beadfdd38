"""Comparing plain text files: conclusions, refusals, the gate, and what is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.cli.compare import compare as compare_verb
from pipeline.comparison.compare import compare
from pipeline.comparison.texts import load_texts, names_of
from pipeline.core.errors import GateError, UserError
from pipeline.core.text_lines import read_lines

MT = Path(__file__).resolve().parents[3] / "shared" / "data" / "mt"
WORDS = ["the", "a", "cat", "dog", "sat", "on", "mat", "ran", "home", "quickly"]


def write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """A reference, and systems that get 10%, 30% and again 30% of the words wrong."""
    rng = np.random.default_rng(3)
    reference = [" ".join(rng.choice(WORDS, 10)) for _ in range(120)]
    made = {"ref": write(tmp_path / "ref.en", reference)}
    for name, rate in (("good", 0.1), ("bad", 0.3), ("other", 0.3)):
        noisy = [" ".join("xyz" if rng.random() < rate else w for w in line.split()) for line in reference]
        made[name] = write(tmp_path / f"{name}.en", noisy)
    return made


def run(files: dict[str, Path], *names: str, **options: Any) -> Any:
    return compare([files[n] for n in names], [files["ref"]], metric=["chrf", "bleu", "ter"], **options)


def test_a_better_system_is_found_better(files: dict[str, Path]) -> None:
    result = run(files, "bad", "good", samples=300)
    assert {d.finding for d in result.differences} == {"better"}
    assert [v.word for v in result.verdicts] == ["better"]
    assert result.verdicts[0].sentence.startswith("good is better than bad on chrf (+")
    chrf, _, ter = result.differences
    assert chrf.delta > 0 > ter.delta  # lower TER is better
    assert chrf.low < chrf.delta < chrf.high
    assert chrf.wins > chrf.losses
    assert ter.wins > ter.losses
    assert chrf.wins + chrf.losses + chrf.ties == 120
    assert chrf.effect > 0.5
    assert chrf.agreement is not None
    assert ter.agreement is None


def test_no_evidence_is_called_no_evidence(files: dict[str, Path]) -> None:
    result = run(files, "bad", "other", samples=300)
    assert {d.finding for d in result.differences} == {"no evidence"}
    assert result.verdicts[0].word == "no evidence"
    assert result.verdicts[0].sentence.startswith("No evidence that other and bad differ")


def test_many_systems_are_corrected_for(files: dict[str, Path]) -> None:
    result = run(files, "good", "bad", "other", samples=300)
    assert len(result.differences) == 9
    assert all(d.p_holm >= d.p_randomization for d in result.differences)
    assert [v.word for v in result.verdicts] == ["worse", "worse"]
    assert result.apart[0].metric == "chrf"
    gaps = [abs(a.values["good"] - list(a.values.values())[1]) for a in result.apart]
    assert len(gaps) == 10
    assert gaps == sorted(gaps, reverse=True)


def test_the_same_seed_gives_the_same_result(files: dict[str, Path]) -> None:
    assert run(files, "bad", "good", samples=100) == run(files, "bad", "good", samples=100)
    assert run(files, "bad", "good", samples=100, seed=2) != run(files, "bad", "good", samples=100)


def test_json_html_and_markdown(files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, text = tmp_path / "out" / "c.html", tmp_path / "c.md"
    escaped = write(tmp_path / "escaped.en", ["<b>&quot;</b>", *read_lines(files["bad"])[1:]])
    compare_verb([files["good"], escaped], reference=[files["ref"]], metric=["chrf", "bleu"], samples=50, as_json=True,
                html=page, markdown=text)  # fmt: skip
    result = json.loads(capsys.readouterr().out)
    assert result["systems"] == ["good", "escaped"]
    assert {"metric", "delta", "low", "high", "p_holm", "agreement", "finding"} <= set(result["differences"][0])
    assert result["scores"][0]["signature"].endswith("|bs:50|rs:1234|unit:line")
    assert "1 of 120 outputs are HTML-escaped (&quot;)" in result["notes"][0]
    html = page.read_text("utf-8")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "http" not in html.replace("https://", "http").split("</style>")[1]
    assert text.read_text("utf-8").startswith("# good against escaped")


def test_undefined_numbers_are_null_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [write(tmp_path / f"{n}.en", ["He went home.", "She stayed."]) for n in "abr"]
    source = write(tmp_path / "s.id", ["Dia pulang.", "Dia tinggal."])
    compare_verb(paths[:2], reference=[paths[2]], source=source, metric=["numbers-recall"], samples=20, as_json=True)
    result = json.loads(capsys.readouterr().out)
    assert result["scores"][0]["value"] is None
    assert result["differences"][0]["finding"] == "no evidence"


def test_the_gate(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    def gate(*names: str, rule: str) -> None:
        given = [files[n] for n in names]
        compare_verb(given, reference=[files["ref"]], metric=["chrf", "ter"], samples=50, fail_if_worse=[rule])

    gate("bad", "good", rule="chrf:0.5")
    assert "holds: good against bad: chrf +" in capsys.readouterr().err
    with pytest.raises(GateError, match=r"bad against good: chrf -\d+\.\d+ .*0\.5 points allowed") as refused:
        gate("good", "bad", rule="chrf:0.5")
    assert refused.value.exit_code == 1
    assert capsys.readouterr().out.startswith("# good against bad")  # printed before it failed
    gate("good", "bad", rule="chrf:90")
    with pytest.raises(GateError):
        gate("good", "bad", rule="ter:0.5")
    with pytest.raises(UserError, match="'bleu' was not judged"):
        gate("good", "bad", rule="bleu:1")
    for rule in ("chrf", "chrf:", ":1", "chrf:x", "chrf:-1", "chrf:nan"):
        with pytest.raises(UserError, match="expected METRIC:POINTS"):
            gate("good", "bad", rule=rule)


def test_what_cannot_be_compared_is_refused(files: dict[str, Path], tmp_path: Path) -> None:
    short = write(tmp_path / "short.en", ["one line"])
    empty = tmp_path / "empty.en"
    empty.write_bytes(b"")
    binary = tmp_path / "binary.en"
    binary.write_bytes(b"caf\xe9\n")
    with pytest.raises(UserError, match=r"good\.en: 120; .*short\.en: 1; .*ref\.en: 120"):
        compare([files["good"], short], [files["ref"]])
    with pytest.raises(UserError, match="empty"):
        compare([files["good"], empty], [files["ref"]])
    with pytest.raises(UserError, match="not UTF-8"):
        compare([files["good"], binary], [files["ref"]])
    with pytest.raises(UserError, match="does not exist"):
        compare([files["good"], tmp_path / "none.en"], [files["ref"]])
    with pytest.raises(UserError, match="is a folder"):
        compare([files["good"], tmp_path], [files["ref"]])
    with pytest.raises(UserError, match="twice"):
        compare([files["good"], files["good"]], [files["ref"]])
    with pytest.raises(UserError, match="two systems or more"):
        compare([files["good"]], [files["ref"]])
    with pytest.raises(UserError, match="no --reference was given"):
        compare([files["good"], files["bad"]])
    with pytest.raises(UserError, match="needs sources"):
        compare([files["good"], files["bad"]], [files["ref"]], metric=["numbers-recall"])
    with pytest.raises(UserError, match="did you mean"):
        compare([files["good"], files["bad"]], [files["ref"]], metric=["chrff"])
    with pytest.raises(UserError, match="no 'brief' here"):
        compare([files["good"], files["bad"]], [files["ref"]], metric=["brief.chrf"])
    holes = write(tmp_path / "holes.en", ["a", "", "c"])
    three = [write(tmp_path / f"{n}3.en", ["a", "b", "c"]) for n in "xy"]
    with pytest.raises(UserError, match=r"holes.en, line 2: an empty reference"):
        compare(three, [holes])


def test_empty_outputs_are_counted(files: dict[str, Path], tmp_path: Path) -> None:
    lines = list(read_lines(files["good"]))
    lines[3] = lines[7] = ""
    result = compare([files["good"], write(tmp_path / "holes.en", lines)], [files["ref"]], metric=["chrf"], samples=100)
    assert result.notes == ("holes: 2 of 120 outputs are empty (the first: 4, 8), scored as such.",)


def test_several_references(files: dict[str, Path]) -> None:
    result = compare([files["good"], files["bad"]], [files["ref"], files["good"]], metric=["bleu"], samples=20)
    assert result.scores[0].value == pytest.approx(100)
    assert result.scores[0].signature.startswith("nrefs:2|")


def test_names_tell_paths_apart(tmp_path: Path) -> None:
    assert names_of([tmp_path / "a.en", tmp_path / "b.en"]) == ("a", "b")
    assert names_of([tmp_path / "x" / "out.en", tmp_path / "y" / "out.en"]) == ("x/out", "y/out")


def test_only_a_newline_ends_a_line(tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_bytes("\ufeffa\u2028b\r\nc\x0bd\n".encode())
    assert read_lines(path) == ("a\u2028b", "c\x0bd")


@pytest.mark.skipif(not MT.is_dir(), reason="FLORES and the systems' outputs are not on this machine")
def test_the_documented_conclusions_are_reached() -> None:
    """BLEU and chrF disagree about these two, and the test says which difference is real."""
    systems = [MT / "systems" / f"{name}.en" for name in ("nllb", "bergamot-tiny")]
    result = compare(systems, [MT / "flores-devtest.en"], metric=["bleu", "chrf"])
    bleu, chrf = result.differences
    assert bleu.finding == "no evidence"
    assert bleu.p_randomization == pytest.approx(0.91, abs=0.05)  # sacrebleu, 10,000 trials: 0.91
    assert chrf.finding == "better"
    assert chrf.p_randomization < 0.002


@pytest.mark.skipif(not MT.is_dir(), reason="FLORES and the systems' outputs are not on this machine")
def test_escaped_outputs_are_named_and_cost_points() -> None:
    systems = [MT / "systems" / f"{name}.en" for name in ("google", "microsoft")]
    stored = compare(systems, [MT / "flores-devtest.en"], metric=["bleu"], samples=20, unescape=False)
    undone = compare(systems, [MT / "flores-devtest.en"], metric=["bleu"], samples=20)
    assert "google: 195 of 1,012 outputs are HTML-escaped" in stored.notes[0]
    assert stored.scores[0].value == pytest.approx(48.0, abs=0.1)
    assert undone.scores[0].value == pytest.approx(49.7, abs=0.1)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["wmt.opus", "wmt.argos"], ("opus", "argos")),
        (["set.opus.en", "set.argos.en"], ("set.opus", "set.argos")),
        (["news.sys1.id-en", "news.sys1.en-id"], ("id-en", "en-id")),
        (["a.en", "a.de", "b.en"], ("a.en", "a.de", "b.en")),
        (["out", "out.en"], ("out", "out.en")),
        (["one/out.en", "two/out.en"], ("one/out", "two/out")),
        (["one/out.en", "one/out.de", "two/out.en"], ("one/out.en", "one/out.de", "two/out.en")),
        (["opus.en", "argos.en"], ("opus", "argos")),
    ],
)
def test_names_of_systems(tmp_path: Path, paths: list[str], names: tuple[str, ...]) -> None:
    assert names_of([tmp_path / path for path in paths]) == names


def test_the_same_file_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"out.en is given twice"):
        names_of([tmp_path / "out.en", tmp_path / "x" / ".." / "out.en"])


def test_an_empty_reference_is_named_by_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "ref.en").write_text("one\n\nthree\n", "utf-8")
    (tmp_path / "sys.en").write_text("one\ntwo\nthree\n", "utf-8")
    with pytest.raises(UserError, match=r"ref.en, line 2: an empty reference"):
        load_texts([tmp_path / "sys.en"], [tmp_path / "ref.en"])


def test_a_system_that_names_almost_nobody_is_not_found_worse_by_two_items(tmp_path: Path) -> None:
    """Of the names that it writes two of four are wrong: next to no item can be compared."""
    source = [f"Presiden Joko Widodo bertemu warga ke-{n}." for n in range(200)]
    full = [f"President Joko Widodo met resident number {n}." for n in range(200)]
    silent = [f"the president met resident number {n}." for n in range(200)]
    silent[:4] = [*full[:2], "President Prabowo Subianto met people.", "President Prabowo Subianto met them."]
    files = {name: write(tmp_path / f"{name}.txt", lines) for name, lines in (("full", full), ("silent", silent))}
    result = compare(
        list(files.values()), [files["full"]], write(tmp_path / "s.id", source), ["names-precision"], samples=300
    )
    [found] = result.differences
    assert found.wins + found.losses < 6
    assert found.p_holm < 0.05
    assert found.finding == "no evidence"
    assert "evidence needs 6" in result.verdicts[0].sentence


def test_scores_of_a_file_do_not_borrow_what_is_known_of_a_metric(files: dict[str, Path], tmp_path: Path) -> None:
    rows = [
        json.dumps({"metric": "comet", "system": s, "id": str(n + 1), "value": v + n / 1000})
        for s, v in (("good", 5.0), ("bad", 1.0))
        for n in range(120)
    ]
    scores = write(tmp_path / "scores.jsonl", rows)
    result = compare([files["bad"], files["good"]], [files["ref"]], metric=["chrf"], samples=100, scores=scores)
    known = {d.metric: d.agreement is not None for d in result.differences}
    assert known == {"chrf": True, "comet": False}


def test_an_empty_source_line_is_named_by_its_file_and_line(files: dict[str, Path], tmp_path: Path) -> None:
    systems, count = [files["good"], files["bad"]], len(files["ref"].read_text("utf-8").splitlines())
    (tmp_path / "src.id").write_text("Satu.\n \n" + "Tiga.\n" * (count - 2), "utf-8")
    with pytest.raises(UserError, match=r"src\.id, line 2: an empty source"):
        load_texts(systems, [files["ref"]], tmp_path / "src.id")


def test_what_is_missing_or_of_another_kind_is_told_with_what_to_type(files: dict[str, Path], tmp_path: Path) -> None:
    run, good, ref, nope = tmp_path / "run", files["good"], files["ref"], tmp_path / "nope.en"
    run.mkdir()
    cases: list[tuple[list[Path], list[Path], str, str]] = [
        ([good, files["bad"]], [nope], f"--reference {nope} does not exist", "line n of which belongs to line n"),
        ([good, nope], [ref], f"{nope} does not exist", "--reference ref.en A.en B.en"),
        ([run, good], [], "is a folder and .* a file: a run is not compared with a text file", "RUN_A RUN_B"),
        ([run, good], [ref], "is a folder and .* a file: a run is not compared with a text file", "A.en B.en"),
        ([run, tmp_path], [ref], "is a folder, and --reference goes with text files", "RUN_A RUN_B"),
        ([good, files["bad"]], [], "is a file, and no --reference was given", "--reference ref.en A.en B.en"),
        ([good, files["bad"]], [run], f"--reference {run} is a folder, not a text file", "--reference ref.en"),
    ]
    for systems, references, said, typed in cases:
        with pytest.raises(UserError, match=said) as error:
            compare(systems, references)
        assert typed in error.value.hint


def test_a_byte_copy_is_called_one(tmp_path: Path) -> None:
    first, copy, reference = (write(tmp_path / f"{n}.en", ["He went home.", "She stayed."]) for n in ("A", "B", "ref"))
    notes = compare([first, copy], reference=[reference], metric=["chrf"], samples=20).notes
    assert "A and B are identical: every line is the same, so that nothing can differ." in notes


def test_an_interval_without_width_is_no_certainty(tmp_path: Path) -> None:
    lines = [f"He has {n} goats." for n in range(40)]
    first, reference, source = (write(tmp_path / f"{n}.en", lines) for n in ("A", "ref", "src"))
    other = write(tmp_path / "B.en", [line.replace("goats", "big goats") for line in lines])
    notes = compare([first, other], reference=[reference], source=source, samples=20).notes
    (said,) = [note for note in notes if "the interval has no width" in note]
    assert "All 40 items have one value" in said
    assert "up to about 7.2% of such items" in said
