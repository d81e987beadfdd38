"""The Python API, with the engine without weights: what it returns, what it raises, and that importing it is quick."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import pipeline
from pipeline import _ringkas, api
from pipeline.core.errors import UserError

Articles = Callable[[int], Path]
ROOT = Path(__file__).resolve().parents[1]


def test_one_text_gives_one_translation_and_several_give_a_list() -> None:
    one = pipeline.translate("Warga pulang. Hujan turun sejak pagi.", config="tiny")
    assert [sentence.source for sentence in one.sentences] == ["Warga pulang.", "Hujan turun sejak pagi."]
    assert one.text == " ".join(sentence.text for sentence in one.sentences)
    two = pipeline.translate(["Warga pulang.", "Baca juga: banjir"], config="tiny", beam_size=2)
    assert len(two) == 2
    assert two[1].sentences  # nothing is cleaned out of it
    assert pipeline.translate([], config="tiny") == []


def test_english_is_summarized_and_cited() -> None:
    text = "The flood hit Semarang. Nobody died. Officials brought food. They went home at night."
    found = pipeline.summarize(text, config="tiny", sentences=2)
    assert found.text == "The flood hit Semarang. Nobody died."
    assert [s.citations[0].sentence for s in found.sentences] == [0, 1]
    assert [b.text for b in pipeline.summarize([text, text], config="tiny", sentences=2)] == [found.text] * 2


def test_a_brief_of_a_file_is_that_of_a_run(articles: Articles, tmp_path: Path) -> None:
    folder = articles(2)
    run = pipeline.run(folder, out=tmp_path / "out", config="tiny", summarize={"sentences": 2})
    assert run.folder == tmp_path / "out"
    assert [len(b.sentences) for b in run.briefs()] == [2, 2]
    file = folder / "000.txt"
    for given in (file, str(file), file.read_text("utf-8")):
        assert pipeline.brief(given, config="tiny", summarize={"sentences": 2}).text == run.briefs()[0].text


def test_a_run_is_read_back(articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(2), tmp_path / "out"
    (folder / "empty.txt").touch()
    run = pipeline.run([folder], out=out, config="tiny", until="translate", ingest={"columns": {"text": "body"}})
    assert [t.input for t in run.translations()] == ["000.txt", "001.txt"]
    assert run.briefs() == []
    assert [r.input for r in run.rejected()] == ["empty.txt"]
    again = pipeline.run(out=out)
    assert len(again.briefs()) == 2
    assert again.scores() == []
    assert pipeline.Run(out).briefs() == again.briefs()


def test_scores_and_comparisons(tmp_path: Path) -> None:
    found = pipeline.score(["The dog bites."], ["The dog bites."])
    assert (found.metric, found.value) == ("chrf", 100)
    several = pipeline.score(["The dog bites.", "It rains."], [["A dog."], ["Rain.", "It rains."]], metric="bleu")
    assert several.n == 2
    assert pipeline.score("Three dogs.", metric="numbers-recall", sources="Tiga anjing.").value == 100
    texts = {"ref": "The dog bites the cat.", "good": "The dog bites the cat.", "bad": "Dogs like cheese."}
    for name, text in texts.items():
        (tmp_path / f"{name}.en").write_text(f"{text}\n" * 20, "utf-8")
    ref, good, bad = (tmp_path / f"{name}.en" for name in texts)
    compared = pipeline.compare(good, bad, reference=ref, metric="chrf", samples=50, pairs=[("bad", "good")])
    verdict = compared.verdicts[0]
    assert [(v.left, v.decided_by) for v in compared.verdicts] == [("good", "chrf"), ("bad", "chrf")]
    assert verdict.word == "worse"


def test_runs_are_compared(articles: Articles, tmp_path: Path) -> None:
    folder = articles(2)
    runs = [pipeline.run(folder, out=tmp_path / name, config="tiny") for name in ("a", "b")]
    assert pipeline.compare(*runs, samples=20).systems == ("a", "b")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: pipeline.translate("Halo.", config="tiny", beam=2), "beam"),
        (lambda: pipeline.translate(["Halo.", "  "], config="tiny"), "text 2 was rejected"),
        (lambda: pipeline.brief("gone.txt", config="tiny"), "rejected by clean"),
        (lambda: pipeline.brief("Harga naik. " * 10_001, config="tiny"), "20,002 words, at most 20,000 allowed"),
        (lambda: pipeline.brief(Path("gone.txt"), config="tiny"), r"gone\.txt does not exist"),
        (lambda: pipeline.brief("", config="tiny"), "the text is empty"),
        (lambda: pipeline.run("gone", config="tiny"), "gone does not exist"),
        (lambda: pipeline.run(config="tny"), "tny"),
        (lambda: pipeline.run(config="tiny", until="translation"), "no stage 'translation'"),
        (lambda: pipeline.run(config="tiny", sumarize={"sentences": 2}), "sumarize"),
        (lambda: pipeline.score(["a"], ["b"], metric="chf"), "unknown metric 'chf'"),
        (lambda: pipeline.compare("a"), "two systems or more"),
    ],
)
def test_mistakes_raise_with_what_to_do(call: Callable[[], object], said: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=said) as caught:
        call()
    assert caught.value.hint
    assert isinstance(caught.value, pipeline.PipelineError)


def test_a_brief_is_of_one_article(articles: Articles) -> None:
    with pytest.raises(UserError, match="holds 2 articles"):
        pipeline.brief(articles(2), config="tiny")


def test_settings_are_values_of_python(tmp_path: Path) -> None:
    """Quotes, other scripts, paths and nested tables arrive as they are."""
    from pipeline.core.config import load_config

    tables = {
        "report": {"title": 'a "b" \\ ü 𝄞'},
        "translate": {"beam_size": None, "guards": False, "glossary": tmp_path},
        "ingest": {"columns": {"text": "isi"}},
        "score": {"metrics": ["ter"]},
    }
    config = load_config("tiny", list(api._settings(tables)))
    assert config.report.title == 'a "b" \\ ü 𝄞'
    assert (config.translate.guards, config.translate.glossary) == (False, str(tmp_path))
    assert config.ingest.columns == {"text": "isi"}
    assert config.score.metrics == ["ter"]


def test_importing_the_package_imports_no_library() -> None:
    code = (
        "import sys, pipeline; pipeline.run; heavy = {'torch', 'numpy', 'pydantic', 'ctranslate2', 'pyarrow', 'typer'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_function_is_exported_and_explained() -> None:
    assert set(api.__all__) == set(pipeline.__all__) == set(_ringkas.__all__) - {"__version__"}
    assert set(pipeline.__all__) <= set(dir(pipeline))
    for name in api.__all__:
        assert getattr(pipeline, name) is getattr(api, name) is getattr(_ringkas, name)
        assert f"pipeline.{name}(" in (inspect.getdoc(getattr(api, name)) or "") or name == "PipelineError", name
    with pytest.raises(AttributeError, match="no attribute 'rum'"):
        _ = pipeline.rum  # type: ignore[attr-defined]


def test_the_library_never_ends_the_process() -> None:
    for path in (ROOT / "pipeline").rglob("*.py"):
        if "cli" not in path.parts and "_data" not in path.parts:
            names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)}
            assert "SystemExit" not in names, path


def test_the_wheel_holds_the_api_under_both_names() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["pipeline"]
    assert wheel["force-include"]["pipeline/_ringkas"] == "ringkas"
    assert (ROOT / "pipeline" / "py.typed").is_file()
    assert {p.name for p in (ROOT / "pipeline" / "_ringkas").glob("*.*")} >= {"__init__.py", "__main__.py", "py.typed"}


def test_a_module_of_the_users_own_is_not_shadowed(tmp_path: Path) -> None:
    """A script beside a ``pipeline.py`` gets that one; what Ringkas says then names the cause."""
    (tmp_path / "pipeline.py").write_text("mine = 1\n", "utf-8")
    (tmp_path / "ringkas").mkdir()
    for file in (ROOT / "pipeline" / "_ringkas").glob("*.py"):
        (tmp_path / "ringkas" / file.name).write_bytes(file.read_bytes())
    script = tmp_path / "script.py"
    script.write_text("import pipeline; print(pipeline.mine)\nimport ringkas\n", "utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.stdout == "1\n"
    assert "another module called `pipeline` comes first" in done.stderr
