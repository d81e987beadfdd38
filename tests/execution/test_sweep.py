"""A sweep: the same work is done once, other work is never taken over, and the end is a leaderboard."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from pipeline.comparison import leaderboard, suites
from pipeline.core.config import Config, SummarizeTable, TranslateTable, load_config
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.files import write_json
from pipeline.core.records import Article, CleanArticle, TranslatedArticle
from pipeline.core.run_folder import Store
from pipeline.execution import planner, sweep
from pipeline.execution.request import RunRequest, prepare
from pipeline.execution.stage_table import STAGES

TODAY = dt.date(2025, 1, 2)
TRANSLATE = next(stage for stage in STAGES if stage.name == "translate")


@pytest.fixture(scope="module")
def presets(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Three presets: one, another summarizer, another translation."""
    folder = tmp_path_factory.mktemp("presets")
    texts = {
        "base": 'extends = "tiny"\n',
        "summary": 'extends = "tiny"\n[summarize]\nmodel = "centroid"\n',
        "translation": 'extends = "tiny"\n[translate]\nbeam_size = 2\n',
    }
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return [str(folder / f"{name}.toml") for name in texts]


@pytest.fixture(scope="module")
def swept(presets: list[str], tmp_path_factory: pytest.TempPathFactory) -> list[sweep.Entry]:
    """All three, run once for the tests that only look."""
    return sweep.sweep(presets, "starter", tmp_path_factory.mktemp("swept") / "out")


@pytest.mark.heavy
def test_stages_that_are_the_same_are_shared(swept: list[sweep.Entry], presets: list[str], tmp_path: Path) -> None:
    base, summary, translation = swept
    assert base.shared == ()
    assert summary.shared == ("ingest", "clean", "translate")
    assert translation.shared == ("ingest", "clean")
    assert not any(entry.failure for entry in swept)
    assert (base.folder / "translations.jsonl").read_bytes() == (summary.folder / "translations.jsonl").read_bytes()
    alone = sweep.sweep(presets[1:2], "starter", tmp_path / "alone")[0]
    for name in ("translations.jsonl", "briefs.jsonl", "clean.jsonl"):  # sharing changes nothing
        assert (alone.folder / name).read_bytes() == (summary.folder / name).read_bytes()


def test_a_sweep_continues_and_ends_in_a_leaderboard(swept: list[sweep.Entry], presets: list[str]) -> None:
    out = swept[0].folder.parent
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    texts = sweep.sweep_and_rank(presets, out=out, samples=20)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    found = json.loads(texts["leaderboard.json"])
    assert sorted(row["system"] for row in found["leaderboard"]) == ["base", "summary", "translation"]
    assert found["leaderboard"][0]["scores"]["translation.chrf"]["value"] > 0
    verdict = found["comparison"]["verdicts"][0]
    assert verdict["left"] == "base"
    assert "The same on every item: translation.bleu" in verdict["sentence"]
    assert json.loads((out / "leaderboard.json").read_text("utf-8")) == found
    assert (out / "leaderboard.md").read_text("utf-8").startswith("# Leaderboard")
    assert "<h1>Leaderboard</h1>" in (out / "leaderboard.html").read_text("utf-8")


def test_a_single_run_has_a_leaderboard_too(swept: list[sweep.Entry]) -> None:
    board = leaderboard.make([swept[0].folder], samples=20, seed=1)
    assert board.comparison is None
    assert board.scores["base", "translation.chrf"].n == 12
    assert leaderboard.markdown(board, {"other": "no weights"}).endswith("- other was not run: no weights")


