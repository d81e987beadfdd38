"""The ray engine leaves what the local one leaves, also when a worker is killed; a dead cluster is one error."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.config import load_config
from pipeline.core.errors import PipelineError, UserError
from pipeline.core.run_folder import Store

ray = pytest.importorskip("ray", reason="ray is not installed (the extra ray)")

Cli = Callable[..., Any]
Articles = Callable[[int], Path]
TINY = ("--config", "tiny", "--set", "run.shard_size=2")
pytestmark = pytest.mark.filterwarnings("ignore")  # of ray's own


def contents(run: Path) -> dict[str, bytes]:
    """What a run leaves behind that depends on its inputs and settings alone."""
    files = [*run.glob("shards/*/*.parquet"), *run.glob("*.jsonl"), run / "briefs.md"]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """One cluster for all tests, of this machine and two processors."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
    yield
    ray.shutdown()


def test_a_run_on_ray_leaves_what_a_local_one_leaves_and_goes_on_there(
    articles: Articles, cli: Cli, tmp_path: Path
) -> None:
    folder = articles(9)
    assert cli("run", folder, *TINY, "--out", tmp_path / "local").code == 0
    done = cli("translate", folder, *TINY, "--out", tmp_path / "ray", "--engine", "ray", "--workers", "2")
    assert done.code == 0, done.err
    done = cli("run", "--out", tmp_path / "ray", "--engine", "local", "--workers", "1")
    assert "translate: up to date" in done.err
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")


def test_a_worker_that_is_killed_is_replaced(articles: Articles, cli: Cli, tmp_path: Path) -> None:
    from pipeline.execution import planner
    from pipeline.execution.engines.ray import Actors, Head
    from pipeline.execution.shard_work import Task
    from pipeline.execution.stage_table import stage_named

    assert cli("clean", articles(12), *TINY, "--out", tmp_path / "run").code == 0
    store = Store(tmp_path / "run")
    store.drop_stage("clean")
    config = load_config("tiny", ["run.workers=2"])
    stage = stage_named("clean")
    shared = stage.parts(config)
    shards = store.shard_count("ingest")
    tasks = [Task("clean", n, planner.shard_parts(store, stage, shared, n)) for n in range(shards)]
    actors = Actors(store, config, Head(ray.get_runtime_context().gcs_address))
    locks = actors.execute(tasks, lambda articles: None)
    made = [next(locks).shard]
    os.kill(ray.get(actors.living[0].pid.remote()), signal.SIGKILL)
    made += [lock.shard for lock in locks]
    actors.close()
    assert sorted(made) == list(range(shards))
    assert store.shard_count("clean") == shards


def test_more_than_the_cluster_has_is_the_users_mistake(tmp_path: Path) -> None:
    from pipeline.execution.engines.ray import Actors, Head

    with pytest.raises(UserError, match=r"2 processors and 0 GPUs"):
        Actors(Store(tmp_path), load_config("tiny", ["run.gpus_per_worker=1.0"]), Head("127.0.0.1:9"))


def test_a_cluster_that_is_not_there_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.execution.engines import ray as engine

    def refuse(**given: Any) -> None:
        raise ConnectionError("nobody at 127.0.0.1:9\nand more")

    monkeypatch.setattr(ray, "init", refuse)
    with pytest.raises(
        PipelineError, match=r"the Ray cluster at 127.0.0.1:9 does not answer: nobody at 127.0.0.1:9"
    ) as e:
        engine._connect(load_config("tiny", ['run.cluster="127.0.0.1:9"']))
    assert "--engine local" in e.value.hint


def test_a_head_that_does_not_answer_for_a_while_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.execution.engines import ray as engine

    now = [1000.0]
    monkeypatch.setattr("pipeline.execution.engines.ray.time.monotonic", lambda: now[0])
    with socket.create_server(("127.0.0.1", 0)) as server:
        head = engine.Head("{}:{}".format(*server.getsockname()))
        head.look()
    for _ in range(int(engine.SILENT / 10)):
        assert not head.gone
        head.look()
        now[0] += 10
    with pytest.raises(ConnectionError, match=r"has not answered for 40 seconds"):
        head.look()
    assert head.gone
