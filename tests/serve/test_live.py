"""A text on its way through the stages: what is told, what is refused, and the queue."""

from __future__ import annotations

import io
import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.config import load_config
from pipeline.core.errors import UserError
from pipeline.execution import in_memory
from pipeline.serve import live
from pipeline.serve.jobs import MOST_WAITING, BusyError, Job, JobQueue
from pipeline.serve.live import Bench, one_article
from pipeline.serve.security import TOKEN_HEADER

Open = Callable[..., Any]
CONFIG = load_config("tiny", ["clean.min_words=5"])
TEXT = """Pemerintah kota akan menggelar operasi pasar pada hari Senin di empat kecamatan.
Warga di desa itu mengungsi ke balai kota dan menunggu bantuan dari pemerintah.
Baca juga: Harga beras naik lagi
Presiden meninjau 36 rumah warga yang rusak karena gempa pada hari Selasa.
"""


def told(client: Any, job: str, headers: dict[str, str] | None = None) -> list[tuple[str, dict[str, Any]]]:
    """A job's events, by its stream, to the last one."""
    stream = client.get(f"/api/jobs/{job}/events", headers=headers or {})
    assert stream.headers["content-type"].startswith("text/event-stream")
    found = []
    for block in stream.text.strip().split("\n\n"):
        lines = dict(line.partition(": ")[::2] for line in block.split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_a_pasted_text_goes_through_the_stages(client: Any) -> None:
    job = client.post("/api/jobs", {"text": TEXT}).json()["job"]
    events = told(client, job)
    assert [name for name, _ in events] == ["queued", "started", "read", "cleaned", "translated", "done"]
    by_name = dict(events)
    assert by_name["started"]["translator"] == "fake"
    assert [r["text"] for r in by_name["cleaned"]["removed"]] == ["Baca juga: Harga beras naik lagi"]
    assert by_name["translated"]["done"] == by_name["translated"]["total"] == 3
    assert by_name["translated"]["sentences"][0]["flags"]
    assert by_name["done"]["sentences"][0]["citations"] == [0]
    state = client.get(f"/api/jobs/{job}").json()
    assert state["over"]
    assert len(state["events"]) == 6


def test_texts_may_be_sent_where_the_config_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TranslateStage", lambda table, hosts=(): list(hosts))
    bench = Bench(load_config("tiny", ['run.servers=["llm.example.org"]']))
    assert bench.translate == ["llm.example.org"]  # type: ignore[comparison-overlap]


def test_the_texts_are_those_of_a_run(client: Any) -> None:
    events = dict(told(client, client.post("/api/jobs", {"text": TEXT}).json()["job"]))
    article = one_article("", TEXT.encode(), CONFIG)
    clean = in_memory.records("clean", CONFIG, ingest=[article])
    translated = in_memory.records("translate", CONFIG, clean=clean)
    (brief,) = in_memory.records("summarize", CONFIG, clean=clean, translate=translated)
    assert [s["text"] for s in events["translated"]["sentences"]] == [s.text for s in translated[0].sentences]
    assert [s["text"] for s in events["done"]["sentences"]] == [s.text for s in brief.sentences]
    assert events["done"]["headline"] == brief.headline


def test_long_articles_are_told_in_parts(client: Any) -> None:
    text = "\n".join(f"Warga ke-{n} menunggu bantuan dari pemerintah di balai desa itu." for n in range(20))
    events = told(client, client.post("/api/jobs", {"text": text}).json()["job"])
    assert [data["done"] for name, data in events if name == "translated"] == [8, 16, 20]


def test_a_stream_that_broke_goes_on_where_it_was(client: Any) -> None:
    job = client.post("/api/jobs", {"text": TEXT}).json()["job"]
    every = told(client, job)
    assert told(client, job, {"last-event-id": "3"}) == every[4:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", f"<html><body><article><h1>Judul berita</h1><p>{TEXT}</p></article></body></html>".encode()),
        ("note.md", f"# Judul berita\n\n{TEXT}".encode()),
        ("note.txt", TEXT.encode("utf-16")),
        ("../../etc/passwd.txt", TEXT.encode()),
    ],
)
def test_a_file_goes_through_the_stages(client: Any, name: str, content: bytes) -> None:
    headers = {TOKEN_HEADER: client.token}
    made = client.http.post("/api/jobs/file", files={"file": (name, content)}, headers=headers)
    assert made.status_code == 202
    last, data = told(client, made.json()["job"])[-1]
    assert last == "done", data


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("", b"", "empty"),
        ("", b"   \n", "empty"),
        ("a.pdf", b"%PDF-1.7", "pdftotext"),
        ("a.parquet", b"PAR1", "not read"),
        ("a.txt", b"a\x00b", "null bytes"),
        ("", b'{"text": "Satu."}\n{"text": "Dua."}\n', "2 articles"),
        ("", b"The government will hold talks on Monday in four districts of the city.\n" * 1, ""),
    ],
)
def test_what_is_not_one_indonesian_article(client: Any, name: str, content: bytes, why: str) -> None:
    headers = {TOKEN_HEADER: client.token}
    if name:
        made = client.http.post("/api/jobs/file", files={"file": (name, content)}, headers=headers)
    else:
        made = client.post("/api/jobs", {"text": content.decode()})
    last, data = told(client, made.json()["job"])[-1]
    assert last == ("failed" if why else "done")
    assert why in data.get("error", "") + data.get("hint", "")


