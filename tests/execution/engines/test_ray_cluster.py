"""A cluster of three nodes on this machine: a worker that is killed, and a head that is gone and comes back."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from pipeline.core.run_folder import Store

cluster_utils = pytest.importorskip("ray.cluster_utils", reason="ray is not installed (the extra ray)")

Cli = Callable[..., Any]
Articles = Callable[[int], Path]
ROOT = Path(__file__).resolve().parents[3]
ARTICLES = 30
QUICK = ("--set", "translate.guards=false", "--set", "translate.memory=")
TINY = ("--config", "tiny", "--set", "run.shard_size=1", *QUICK)
PATIENCE = 240.0  # seconds
ROOM = 80 * 2**20  # bytes that a node keeps for objects
pytestmark = [pytest.mark.heavy, pytest.mark.filterwarnings("ignore")]  # warnings of ray's own


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class Nodes:
    """Three nodes with a processor each, every one of them processes of this machine with ports of their own."""

    def __init__(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="rk-")  # short: the names of sockets in it may have 107 characters
        self.port = free_ports(1)[0]
        self.start()

    def start(self) -> None:
        head = {"gcs_server_port": self.port, "temp_dir": self.folder, "no_monitor": True}
        self.cluster = cluster_utils.Cluster()
        self._add(head)
        for _ in range(2):
            self._add({})

    def _add(self, more: dict[str, Any], tries: int = 3) -> None:
        """A node more; one that is not there within half a minute, as on a machine that does other work, once again."""
        for left in reversed(range(tries)):
            try:
                self.cluster.add_node(**{**self._given(), **more})
                return
            except Exception:  # ray raises nothing narrower
                if not left:
                    raise
                if more:  # what is left of this head has its port until the tests end
                    self.port = more["gcs_server_port"] = free_ports(1)[0]

    @staticmethod
    def _given() -> dict[str, Any]:
        # Ports are named, because a node that chooses them waits 15 seconds for its agents and no longer.
        names = ("metrics_agent_port", "metrics_export_port", "runtime_env_agent_port", "dashboard_agent_listen_port")
        ports = dict(zip(names, free_ports(len(names)), strict=True))
        return {"num_cpus": 1, "object_store_memory": ROOM, "include_dashboard": False, **ports}

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def workers(self) -> list[list[psutil.Process]]:
        """The processes of each node that make shards."""
        found = []
        for node in self.cluster.list_all_nodes():
            raylet = psutil.Process(node.all_processes["raylet"][0].process.pid)
            with contextlib.suppress(psutil.NoSuchProcess):
                found.append([p for p in raylet.children(recursive=True) if "ShardActor" in "".join(p.cmdline())])
        return found

    def end_head(self) -> None:
        """Kill the head with all its processes, as a machine that is switched off."""
        for kind in ("gcs_server", "raylet"):
            for info in self.cluster.head_node.all_processes[kind]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    tree = psutil.Process(info.process.pid)
                    for process in (*tree.children(recursive=True), tree):
                        with contextlib.suppress(psutil.NoSuchProcess):
                            process.kill()

    def close(self) -> None:
        self.cluster.shutdown()


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_worker_niceness", "0")  # 15, else: beside other work the tests would take minutes
        made = Nodes()
        try:
            yield made
        finally:
            made.close()
            shutil.rmtree(made.folder, ignore_errors=True)


@contextlib.contextmanager
def begun(folder: Path, out: Path, nodes: Nodes) -> Iterator[subprocess.Popen[str]]:
    """A run on the cluster, in a process of its own."""
    command = [sys.executable, "-m", "pipeline", "run", str(folder), *TINY, "--out", str(out)]
    command += ["--engine", "ray", "--workers", "3", "--set", f"run.cluster={nodes.address}"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with out.with_suffix(".log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, text=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def said(out: Path) -> str:
    return out.with_suffix(".log").read_text("utf-8")


def wait_for(what: Callable[[], Any], process: subprocess.Popen[str], out: Path) -> Any:
    """What a call gives as soon as it is something, while the run goes on."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        assert process.poll() is None, said(out)
        time.sleep(0.02)
    raise AssertionError(said(out))


def contents(run: Path) -> dict[str, bytes]:
    """What a run leaves behind that depends on its inputs and settings alone."""
    files = [*run.glob("shards/*/*.parquet"), *run.glob("*.jsonl"), run / "briefs.md"]
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in files}


def local(folder: Path, cli: Cli, out: Path) -> dict[str, bytes]:
    assert cli("run", folder, *TINY, "--out", out).code == 0
    return contents(out)


def begun_shards(out: Path, stage: str) -> int:
    return Store(out).shard_count(stage)


def test_three_nodes_one_of_whose_workers_is_killed_leave_what_one_process_leaves(
    articles: Articles, cli: Cli, tmp_path: Path, nodes: Nodes
) -> None:
    folder, out = articles(ARTICLES), tmp_path / "ray"
    with begun(folder, out, nodes) as run:
        everywhere = wait_for(lambda: all(found := nodes.workers()) and found, run, out)
        wait_for(lambda: begun_shards(out, "clean"), run, out)
        os.kill(everywhere[1][0].pid, signal.SIGKILL)
        assert run.wait(PATIENCE) == 0, said(out)
    assert len(everywhere) == 3
    assert "a worker died at shard" in said(out)
    assert contents(out) == local(folder, cli, tmp_path / "local")


def test_a_head_that_is_gone_is_one_error_and_the_same_command_goes_on_when_it_is_back(
    articles: Articles, cli: Cli, tmp_path: Path, nodes: Nodes
) -> None:
    folder, out = articles(ARTICLES), tmp_path / "ray"
    with begun(folder, out, nodes) as run:
        wait_for(lambda: begun_shards(out, "clean"), run, out)
        nodes.end_head()
        assert run.wait(PATIENCE) == 1, said(out)
    assert said(out).count("error: ") == 1
    assert "the Ray cluster is gone" in said(out)
    assert "Traceback" not in said(out)
    kept = begun_shards(out, "clean")
    nodes.close()
    nodes.start()
    with begun(folder, out, nodes) as run:
        assert run.wait(PATIENCE) == 0, said(out)
    assert kept
    assert contents(out) == local(folder, cli, tmp_path / "local")
