"""The translation memory: exact, shared by processes, and never a reason to lose a run."""

from __future__ import annotations

import logging
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.errors import StoreError, UserError
from pipeline.memory import IMPORTED, TranslationMemory
from pipeline.tmx import read_tmx, write_tmx


def fill(memory: TranslationMemory, engine: str = "a", count: int = 3) -> None:
    memory.put_many(engine, {f"kalimat {i}": {"text": f"sentence {i}", "score": -0.5} for i in range(count)})


def test_what_was_put_comes_back_for_its_engine_only(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        fill(memory, count=1500)  # more than SQLite takes as parameters of one query
        texts = [f"kalimat {i}" for i in range(2000)]
        found = memory.get_many("a", texts)
        assert len(found) == 1500
        assert found["kalimat 7"] == {"text": "sentence 7", "score": -0.5}
        assert memory.get_many("b", texts) == {}


def test_it_outlives_the_process(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        fill(memory)
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        assert memory.stats().engines == {"a": 3}


def test_the_first_translation_stays(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.put_many("a", {"x": {"text": "one"}})
        memory.put_many("a", {"x": {"text": "two"}})
        assert memory.get_many("a", ["x"])["x"]["text"] == "one"


def _write(path: str, name: int) -> None:
    with TranslationMemory(path) as memory:
        for i in range(40):
            memory.put_many("a", {f"{name} {i}": {"text": str(i)}, f"shared {i}": {"text": str(i)}})


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "m.sqlite")
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write, args=(path, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with TranslationMemory(path) as memory:
        assert memory.stats().translations == 3 * 40 + 40


def test_threads_of_one_process_share_it(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory, ThreadPoolExecutor(4) as pool:
        rows = [{f"{name} {i}": {"text": str(i)}} for i in range(40) for name in range(4)]
        list(pool.map(lambda row: memory.put_many("a", row), rows))
        found = list(pool.map(lambda row: memory.get_many("a", list(row)), rows))
        assert found == rows


@pytest.mark.parametrize("where", ["header", "middle"])
def test_a_damaged_file_is_named_set_aside_and_begun_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    path = tmp_path / "m.sqlite"
    with TranslationMemory(path) as memory:
        fill(memory, count=500)
    content = bytearray(path.read_bytes())
    span = slice(0, 60) if where == "header" else slice(4096, len(content))
    content[span] = b"\xff" * len(content[span])
    path.write_bytes(bytes(content))
    with caplog.at_level(logging.WARNING), TranslationMemory(path) as memory:
        assert memory.get_many("a", ["kalimat 1"]) == {}
        fill(memory)
        assert len(memory.get_many("a", ["kalimat 1"])) == 1
    assert str(path) in caplog.text
    assert "damaged" in caplog.text
    assert (tmp_path / "m.sqlite.damaged").exists()


def test_a_place_that_cannot_hold_it_is_the_users_to_change(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="translation memory"):
        TranslationMemory(tmp_path)


def test_purging_one_engine_or_all_but_some(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        for engine in "abc":
            fill(memory, engine)
        assert memory.purge("a") == 3
        assert memory.purge(keep=["c"]) == 3
        assert memory.stats().engines == {"c": 3}


def test_what_people_bring_answers_for_every_engine_after_its_own(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.put_many(IMPORTED, {"x": {"text": "theirs"}, "y": {"text": "theirs"}})
        memory.put_many("a", {"x": {"text": "ours"}})
        found = memory.get_many("a", ["x", "y"])
        assert (found["x"]["text"], found["y"]["text"]) == ("ours", "theirs")


NASTY = [
    ("a", "5 < 6 & \"7\" > '8'", "<seg>&amp;</seg>"),
    ("a", "dua\nbaris dan \u200bnol", "two\nlines"),
    ("a", "  spasi  ", " kept "),
    ("b", "日本 😀", "مرحبا"),
]


def test_tmx_round_trip(tmp_path: Path) -> None:
    file = tmp_path / "m.tmx"
    assert write_tmx(file, NASTY) == 4
    assert list(read_tmx(file)) == [(s, t) for _, s, t in NASTY]


def test_tmx_of_other_tools(tmp_path: Path) -> None:
    file = tmp_path / "theirs.tmx"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header srclang="*all*"/><body>'
        '<tu><tuv xml:lang="en-US"><seg>The <bpt i="1">b</bpt>President</seg></tuv>'
        '<tuv xml:lang="ID-id"><seg>Presiden</seg></tuv></tu>'
        '<tu><tuv lang="id"><seg>Hujan</seg></tuv><tuv lang="en"><seg>Rain</seg></tuv></tu>'
        '<tu><tuv xml:lang="id"><seg>tanpa pasangan</seg></tuv></tu></body></tmx>'
    )
    assert list(read_tmx(file)) == [("Presiden", "The bPresident"), ("Hujan", "Rain")]


@pytest.mark.parametrize(
    ("content", "message"),
    [("<tmx><body>", "is not TMX"), ('<!DOCTYPE x [<!ENTITY a "b">]><tmx/>', "XML entities")],
)
def test_a_bad_tmx_is_named(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "bad.tmx"
    file.write_text(content)
    with pytest.raises(UserError, match=message):
        list(read_tmx(file))
    with pytest.raises(UserError, match="does not exist"):
        list(read_tmx(tmp_path / "none.tmx"))