def sent(client: Any, name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """How a dropped file ends."""
    made = client.http.post("/api/jobs/file", files={"file": (name, content)}, headers={TOKEN_HEADER: client.token})
    return told(client, made.json()["job"])[-1]


def test_a_word_document_is_read_as_a_run_reads_it(client: Any) -> None:
    docx = pytest.importorskip("docx", reason="the extra docx is not installed")
    document = docx.Document()
    document.add_heading("Operasi Pasar Digelar", 1)
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    article = one_article("Berita.DOCX", file.getvalue(), CONFIG)
    assert (article.input, article.title) == ("Berita.DOCX", "Operasi Pasar Digelar")
    assert article.text == TEXT.strip()
    assert sent(client, "Berita.DOCX", file.getvalue())[0] == "done"
    assert ".docx" in client.get("/try").text
    last, data = sent(client, "a.docx", b"PK no document")
    assert (last, "damaged, or no Word document" in data["error"]) == ("failed", True)


def test_a_word_document_without_its_library_says_what_a_run_says(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    last, data = sent(client, "a.docx", b"PK")
    assert (last, data["error"]) == (
        "failed",
        "a.docx: Word documents need the library python-docx: pip install python-docx",
    )


def test_a_pasted_path_is_a_text_and_no_file(client: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text(TEXT)
    with pytest.raises(UserError):
        in_memory.records("clean", CONFIG, ingest=[one_article("", str(secret).encode(), CONFIG)])
    events = told(client, client.post("/api/jobs", {"text": str(secret)}).json()["job"])
    assert events[-1][0] == "failed"
    assert "Pemerintah kota" not in json.dumps(events)
    assert one_article(str(secret), b"Satu dua tiga.", CONFIG).text == "Satu dua tiga."


def test_an_unknown_job(client: Any) -> None:
    for path in ("/api/jobs/none", "/api/jobs/none/events"):
        assert client.get(path).status_code == 404


def waited(job: Job) -> list[str]:
    until = time.monotonic() + 10
    while not job.over and time.monotonic() < until:
        time.sleep(0.01)
    assert job.over
    return [event["event"] for event in job.events]


def test_one_job_at_a_time_and_a_queue_that_ends() -> None:
    queue = JobQueue()
    go, at_work = threading.Event(), threading.Semaphore(0)
    busy: list[int] = []

    def work(job: Job) -> dict[str, Any]:
        busy.append(1)
        at_work.release()
        assert sum(busy) == 1
        go.wait(10)
        busy.pop()
        return {}

    first = queue.submit("a", work)
    assert at_work.acquire(timeout=10)
    others = [queue.submit(str(n), work) for n in range(MOST_WAITING)]
    with pytest.raises(BusyError):
        queue.submit("too many", work)
    assert others[3].events[0]["data"] == {"before": 3}
    go.set()
    assert all(waited(job)[-1] == "done" for job in (first, *others))
    queue.close()


def test_jobs_are_cancelled_and_out_of_time() -> None:
    queue = JobQueue(seconds=0.05)
    begun = threading.Event()

    def work(job: Job) -> dict[str, Any]:
        begun.set()
        for _ in range(500):
            job.check()
            time.sleep(0.01)
        return {}

    late = queue.submit("late", work)
    assert waited(late)[-1] == "failed"
    assert "more than 0 seconds" in late.events[-1]["data"]["error"]
    begun.clear()
    stopped = queue.submit("stopped", work, seconds=60)
    assert begun.wait(10)
    stopped.cancel()
    assert waited(stopped)[-1] == "failed"
    assert stopped.events[-1]["data"]["error"] == "it was cancelled"
    queue.close()


def test_a_program_error_ends_its_job_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    queue = JobQueue()

    def broken(job: Job) -> dict[str, Any]:
        raise ZeroDivisionError("secret detail")

    job = queue.submit("broken", broken)
    assert waited(job)[-1] == "failed"
    assert "secret detail" not in json.dumps(job.events)
    assert waited(queue.submit("fine", lambda job: {"n": 1}))[-1] == "done"
    queue.close()


def test_the_queue_closes_with_jobs_in_it() -> None:
    queue = JobQueue()

    def work(job: Job) -> dict[str, Any]:
        while True:
            job.check()
            time.sleep(0.01)

    job = queue.submit("long", work)
    queue.close()
    assert job.over
