"""A folder with two runs of the fake translator, and the web app over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra `serve` is not installed")
pytest.importorskip("uvicorn", reason="the extra `serve` is not installed")

from fastapi.testclient import TestClient

from pipeline.core.config import load_config
from pipeline.execution.request import RunRequest, prepare
from pipeline.execution.runner import claim_and_run
from pipeline.serve.app import Settings, create_app
from pipeline.serve.security import TOKEN_HEADER, Policy

ARTICLES = {
    "gempa.txt": """Gempa di Kota Batu
Gempa mengguncang Kota Batu pada Rabu pagi dan merusak 36 rumah warga di tiga desa.
Pemerintah daerah mengirim 120 orang relawan ke lokasi sejak siang hari.
Warga di desa itu mengungsi ke balai kota dan menunggu bantuan dari pemerintah.
Tidak ada korban jiwa dalam gempa tersebut, kata kepala badan penanggulangan bencana.
""",
    "beras.txt": """Harga beras naik di Pasar Legi
Harga beras di Pasar Legi naik 12 persen sejak awal pekan ini menurut para pedagang.
Pemerintah kota akan menggelar operasi pasar pada hari Senin di empat kecamatan.
Warga berharap harga segera turun sebelum hari raya tiba di kota itu.
""",
    "markup.txt": """Judul <script>alert(1)</script> aneh
Warga menulis <img src=x onerror=alert(2)> di papan pengumuman desa pada hari Rabu.
Pemerintah desa menghapus tulisan itu dan meminta warga tetap tenang hari ini.
Presiden tidak berkomentar tentang <b>tulisan</b> di rumah warga itu.
""",
}
SET = ("--config", "tiny", "--set", "translate.memory=auto")


def make_run(articles: Path, out: Path, *settings: str) -> Path:
    """A finished run of these articles."""
    request = RunRequest(inputs=(str(articles),), config="tiny", out=str(out), settings=settings)
    job, store = prepare(request, __import__("datetime").date(2026, 1, 1))
    claim_and_run(job, store)
    return out


@pytest.fixture(scope="session")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs ``first`` and ``second``, which differ in their briefs; made once, copied for each test."""
    root = tmp_path_factory.mktemp("made")
    articles = root / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, "utf-8")
    runs = root / "runs"
    runs.mkdir()
    patch = pytest.MonkeyPatch()
    patch.setenv("RINGKAS_CACHE", str(root / "cache"))
    make_run(articles, runs / "first", 'translate.memory="auto"', "clean.min_words=5")
    make_run(articles, runs / "second", 'translate.memory="auto"', "clean.min_words=5", "summarize.sentences=1")
    patch.undo()
    return root


@pytest.fixture
def runs(two_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the runs, for this test alone, with its own translation memory."""
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    shutil.copytree(two_runs / "runs", tmp_path / "runs")
    return tmp_path / "runs"


class Client:
    """A browser as far as the server can tell: it keeps cookies and sends the token with every POST."""

    def __init__(self, http: TestClient) -> None:
        self.http = http
        self.token = http.get("/api/session").json()["token"]

    def get(self, path: str, **more: Any) -> Any:
        return self.http.get(path, **more)

    def post(self, path: str, json: Any = None, **more: Any) -> Any:
        headers = {TOKEN_HEADER: self.token, **more.pop("headers", {})}
        return self.http.post(path, json=json, headers=headers, **more)


Open = Callable[..., Client]


@pytest.fixture
def opened(runs: Path) -> Iterator[Open]:
    """Open the web app over the runs, with other settings where they are given."""
    clients: list[TestClient] = []

    def make(*, policy: Policy | None = None, base_url: str = "http://localhost:8765", **more: Any) -> Client:
        values: dict[str, Any] = {"runs": runs, "config": load_config("tiny", ["clean.min_words=5"]), **more}
        app = create_app(Settings(policy=policy or Policy(), **values))
        http = TestClient(app, base_url=base_url)
        http.__enter__()
        clients.append(http)
        return Client(http)

    yield make
    for client in clients:
        client.__exit__(None, None, None)


@pytest.fixture
def client(opened: Open) -> Client:
    return opened()


@pytest.fixture
def ids(client: Client) -> dict[str, str]:
    """The articles' ids by file name."""
    rows = client.get("/api/runs/first/articles").json()["articles"]
    return {row["input"]: row["id"] for row in rows}
