"""The local engine runs one function over the shards; a stage that loses an article without a word is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import flow
from pipeline.config import load_config
from pipeline.engines import local
from pipeline.errors import PipelineError
from pipeline.flow import Inputs, Output, Tick, Worker
from pipeline.records import Article, CleanArticle, Rejected
from pipeline.store import Store
from pipeline.work import Task, check_nothing_vanished, run_task


def clean(article: Article) -> CleanArticle:
    return CleanArticle(article.id, article.input, None, None, None, None, "id", ())


def filled(root: Path, shards: int) -> Store:
    store = Store(root)
    for shard in range(shards):
        articles = [Article(f"{shard}-{n}", f"{shard}-{n}.txt", "Isi.") for n in range(2)]
        store.write_shard("ingest", shard, Article, articles, {"stage": "ingest"}, rows_in=2)
    return store


def worker(inputs: Inputs, tick: Tick) -> Output:
    first, second = inputs["ingest"]
    tick(2)
    return Output([clean(first)], [Rejected(second.input, "clean", "why")])


def test_one_process_yields_each_lock_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path, 3)
    ticks: list[int] = []
    stage = flow.Stage("clean", CleanArticle, ("ingest",), (), (), lambda config: worker)
    monkeypatch.setattr(local, "stage_named", lambda name: stage)
    tasks = [Task("clean", shard, {"stage": "clean", "n": str(shard)}) for shard in (0, 2)]
    locks = []
    for lock in local.execute(tasks, store, load_config("tiny"), ticks.append):
        assert store.has_lock("clean", lock.shard)
        locks.append(lock)
    assert [lock.shard for lock in locks] == [0, 2]
    assert not store.has_lock("clean", 1)
    assert ticks == [2, 2]
    assert (locks[0].counts.rows_in, locks[0].counts.rows_out, locks[0].counts.rejected) == (2, 1, 1)


def test_nothing_to_do_loads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(name: str) -> flow.Stage:
        raise AssertionError

    monkeypatch.setattr(local, "stage_named", never)
    assert list(local.execute([], Store(tmp_path), load_config("tiny"), lambda n: None)) == []


def test_a_lost_article_is_an_error_and_no_shard_is_written(tmp_path: Path) -> None:
    store = filled(tmp_path, 1)
    lossy: Worker = lambda inputs, tick: Output([clean(inputs["ingest"][0])])  # noqa: E731
    with pytest.raises(PipelineError, match=r"clean lost 1 articles of shard 0, the first is 0-1\.txt"):
        run_task(Task("clean", 0, {"stage": "clean"}), store, lossy, lambda n: None)
    assert not store.has_lock("clean", 0)


def test_rejected_is_not_lost() -> None:
    articles = [Article("a", "a.txt", "x"), Article("b", "b.txt", "y")]
    refused = [Rejected("b.txt", "clean", "why")]
    check_nothing_vanished(Task("clean", 0, {}), articles, [clean(articles[0])], refused)
