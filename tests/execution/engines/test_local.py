"""The local engine runs one function over the shards; a stage that loses an article without a word is stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core import cancellation
from pipeline.core.config import load_config
from pipeline.core.errors import PipelineError
from pipeline.core.records import Article, CleanArticle, Rejected
from pipeline.core.run_folder import ShardLock, Store
from pipeline.execution.engines import local
from pipeline.execution.engines._groups import Groups
from pipeline.execution.shard_work import Task, check_nothing_vanished, run_task, run_together
from pipeline.stages.base import Inputs, Output, Stage, Tick, Worker


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


def execute(tasks: Sequence[Task], store: Store, tick: Tick) -> Iterator[ShardLock]:
    with local.opened(store, load_config("tiny")) as made:
        yield from made(tasks, tick)


def test_one_process_yields_each_lock_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path, 3)
    ticks: list[int] = []
    stage = Stage("clean", ("ingest",), CleanArticle, lambda config: worker)
    monkeypatch.setattr(local, "stage_named", lambda name: stage)
    tasks = [Task("clean", shard, {"stage": "clean", "n": str(shard)}) for shard in (0, 2)]
    locks = []
    for lock in execute(tasks, store, ticks.append):
        assert store.has_lock("clean", lock.shard)
        locks.append(lock)
    assert [lock.shard for lock in locks] == [0, 2]
    assert not store.has_lock("clean", 1)
    assert ticks == [2, 2]
    assert (locks[0].counts.rows_in, locks[0].counts.rows_out, locks[0].counts.rejected) == (2, 1, 1)


def test_nothing_to_do_loads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(name: str) -> Stage:
        raise AssertionError

    monkeypatch.setattr(local, "stage_named", never)
    assert list(execute([], Store(tmp_path), lambda n: None)) == []


def test_a_lost_article_is_an_error_and_no_shard_is_written(tmp_path: Path) -> None:
    store = filled(tmp_path, 1)
    lossy: Worker = lambda inputs, tick: Output([clean(inputs["ingest"][0])])  # noqa: E731
    with pytest.raises(PipelineError, match=r"clean lost 1 article of shard 0, the first is 0-1\.txt"):
        run_task(Task("clean", 0, {"stage": "clean"}), store, lossy, lambda n: None)
    assert not store.has_lock("clean", 0)


def test_rejected_is_not_lost() -> None:
    articles = [Article("a", "a.txt", "x"), Article("b", "b.txt", "y")]
    refused = [Rejected("b.txt", "clean", "why")]
    check_nothing_vanished(Task("clean", 0, {}), articles, [clean(articles[0])], refused)


def two_at_once(monkeypatch: pytest.MonkeyPatch, work: Worker) -> None:
    stage = Stage("clean", ("ingest",), CleanArticle, lambda config: work)
    monkeypatch.setattr(local, "stage_named", lambda name: replace(stage, side_by_side=2))


def test_two_shards_are_under_way_at_once_and_come_out_as_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = threading.Barrier(2, timeout=30)  # broken, and the run with it, if only one shard is ever under way

    def meets(inputs: Inputs, tick: Tick) -> Output:
        meeting.wait()
        return worker(inputs, tick)

    together, alone = filled(tmp_path / "together", 6), filled(tmp_path / "alone", 6)
    tasks = [Task("clean", shard, {"n": str(shard)}) for shard in range(6)]
    two_at_once(monkeypatch, meets)
    ticks: list[int] = []
    locks = list(execute(tasks, together, ticks.append))
    for task in tasks:
        run_task(task, alone, worker, lambda n: None)
    assert sorted(lock.shard for lock in locks) == list(range(6))
    assert ticks == [2] * 6
    for shard in range(6):
        one, other = (store.shard_path("clean", shard).read_bytes() for store in (together, alone))
        assert one == other


def keeps_every_other(inputs: Inputs, tick: Tick) -> Output:
    """One article of two goes on, the other is refused; which one depends on nothing but the article."""
    articles = inputs["ingest"]
    made = [clean(a) for a in articles if a.id.endswith("-0")]
    return Output(made, [Rejected(a.input, "clean", "why") for a in articles if a.id.endswith("-1")])


def test_shards_made_together_come_out_as_one_by_one(tmp_path: Path) -> None:
    together, alone = filled(tmp_path / "together", 4), filled(tmp_path / "alone", 4)
    tasks = [Task("clean", shard, {"n": str(shard)}) for shard in range(4)]
    locks = run_together(tasks, together, keeps_every_other, lambda n: None)
    for task in tasks:
        run_task(task, alone, keeps_every_other, lambda n: None)
    assert [lock.shard for lock in locks] == [0, 1, 2, 3]
    for task in tasks:
        one, other = (store.shard_path("clean", task.shard).read_bytes() for store in (together, alone))
        assert one == other
        kept, single = (store.read_lock("clean", task.shard) for store in (together, alone))
        assert (kept.counts, kept.rejected, kept.parts) == (single.counts, single.rejected, single.parts)
        assert kept.rejected == (Rejected(f"{task.shard}-1.txt", "clean", "why"),)


def test_a_rejection_goes_to_the_shard_whose_article_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for shard in range(2):  # two articles of one input, as a file that was given twice
        store.write_shard("ingest", shard, Article, [Article(f"{shard}", "a.txt", "Isi.")], {}, rows_in=1)
    tasks = [Task("clean", shard, {"n": str(shard)}) for shard in range(2)]

    def second(inputs: Inputs, tick: Tick) -> Output:
        return Output([clean(inputs["ingest"][0])], [Rejected("a.txt", "clean", "why")])

    locks = run_together(tasks, store, second, lambda n: None)
    assert [len(lock.rejected) for lock in locks] == [0, 1]


def test_an_article_that_is_lost_among_several_shards_is_an_error(tmp_path: Path) -> None:
    store = filled(tmp_path, 2)
    lossy: Worker = lambda inputs, tick: Output([clean(a) for a in inputs["ingest"][:3]])  # noqa: E731
    tasks = [Task("clean", shard, {}) for shard in range(2)]
    with pytest.raises(PipelineError, match=r"clean lost 1 article of shard 1, the first is 1-1\.txt"):
        run_together(tasks, store, lossy, lambda n: None)
    assert not any(store.has_lock("clean", shard) for shard in range(2))


@pytest.mark.parametrize(("seconds", "sizes"), [(1.0, [2, 4, 8, 6]), (10.0, [2, 3, 3, 3]), (99.0, [2, 1, 1, 1])])
def test_groups_grow_as_fast_as_the_machine_allows(seconds: float, sizes: list[int]) -> None:
    groups = Groups([Task("clean", shard, {}) for shard in range(20)], 8)
    taken = []
    while group := groups.take():
        groups.took(len(group), seconds * len(group))
        taken.append(len(group))
    assert taken[:4] == sizes
    assert sum(taken) == 20


def test_groups_shrink_towards_the_end_where_several_take_them() -> None:
    groups = Groups([Task("clean", shard, {}) for shard in range(40)], 8, takers=3)
    taken = []
    while group := groups.take():
        groups.took(len(group), 0.1)
        taken.append(len(group))
    assert taken[:3] == [2, 4, 6]
    assert taken[-4:] == [1, 1, 1, 1]
    assert sum(taken) == 40


def test_an_error_in_one_shard_stops_the_other_between_two_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()
    busy = threading.Event()

    def breaks(inputs: Inputs, tick: Tick) -> Output:
        if inputs["ingest"][0].id.startswith("0-"):
            busy.wait(30)
            raise PipelineError("broken")
        busy.set()
        try:
            while True:
                cancellation.check()
                time.sleep(0.001)
        except cancellation.Halted:
            stopped.set()
            raise

    store = filled(tmp_path, 4)
    two_at_once(monkeypatch, breaks)
    tasks = [Task("clean", shard, {"n": str(shard)}) for shard in range(4)]
    with pytest.raises(PipelineError, match="broken"):
        list(execute(tasks, store, lambda n: None))
    assert stopped.is_set()
    assert not any(store.has_lock("clean", shard) for shard in range(4))
    cancellation.check()  # and whatever runs next is not told to stop
