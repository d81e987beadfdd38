"""The translation memory: exact, shared by processes, and never a reason to lose a run."""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.core.errors import StoreError, UserError
from pipeline.stages.translate.memory import IMPORTED, TranslationMemory


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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9), st.integers(1, 255))
def test_a_flipped_byte_never_comes_back_as_a_translation(
    tmp_path_factory: pytest.TempPathFactory, place: int, flip: int
) -> None:
    path = tmp_path_factory.mktemp("memory") / "m.sqlite"
    with TranslationMemory(path) as memory:
        fill(memory, count=60)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= flip
    path.write_bytes(bytes(content))
    with TranslationMemory(path) as memory:
        found = memory.get_many("a", [f"kalimat {i}" for i in range(60)])
        for source, record in found.items():
            assert record == {"text": source.replace("kalimat", "sentence"), "score": -0.5}
        fill(memory)
        assert memory.get_many("a", ["kalimat 1"])["kalimat 1"]["text"] == "sentence 1"


def test_a_row_that_is_not_what_was_written_is_damage(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "m.sqlite"
    with TranslationMemory(path) as memory:
        fill(memory)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE translations SET record = replace(record, 'sentence 1', 'sentence 7')")
    with caplog.at_level(logging.WARNING), TranslationMemory(path) as memory:
        assert memory.get_many("a", ["kalimat 1"]) == {}
    assert "the row of 'kalimat 1' is not what was written" in caplog.text


def test_a_damaged_row_is_found_when_those_of_briefs_are_asked_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "m.sqlite"
    with TranslationMemory(path) as memory:
        memory.import_many({"Satu.": "One."}, in_brief=["a"])
        with closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE translations SET record = replace(record, 'One', 'Two')")
        with caplog.at_level(logging.WARNING):
            assert memory.in_briefs() == []
    assert "is not what was written" in caplog.text


@pytest.mark.parametrize("column", ["record", "source"])
@pytest.mark.parametrize("kind", ["BLOB", "INTEGER"])
def test_a_column_whose_type_was_flipped_is_damage(
    tmp_path: Path, column: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "m.sqlite"
    with TranslationMemory(path) as memory:
        fill(memory)
    with closing(sqlite3.connect(path)) as db, db:  # a table without the columns' types keeps what it is given
        db.execute("CREATE TABLE loose (fingerprint, source, text, record, made, PRIMARY KEY (fingerprint, source))")
        db.execute("INSERT INTO loose SELECT * FROM translations")
        db.execute(f"UPDATE loose SET {column} = CAST({column} AS {kind}) WHERE source = 'kalimat 1'")
        db.execute("DROP TABLE translations")
        db.execute("ALTER TABLE loose RENAME TO translations")
    with caplog.at_level(logging.WARNING), TranslationMemory(path) as memory:
        assert list(memory.pairs("a")) == []
    assert "is not text" in caplog.text


def test_what_was_kept_before_there_were_checksums_is_still_known(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    TranslationMemory(path).close()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("INSERT INTO translations VALUES ('a', 'kota', 'city', '{\"text\": \"city\"}', 0)")
    with TranslationMemory(path) as memory:
        assert memory.get_many("a", ["kota"]) == {"kota": {"text": "city"}}


def test_only_the_first_of_those_who_see_the_damage_sets_it_aside(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    first, second = TranslationMemory(path), TranslationMemory(path)
    fill(first)
    first._set_aside(sqlite3.DatabaseError("damaged"))
    fill(first, count=5)
    second._set_aside(sqlite3.DatabaseError("damaged"))  # it had the old file open; the new one is sound
    assert len(second.get_many("a", [f"kalimat {i}" for i in range(9)])) == 5
    first.close()
    second.close()


def _open_new(path: str) -> None:
    TranslationMemory(path).close()


def test_many_may_make_it_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for n in range(12):
            list(pool.map(_open_new, [str(tmp_path / f"{n}.sqlite")] * 8))


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


def test_what_people_bring_wins_over_every_engine(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.put_many("a", {"x": {"text": "ours", "score": -0.5}, "z": {"text": "ours"}})
        assert memory.import_many({"x": "theirs", "y": "theirs"}) == (2, 0, 0)
        found = memory.get_many("a", ["x", "y", "z"])
        assert found == {"x": {"text": "theirs"}, "y": {"text": "theirs"}, "z": {"text": "ours"}}
        assert memory.get_many("b", ["x"]) == {"x": {"text": "theirs"}}


def test_a_later_import_replaces_an_earlier_one_and_blanks_are_passed_over(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.import_many({"x": "one", "y": "one"})
        assert memory.import_many({"x": "two", "y": "one", "z": "three", "w": " \n", " ": "four"}) == (1, 1, 1)
        assert memory.get_many("a", ["x", "w"]) == {"x": {"text": "two"}}


@pytest.mark.parametrize(
    ("imported", "asked"),
    [
        ("“Kami siap,” kata Budi.", '"Kami siap," kata Budi.'),
        ("Harga Rp\u00a05.000  per kilogram.", "Harga Rp 5.000 per kilogram."),
        ("\n   Persib menang.\n  ", "Persib menang."),
        ("Hari Jum’at libur", "Hari Jum'at libur"),
        ("Kuota Nikel Turun", "Kuota nikel turun"),
        ("- 1/2 kg beras", "1/2 kg beras"),
        ("Macet… lagi", "Macet... lagi"),
        ("Kafe\u0301 tutup", "Kaf\u00e9 tutup"),
    ],
)
def test_an_imported_translation_is_found_by_its_letters(tmp_path: Path, imported: str, asked: str) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.import_many({imported: "reviewed"})
        assert memory.get_many("a", [asked]) == {asked: {"text": "reviewed"}}
        assert list(memory.pairs()) == [(IMPORTED, imported.strip(), "reviewed")]


def test_imports_of_before_there_were_keys_are_still_found(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.put_many(IMPORTED, {"Persib Menang.": {"text": "old"}})
        assert memory.get_many("a", ["Persib Menang."]) == {"Persib Menang.": {"text": "old"}}


def test_what_people_brought_is_looked_up_and_taken_back(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "memory.sqlite") as memory:
        memory.import_many({"Warga  mengungsi.": "Residents fled."})
        memory.put_many("engine", {"Warga mengungsi.": {"text": "People flee."}})
        assert memory.imported("warga mengungsi.") == "Residents fled."
        assert memory.imported("Air surut.") is None
        assert memory.forget_imported("Warga mengungsi.")
        assert not memory.forget_imported("Warga mengungsi.")
        assert memory.get_many("engine", ["Warga mengungsi."])["Warga mengungsi."]["text"] == "People flee."


@pytest.mark.parametrize(
    ("name", "content"),
    [("terms.sqlite", "kerugian\tlosses\nkafé\tcafé\n".encode()), ("terms.docx", b"PK\x03\x04\x00\x00 and so on")],
)
def test_a_file_that_never_was_a_memory_is_left_alone(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match="is no translation memory"):
        TranslationMemory(path)
    assert path.read_bytes() == content
    assert not list(tmp_path.glob("*.damaged"))