def test_one_failure_does_not_stop_the_others(
    presets: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.execution import runner

    def run(job: object, store: Store) -> None:
        if store.root.name == "summary":
            raise PipelineError("no room", "buy a disk")

    monkeypatch.setattr(runner, "run", run)
    entries = sweep.sweep(presets, "starter", tmp_path / "out")
    assert [e.failure for e in entries] == ["", "no room", ""]
    with pytest.raises(PipelineError, match="no config could be run: no room"):
        sweep.sweep_and_rank(presets[1:2], out=tmp_path / "other")


def test_mistakes_are_found_before_any_work(presets: list[str], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="at least one config"):
        sweep.sweep([], "starter", tmp_path / "out")
    with pytest.raises(UserError, match="two configs are called base"):
        sweep.sweep([presets[0], presets[0]], "starter", tmp_path / "out")
    with pytest.raises(UserError, match="there is no suite"):
        sweep.sweep(presets, "stater", tmp_path / "out")
    with pytest.raises(UserError, match="there is no config"):
        sweep.sweep([*presets, "defualt"], "starter", tmp_path / "out")
    assert not (tmp_path / "out").exists()


CARD = """
name = "{name}"
task = "translate"
architecture = "marian"
summary = "a test"
licence = "Apache-2.0"
source = "a test"
path = "weights"
max_source_tokens = {limit}
"""


@pytest.fixture
def cards(tmp_path: Path) -> tuple[str, str]:
    """Two cards of the same weights that differ in one field."""
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "config.json").write_text("{}", "utf-8")
    (weights / "model.safetensors").write_bytes(b"weights")
    paths = []
    for name, limit in (("one", 512), ("two", 256)):
        path = tmp_path / f"{name}.toml"
        path.write_text(CARD.format(name="same", limit=limit), "utf-8")
        paths.append(str(path))
    return paths[0], paths[1]


def test_cards_that_differ_in_one_field_never_share(cards: tuple[str, str], tmp_path: Path) -> None:
    located = suites.locate(suites.load_suite("starter"))
    stores: list[Store] = []
    for number, card in enumerate(cards):
        out, settings = tmp_path / f"run{number}", (f'translate.model="{card}"', 'summarize.model="lead"')
        job, store = prepare(RunRequest((str(located.files[0]),), "default", str(out), settings), TODAY)
        store.root.mkdir()
        if number == 0:
            _pretend_translated(store, job.config, planner.ingest_index_parts(job.config, job.sources))
            again = sweep.share(job, store, [])
            assert again == ()
        else:
            assert sweep.share(job, store, stores) == ("ingest", "clean")  # and not translate
            assert not (store.root / "shards" / "translate").exists()
            assert sweep.share(job, Store(tmp_path / "third"), stores) == ("ingest", "clean")
        stores.append(store)
    same, _ = prepare(
        RunRequest((str(located.files[0]),), "default", str(tmp_path / "x"), (f'translate.model="{cards[0]}"',)), TODAY
    )
    assert sweep.share(same, Store(tmp_path / "fourth"), stores) == ("ingest", "clean", "translate")


def _pretend_translated(store: Store, config: Config, index: dict[str, str]) -> None:
    """Shards of three stages with the locks that a real run would have written."""
    from pipeline.core.fingerprints import digest

    article = Article("a", "a", "Teks.")
    store.write_shard("ingest", 0, Article, [article], {}, rows_in=1)
    write_json(store.index_path, {"fingerprint": digest(index), "parts": index, "shards": 1, "mistake": ""})
    records = {
        "clean": CleanArticle("a", "a", None, None, None, None, "id", ()),
        "translate": TranslatedArticle("a", "a", None, ()),
    }
    for name, record in records.items():
        stage = next(s for s in STAGES if s.name == name)
        parts = planner.shard_parts(store, stage, stage.parts(config), 0)
        store.write_shard(name, 0, stage.kind, [record], parts, rows_in=1)


@pytest.mark.parametrize(
    "change", [{"beam_size": 1}, {"length_penalty": 0.9}, {"guards": False}, {"max_output_ratio": 2.0}]
)
def test_every_option_of_the_translator_counts(change: dict[str, object]) -> None:
    base = load_config("tiny")
    table = TranslateTable.model_validate({**base.translate.model_dump(), **change})
    assert TRANSLATE.parts(base) != TRANSLATE.parts(base.model_copy(update={"translate": table}))
    other = SummarizeTable.model_validate({**base.summarize.model_dump(), "sentences": 2})
    assert TRANSLATE.parts(base) == TRANSLATE.parts(base.model_copy(update={"summarize": other}))
