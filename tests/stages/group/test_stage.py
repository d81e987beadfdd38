"""Events in a run: its files, that they continue and repeat themselves, that copies count once, and the switch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.config import GroupTable
from pipeline.core.event_records import Entity, EntityForm, Event
from pipeline.stages.group.stage import event_id, events_of
from tests.stages.group.builders import Pairs, brief, clean, profile, translated

Cli = Callable[..., Any]
TINY = ("--config", "tiny", "--set", "run.shard_size=2", "--set", "clean.language_check=false")
ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[3] / "eval/suites/events/articles.jsonl").read_text("utf-8").splitlines()
]
WANTED = ("gempa-banjarnegara", "gempa-pacitan", "sund-bali")
FLOOD = "Banjir merendam delapan desa di Demak setelah tanggul Sungai Wulan jebol dan warga mengungsi ke masjid"


def rows(*events: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "event"} for row in ROWS if row["event"] in (events or WANTED)]


def write(path: Path, given: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in given), "utf-8")
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def files(run: Path) -> dict[str, bytes]:
    names = ("events.jsonl", "entities.jsonl", "briefs.jsonl", "briefs.md")
    return {p.relative_to(run).as_posix(): p.read_bytes() for p in [*(run / n for n in names), *run.rglob("*.parquet")]}


def members(run: Path) -> set[frozenset[str]]:
    return {frozenset(row["article_ids"]) for row in lines(run / "events.jsonl")}


def test_a_run_has_events_entities_and_says_in_each_brief_which_event_it_is_of(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = cli("run", write(tmp_path / "in.jsonl", rows()), *TINY, "--out", out)
    assert result.code == 0, result.err
    events = {row["event_id"]: row for row in lines(out / "events.jsonl")}
    assert members(out) == {frozenset(r["id"] for r in rows(event)) for event in WANTED}
    for row in lines(out / "briefs.jsonl"):
        assert row["article_id"] in events[row["event_id"]]["article_ids"]
    quake = events[event_id("gempa-banjarnegara-1")]
    assert quake["duplicates"] == {"gempa-banjarnegara-3": "gempa-banjarnegara-1"}
    assert (quake["first"], quake["last"]) == ("2026-03-12", "2026-03-13")
    known = {t["article_id"]: {s["index"] for s in t["sentences"]} for t in lines(out / "translations.jsonl")}
    for sentence in (s for event in events.values() for s in event["sentences"]):
        assert sentence["kind"] in ("shared", "single", "conflict")
        assert sentence["citations"]
        assert all(c["sentence"] in known[c["article_id"]] for c in sentence["citations"])
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))["stages"]
    assert (manifest["group"]["in"], manifest["group"]["out"]) == (10, 3)
    assert manifest["entities"]["out"] == len(lines(out / "entities.jsonl")) > 10
    assert "## Events in more than one article" in (out / "briefs.md").read_text("utf-8")


def test_runs_repeat_themselves_and_a_damaged_shard_is_made_again(cli: Cli, tmp_path: Path) -> None:
    given = write(tmp_path / "in.jsonl", rows())
    for name in ("one", "two"):
        assert cli("run", given, *TINY, "--out", tmp_path / name).code == 0
    assert files(tmp_path / "one") == files(tmp_path / "two")
    for stage in ("profile", "entities", "group"):
        shard = tmp_path / "two" / "shards" / stage / "00000.parquet"
        shard.write_bytes(shard.read_bytes()[:-20])
        assert "damaged" in cli("plan", "--out", tmp_path / "two").out
        assert cli("run", "--out", tmp_path / "two").code == 0
        assert files(tmp_path / "one") == files(tmp_path / "two")


def test_an_added_article_costs_its_own_shard_and_leaves_what_a_fresh_run_leaves(cli: Cli, tmp_path: Path) -> None:
    some = [row for row in rows() if row["id"] != "sund-bali-3"]
    given = write(tmp_path / "in.jsonl", some)
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    assert cli("run", given, *TINY, "--out", out).code == 0
    before = {row["event_id"]: row for row in lines(out / "events.jsonl")}
    write(given, [*some, *(row for row in rows() if row["id"] == "sund-bali-3")])
    assert "group" in cli("plan", "--out", out).out
    again = cli("run", "--out", out)
    assert "profile: 4 of 5 shards are done already" in again.err
    after = {row["event_id"]: row for row in lines(out / "events.jsonl")}
    assert after.keys() == before.keys()
    changed = [event for event in after if after[event] != before[event]]
    assert changed == [event_id("sund-bali-1")]
    assert "sund-bali-3" in after[changed[0]]["article_ids"]
    assert cli("run", given, *TINY, "--out", fresh).code == 0
    assert files(out) == files(fresh)


def test_grouping_can_be_switched_off_and_on(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = write(tmp_path / "in.jsonl", rows("sund-bali"))
    assert cli("run", given, *TINY, "--out", out, "--set", "group.enabled=false").code == 0
    assert not (out / "events.jsonl").exists()
    assert not (out / "entities.jsonl").exists()
    assert "event_id" not in lines(out / "briefs.jsonl")[0]
    assert "Events in" not in (out / "briefs.md").read_text("utf-8")
    assert cli("run", "--out", out, "--set", "group.enabled=true").code == 0
    assert members(out) == {frozenset(row["id"] for row in rows("sund-bali"))}
    assert "event_id" in lines(out / "briefs.jsonl")[0]


def test_a_higher_threshold_makes_more_events(cli: Cli, tmp_path: Path) -> None:
    given = write(tmp_path / "in.jsonl", rows())
    result = cli("group", given, *TINY, "--out", tmp_path / "out", "--set", "group.threshold=0.95")
    assert "group: 9 events in" in result.out  # a near-duplicate is all that is so much alike
    assert "next: ringkas score" in result.out


def events(*articles: tuple[str, Pairs, str | None], entities: tuple[Entity, ...] = ()) -> list[Event]:
    """The events of articles: name, sentences, day of publication."""
    inputs: dict[str, Any] = {"entities": entities}
    inputs["profile"] = [profile(n, " ".join(t for t, _ in p), published=day) for n, p, day in articles]
    inputs["clean"] = [clean(n, p, published=day) for n, p, day in articles]
    inputs["translate"] = [translated(n, p) for n, p, _ in articles]
    inputs["summarize"] = [brief(n, p, headline=f"News of {n}") for n, p, _ in articles]
    return events_of(inputs, GroupTable())


def test_copies_count_once_and_a_lone_article_has_its_own_brief() -> None:
    pair = (f"{FLOOD}.", "Floods hit eight villages in Demak.")
    (event,) = events(("a", [pair], "2026-02-17"), ("b", [pair], "2026-02-18"))
    assert [(c.article_id, c.kept) for c in event.duplicates] == [("b", "a")]
    assert [(s.kind, s.sources) for s in event.sentences] == [("single", ("Harian a",))]
    assert event.brief == pair[1]
    (alone,) = events(("a", [pair], None))
    assert (alone.id, alone.brief, alone.first, alone.headline) == (event_id("a"), pair[1], None, "News of a")


def test_a_name_is_written_in_one_form_and_the_change_is_on_the_record() -> None:
    forms = tuple(
        EntityForm(t, "en", n, articles) for t, n, articles in (("Dejan Kovač", 3, ("b",)), ("Dejan Kovac", 1, ("a",)))
    )
    entity = Entity("Dejan Kovač", "person", forms, ("Dejan Kovac",))
    (event,) = events(("a", [(f"{FLOOD}.", "Coach Dejan Kovac helped.")], None), entities=(entity,))
    assert event.brief == "Coach Dejan Kovač helped."
    assert [(r.article_id, r.old, r.new) for r in event.respelled] == [("a", "Dejan Kovac", "Dejan Kovač")]
    (other,) = events(("c", [(f"{FLOOD}.", "Coach Dejan Kovac helped.")], None), entities=(entity,))
    assert other.brief == "Coach Dejan Kovac helped."  # not known to be the same man there


@pytest.mark.parametrize("text", ["Dejan Kovac-Petrov", "Dejan Kovac Petrov", "xDejan Kovac"])
def test_a_name_within_another_is_left_alone(text: str) -> None:
    from pipeline.core.event_records import Respelling
    from pipeline.stages.group.naming import respelled

    assert respelled(text, [Respelling("a", "Dejan Kovac", "Dejan Kovač")]) == text
