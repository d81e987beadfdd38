"""The desk: what an editor decides is in the next run, can be taken back, and is written down."""

from __future__ import annotations

import html
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.show import list_articles
from pipeline.core import edits
from pipeline.core.records import Attempt
from pipeline.core.run_articles import articles_of_run
from pipeline.core.run_folder import Store
from pipeline.serve.runs_folder import RunsFolder, _row
from pipeline.stages.translate.memory import TranslationMemory, default_path
from pipeline.training.config import PairSource
from pipeline.training.parallel_text import Pair, read_pairs

Cli = Callable[..., Any]
SOURCE = "Pemerintah daerah mengirim 120 orang relawan ke lokasi sejak siang hari."
RIGHT = "The regional government has sent 120 volunteers to the scene since noon."


def decide(client: Any, article: str, index: int, action: str, text: str = "", run: str = "first") -> Any:
    body = {"article_id": article, "index": index, "action": action, "text": text, "editor": "Ani"}
    return client.post(f"/api/runs/{run}/decisions", body)


def rows(run: Path, name: str) -> dict[str, Any]:
    return {row["input"]: row for row in map(json.loads, (run / name).read_text("utf-8").splitlines())}


def translation(run: Path, index: int, article: str = "gempa.txt") -> str:
    sentences = rows(run, "translations.jsonl")[article]["sentences"]
    return str(next(s["text"] for s in sentences if s["index"] == index))


def name(run: Path, **files: str) -> None:
    """Let a run's config name other files."""
    store = Store(run)
    state = store.read_run()
    state["config"]["translate"] |= files
    store.write_run(state)


def test_an_accepted_edit_is_in_the_next_run_and_in_its_brief(
    client: Any, cli: Cli, runs: Path, ids: dict[str, str]
) -> None:
    run = runs / "first"
    before = translation(run, 1)
    made = decide(client, ids["gempa.txt"], 1, "accept", f"  {RIGHT}\n")
    assert made.status_code == 200
    shown = client.get("/api/runs/first/article", params={"id": ids["gempa.txt"]}).json()["sentences"][2]
    assert shown["waits"]
    assert shown["decision"]["by"] == "Ani"
    assert cli("run", "--out", run).code == 0
    assert before != translation(run, 1) == RIGHT
    assert RIGHT in rows(run, "briefs.jsonl")["gempa.txt"]["brief"]
    assert not client.get("/api/runs/first/article", params={"id": ids["gempa.txt"]}).json()["sentences"][2]["waits"]
    (edit,) = edits.read(Store(run))  # the run left the file alone
    assert (edit.kind, edit.action, edit.was, edit.text, edit.source) == (
        "translation",
        "accept",
        before,
        RIGHT,
        SOURCE,
    )
    assert edit.at.endswith("+00:00")


def test_the_edit_wins_in_another_run_too(client: Any, cli: Cli, runs: Path, ids: dict[str, str]) -> None:
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    assert cli("run", "--out", runs / "second").code == 0
    assert translation(runs / "second", 1) == RIGHT


def test_a_title_can_be_edited(client: Any, cli: Cli, runs: Path, ids: dict[str, str]) -> None:
    assert decide(client, ids["gempa.txt"], -1, "accept", "Earthquake in Batu").status_code == 200
    assert cli("run", "--out", runs / "first").code == 0
    assert rows(runs / "first", "briefs.jsonl")["gempa.txt"]["headline"] == "Earthquake in Batu"


@pytest.mark.parametrize("action", ["reject", "withdraw"])
def test_what_was_accepted_can_be_taken_back(
    client: Any, cli: Cli, runs: Path, ids: dict[str, str], action: str
) -> None:
    engine = translation(runs / "first", 1)
    decide(client, ids["gempa.txt"], 1, "accept", "First try.")
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    assert cli("run", "--out", runs / "first").code == 0
    assert decide(client, ids["gempa.txt"], 1, action).status_code == 200
    assert cli("run", "--out", runs / "first").code == 0
    assert translation(runs / "first", 1) == engine
    decision = client.get("/api/runs/first/article", params={"id": ids["gempa.txt"]}).json()["sentences"][2]["decision"]
    assert (decision or {}).get("action") == (None if action == "withdraw" else "reject")
    assert [e.action for e in edits.read(Store(runs / "first"))] == ["accept", "accept", action]


def test_taking_back_brings_back_what_people_had_imported(client: Any, ids: dict[str, str]) -> None:
    with TranslationMemory(default_path()) as memory:
        memory.import_many({SOURCE: "From a TMX file."})
        decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
        assert memory.imported(SOURCE) == RIGHT
        decide(client, ids["gempa.txt"], 1, "withdraw")
        assert memory.imported(SOURCE) == "From a TMX file."
        decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
        memory.import_many({SOURCE: "A later import."})
        decide(client, ids["gempa.txt"], 1, "reject")
        assert memory.imported(SOURCE) == "A later import."  # not ours to take back


def test_taking_back_brings_back_that_briefs_hold_what_was_there(client: Any, ids: dict[str, str]) -> None:
    with TranslationMemory(default_path()) as memory:
        memory.import_many({SOURCE: "From another run's brief."}, in_brief=["other"])
        decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
        decide(client, ids["gempa.txt"], 1, "withdraw")
        assert memory.imported(SOURCE) == "From another run's brief."
        assert memory.in_briefs_of(SOURCE) == ("other",)


def test_a_title_is_no_sentence_that_briefs_are_to_hold(
    client: Any, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text may be that of a sentence, too, which would then lead the briefs."""
    assert decide(client, ids["gempa.txt"], -1, "accept", "Quake shakes Pesisir Barat").status_code == 200
    monkeypatch.setattr(edits, "rests_on", lambda *_: False)  # as after a rerun that took another headline
    assert decide(client, ids["gempa.txt"], -1, "accept", "Strong quake shakes Pesisir Barat").status_code == 200
    with TranslationMemory(default_path()) as memory:
        assert memory.in_briefs() == []


def test_nothing_to_take_back(client: Any, ids: dict[str, str]) -> None:
    assert decide(client, ids["gempa.txt"], 1, "withdraw").status_code == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"text": "  "}, 400),
        ({"text": "x" * 6000}, 400),
        ({"text": "x" * 30000}, 422),
        ({"editor": " "}, 400),
        ({"editor": "x" * 150}, 400),
        ({"index": 99}, 404),
        ({"article_id": "none"}, 404),
        ({"action": "burn"}, 422),
        ({"more": 1}, 422),
    ],
)
def test_what_cannot_be_decided(client: Any, runs: Path, ids: dict[str, str], change: Any, status: int) -> None:
    body = {"article_id": ids["gempa.txt"], "index": 1, "action": "accept", "text": RIGHT, "editor": "Ani", **change}
    answer = client.post("/api/runs/first/decisions", body)
    assert answer.status_code == status
    assert answer.json()["error"]
    assert not (runs / "first" / "edits.jsonl").exists()
    with TranslationMemory(default_path()) as memory:
        assert memory.imported(SOURCE) is None


def test_a_term_wins_in_the_next_run(client: Any, cli: Cli, runs: Path, ids: dict[str, str]) -> None:
    run = runs / "first"
    body = {"term": "balai kota", "english": "town hall | city hall", "note": "the building", "editor": "Budi"}
    made = client.post("/api/runs/first/terms", body)
    assert made.status_code == 200
    path = Path(made.json()["file"])
    assert path == runs / "glossary.tsv"
    assert path.read_text() == "balai kota\ttown hall|city hall\tthe building\n"
    assert cli("run", "--out", run).code == 0  # run.json names the glossary now
    assert Store(run).read_run()["config"]["translate"]["glossary"] == str(path)
    assert "town hall" in translation(run, 2)
    again = {**body, "english": "municipal hall"}
    assert client.post("/api/runs/first/terms", again).json()["was"] == "town hall|city hall"
    assert path.read_text() == "balai kota\tmunicipal hall\tthe building\n"
    assert cli("run", "--out", run).code == 0
    assert "municipal hall" in translation(run, 2)


@pytest.mark.parametrize("term", ["# note", "a\tb", "!!", " ", "x" * 6000])
def test_a_term_that_is_none(client: Any, runs: Path, term: str) -> None:
    body = {"term": term, "english": "x", "editor": "Budi"}
    answer = client.post("/api/runs/first/terms", body)
    if term == "a\tb":  # white space is evened out
        assert answer.json()["source"].split() == ["a", "b"]
        return
    assert answer.status_code == 400
    assert not (runs / "glossary.tsv").exists()


def test_a_glossary_keeps_its_comments_and_refuses_circles(client: Any, runs: Path) -> None:
    path = runs / "glossary.tsv"
    path.write_text("# ours\nsatu\tdua\n")
    answer = client.post("/api/runs/first/terms", {"term": "dua", "english": "satu", "editor": "Budi"})
    assert answer.status_code == 400
    assert "circular" in answer.json()["error"]
    assert path.read_text() == "# ours\nsatu\tdua\n"
    client.post("/api/runs/first/terms", {"term": "tiga", "english": "three", "editor": "Budi"})
    assert path.read_text() == "# ours\nsatu\tdua\ntiga\tthree\n"


def test_files_that_a_run_names_are_not_overwritten_when_they_are_something_else(
    client: Any, runs: Path, ids: dict[str, str]
) -> None:
    precious = runs.parent / "precious.txt"
    precious.write_text("keep me")
    name(runs / "first", memory=str(precious), glossary=str(precious))
    assert decide(client, ids["gempa.txt"], 1, "accept", RIGHT).status_code == 400
    term = {"term": "kota", "english": "town", "editor": "Budi"}
    assert client.post("/api/runs/first/terms", term).status_code == 400
    assert precious.read_text() == "keep me"
    assert list(runs.parent.glob("precious*")) == [precious]


def test_a_run_without_a_memory_is_given_one(client: Any, cli: Cli, runs: Path, ids: dict[str, str]) -> None:
    name(runs / "first", memory="")
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    assert Store(runs / "first").read_run()["config"]["translate"]["memory"] == "auto"
    assert cli("run", "--out", runs / "first").code == 0
    assert translation(runs / "first", 1) == RIGHT


def test_a_run_that_is_being_worked_on_is_left_alone(client: Any, runs: Path) -> None:
    with Store(runs / "first").claim():
        answer = client.post("/api/runs/first/terms", {"term": "kota", "english": "town", "editor": "Budi"})
    assert answer.status_code == 409
    assert "another process" in answer.json()["error"]


def test_alternatives_come_from_the_runs_translator(client: Any, ids: dict[str, str]) -> None:
    body = {"article_id": ids["gempa.txt"], "index": 0, "count": 4}
    found = client.post("/api/runs/first/alternatives", body).json()
    assert len(found) == 4
    assert found[0]["text"].startswith("earthquake mengguncang")
    assert found[0]["score"] > found[1]["score"]
    assert "left-over" in found[0]["flags"]
    assert client.post("/api/runs/first/alternatives", {**body, "count": 99}).status_code == 422


def test_a_brief_keeps_who_when_and_what_was_there(client: Any, cli: Cli, runs: Path, ids: dict[str, str]) -> None:
    article = ids["gempa.txt"]
    machine = rows(runs / "first", "briefs.jsonl")["gempa.txt"]
    body = {"article_id": article, "index": 0, "text": "A quake hit Batu.", "editor": "Cici"}
    assert client.post("/api/runs/first/brief-edits", body).status_code == 200
    headline = {**body, "index": -1, "text": "Quake in Batu"}
    assert client.post("/api/runs/first/brief-edits", headline).status_code == 200
    assert client.post("/api/runs/first/brief-edits", {**body, "index": 9}).status_code == 404
    lines = client.get("/api/runs/first/briefs.edited.jsonl").text.splitlines()
    edited = next(row for row in map(json.loads, lines) if row["input"] == "gempa.txt")
    assert edited["headline"] == "Quake in Batu"
    assert edited["brief"].startswith("A quake hit Batu. ")
    assert edited["sentences"][0]["citations"] == machine["sentences"][0]["citations"]
    first = edited["edits"][1]
    assert (first["by"], first["was"], first["applied"]) == ("Cici", machine["sentences"][0]["text"], True)
    assert len(lines) == 3
    decide(client, article, 0, "accept", "An earthquake shook Batu on Wednesday morning.")  # the brief's text changes
    assert cli("run", "--out", runs / "first").code == 0
    after = json.loads(client.get("/api/runs/first/briefs.edited.jsonl").text.splitlines()[1])
    assert after["brief"].startswith("An earthquake shook Batu")
    assert [e["applied"] for e in after["edits"]] == [True, False]  # the headline still stands
    shown = client.get(f"/runs/first/desk?id={article}").text
    assert "the run has another text now" in shown
    again = {**body, "text": "An earthquake shook Batu on Wednesday morning."}
    assert client.post("/api/runs/first/brief-edits", again).json()["action"] == "withdraw"


def test_accepted_edits_are_training_pairs(client: Any, runs: Path, ids: dict[str, str]) -> None:
    decide(client, ids["gempa.txt"], 1, "accept", "First try.")
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    decide(client, ids["gempa.txt"], 2, "accept", "Taken back.")
    decide(client, ids["gempa.txt"], 2, "withdraw")
    answer = client.get("/api/runs/first/pairs.tsv")
    assert 'filename="pairs.tsv"' in answer.headers["content-disposition"]
    path = runs.parent / "mine.tsv"
    path.write_bytes(answer.content)
    (pair,) = read_pairs(PairSource(path="mine.tsv", licence="yours"), path, ("id", "en"))
    assert isinstance(pair, Pair)
    assert (pair.source, pair.target) == (SOURCE, RIGHT)


def test_a_run_is_done_again_from_the_page(client: Any, runs: Path, ids: dict[str, str]) -> None:
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    job = client.post("/api/runs/first/rerun", {}).json()["job"]
    told = client.get(f"/api/jobs/{job}/events").text
    assert "event: done" in told
    assert translation(runs / "first", 1) == RIGHT


def test_a_damaged_log_of_edits_is_named(client: Any, runs: Path) -> None:
    (runs / "first" / "edits.jsonl").write_text('{"by": 1}\n')
    answer = client.get("/api/runs/first/edits")
    assert answer.status_code == 409
    assert "edits.jsonl, line 1" in answer.json()["error"]


def test_the_memory_stays_sound(client: Any, ids: dict[str, str]) -> None:
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    with sqlite3.connect(default_path()) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_the_desk_says_in_words_what_is_to_be_checked_and_what_to_read_first(
    client: Any, ids: dict[str, str], runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heaviest flag comes first, a note last, no code name is shown, and the riskiest sentence is marked."""
    flags = ("split", "extracted", "translation-number-lost", "number-invented-by-summarizer")
    made = RunsFolder.article

    def marked(self: RunsFolder, store: Store, wanted: str) -> Any:
        records = made(self, store, wanted)
        assert records.brief is not None
        assert records.translated is not None
        one, two, *more = records.brief.sentences
        brief = replace(records.brief, sentences=(replace(one, risk=0.1), replace(two, flags=flags, risk=0.42), *more))
        first, *others = records.translated.sentences
        first = replace(first, risk=0.3, attempts=(Attempt("plain", "No.", None, ("too-short", "number-added")),))
        translated = replace(records.translated, sentences=(first, *others))
        return replace(records, brief=brief, translated=translated)

    monkeypatch.setattr(RunsFolder, "article", marked)
    shown = client.get("/api/runs/first/article", params={"id": ids["gempa.txt"]}).json()
    one, two = shown["brief"]["sentences"][:2]
    assert (one["first"], two["first"]) == (False, True)
    assert two["severity"] == "critical"
    assert two["words"] == [
        "a figure that the article does not have, written by the summarizer",
        "a figure of the source is missing",
        "a long sentence was translated in parts",
        "taken from the translation as it stands",
    ]
    page = html.unescape(client.get("/runs/first/desk", params={"id": ids["gempa.txt"]}).text)
    assert page.count("Read this sentence first") == 1
    assert "about 4 in 10 such sentences are wrong" in page
    assert "about 3 in 10 such sentences are wrong" in page
    assert "plain: a figure that the source does not have; much shorter than the source" in page
    assert not [flag for flag in (*flags[2:], "too-short") if flag in page]
    store = Store(runs / "first")
    row = _row(marked(RunsFolder(runs), store, ids["gempa.txt"]), 1, 0, {})
    words = [said for said in row.words if not said.startswith("headline: ")]
    assert (row.first, row.severity, words[0], words[-1]) == (2, "critical", two["words"][0], two["words"][-1])


def test_what_was_accepted_and_left_the_brief_is_told(client: Any, cli: Cli, runs: Path, ids: dict[str, str]) -> None:
    """A brief made anew may choose others; the accepted text stays in the translation, and nobody would know."""
    run, article = runs / "first", ids["gempa.txt"]

    def brief() -> Any:
        return client.get("/api/runs/first/article", params={"id": article}).json()["brief"]

    cited = [n for sentence in brief()["sentences"] for n in sentence["citations"]]
    assert {0, 1} <= set(cited)
    decide(client, article, 1, "accept", "First try.")
    decide(client, article, 0, "accept", "An earthquake shook Batu.")
    body = {"article_id": article, "index": 1, "text": "My wording.", "editor": "Ani"}
    assert client.post("/api/runs/first/brief-edits", body).status_code == 200
    assert cli("run", "--out", run).code == 0
    decide(client, article, 1, "accept", RIGHT)
    assert brief()["no_longer_in"] == []
    assert "no longer" not in cli("export", run, "--to", "md", "--out", "-").err
    assert cli("run", "--out", run, "--set", "summarize.sentences=1").code == 0
    assert translation(run, 1) == RIGHT
    assert [(row["index"], row["text"]) for row in brief()["no_longer_in"]] == [(1, RIGHT)]
    assert [row["text"] for row in brief()["placeless"]] == ["My wording."]
    page = html.unescape(client.get("/runs/first/desk", params={"id": article}).text)
    assert page.count("No longer in this brief") == 1
    assert f"<q>{RIGHT}</q> (the brief is full of others that were mended" in page
    said = cli("export", run, "--to", "md", "--out", "-").err
    assert "note: accepted at the desk, and no longer in its brief: sentence 1 of gempa.txt; the desk shows" in said
    decide(client, article, 1, "withdraw")
    assert brief()["no_longer_in"] == []


def test_a_sentence_that_was_mended_in_a_brief_stays_in_it(
    client: Any, cli: Cli, runs: Path, ids: dict[str, str]
) -> None:
    """A question, which a brief would not take from an article, stood for all that an editor may write."""
    run, article, short = runs / "first", ids["gempa.txt"], "Help was asked for: who would come?"
    set_to = ("--set", "summarize.model=salient", "--set", "summarize.sentences=2")
    assert cli("run", "--out", run, *set_to).code == 0
    brief = rows(run, "briefs.jsonl")["gempa.txt"]
    place = brief["sentences"][-1]["citations"][0]
    assert decide(client, article, place, "accept", short).status_code == 200
    assert cli("run", "--out", run).code == 0
    brief = rows(run, "briefs.jsonl")["gempa.txt"]
    assert short in [s["text"] for s in brief["sentences"]]
    decide(client, article, place, "withdraw")
    assert cli("run", "--out", run).code == 0
    assert short not in rows(run, "briefs.jsonl")["gempa.txt"]["brief"]


def test_a_mended_sentence_that_left_a_brief_comes_back_when_it_is_accepted_again(
    client: Any, cli: Cli, runs: Path, ids: dict[str, str]
) -> None:
    run, article = runs / "first", ids["gempa.txt"]
    decide(client, article, 1, "accept", RIGHT)
    with TranslationMemory(default_path()) as memory:
        memory.import_many({SOURCE: RIGHT}, in_brief=())  # as it was accepted by an older version
    assert cli("run", "--out", run, "--set", "summarize.sentences=1").code == 0
    page = html.unescape(client.get("/runs/first/desk", params={"id": article}).text)
    assert "accept it again to bring it back" in page
    decide(client, article, 1, "accept", RIGHT)
    assert cli("run", "--out", run).code == 0
    assert rows(run, "briefs.jsonl")["gempa.txt"]["brief"] == RIGHT


def test_a_sentence_mended_in_one_brief_does_not_enter_that_of_another_article(
    client: Any, cli: Cli, runs: Path, ids: dict[str, str]
) -> None:
    """Articles share sentences ("the police are still investigating"): each brief began with such a one."""
    run, other = runs / "first", runs.parent / "other.txt"
    decide(client, ids["gempa.txt"], 1, "accept", RIGHT)
    other.write_text(f"Gempa di Malang\n\nGempa mengguncang Kota Malang pada Kamis pagi. {SOURCE}\n", "utf-8")
    one = ("--set", "summarize.sentences=1", "--set", "translate.memory=auto", "--config", "tiny")
    assert cli("run", other, *one, "--out", runs / "third").code == 0
    assert translation(runs / "third", 1, "other.txt") == RIGHT
    assert RIGHT not in rows(runs / "third", "briefs.jsonl")["other.txt"]["brief"]
    assert cli("run", "--out", run, *one[:2]).code == 0
    assert rows(run, "briefs.jsonl")["gempa.txt"]["brief"] == RIGHT


def test_an_accepted_title_that_is_no_headline_any_more_is_told(client: Any, cli: Cli, runs: Path, ids: Any) -> None:
    run, article = runs / "first", ids["gempa.txt"]
    decide(client, article, -1, "accept", "Earthquake in Batu")
    decide(client, article, 3, "accept", "Nobody died.")  # the brief does not rest on it
    (title, other) = edits.read(Store(run))
    assert (title.in_brief, other.in_brief) == (True, False)
    made = RunsFolder(runs).article(Store(run), article).brief
    assert made is not None
    assert edits.no_longer_in(made, [title, other]) == []
    assert edits.no_longer_in(replace(made, headline="Another"), [title, other]) == [title]


def test_what_a_person_worded_has_no_risk_of_a_machine(
    client: Any, ids: dict[str, str], runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not the sentence to read first, at the desk, in the list of the run and in ``ringkas show``."""
    article, store = ids["gempa.txt"], Store(runs / "first")
    made = next(r for r in articles_of_run(store) if r.id == article)
    assert made.brief is not None
    assert made.translated is not None
    one, two, *more = made.brief.sentences
    risky = replace(made.brief, sentences=(replace(one, risk=0.2), replace(two, risk=0.42), *more))
    said = replace(made.translated, sentences=tuple(replace(t, risk=0.3) for t in made.translated.sentences))
    records = replace(made, brief=risky, translated=said)
    monkeypatch.setattr(RunsFolder, "article", lambda *_: records)
    monkeypatch.setattr("pipeline.serve.runs_folder.articles_of_shard", lambda *_: iter([records]))
    monkeypatch.setattr("pipeline.core.run_articles.articles_of_run", lambda *_: iter([records]))

    def first() -> tuple[int | None, int | None, int]:
        shown = client.get("/api/runs/first/article", params={"id": article}).json()["brief"]["sentences"]
        (row,) = list_articles(store)["articles"]
        places = [n for n, sentence in enumerate(shown, start=1) if sentence["first"]]
        return places[0], RunsFolder(runs).articles(store)[0].first, row["riskiest"]["sentence"]

    assert first() == (2, 2, 2)
    body = {"article_id": article, "index": 1, "text": "A person wrote this.", "editor": "Ani"}
    assert client.post("/api/runs/first/brief-edits", body).status_code == 200
    assert first() == (1, 1, 1)
    sentence = client.get("/api/runs/first/article", params={"id": article}).json()["brief"]["sentences"][1]
    assert (sentence["risk"], sentence["odds"]) == (None, "")
    assert "about 4 in 10" not in client.get("/runs/first/desk", params={"id": article}).text
    accepted = said.sentences[1]
    assert decide(client, article, accepted.index, "accept", accepted.text).status_code == 200
    after = client.get("/api/runs/first/article", params={"id": article}).json()["sentences"]
    assert [s["risk"] for s in after if s["index"] == accepted.index] == [None]


def test_the_command_beside_run_again_can_be_typed(client: Any, ids: dict[str, str], runs: Path) -> None:
    page = client.get("/runs/first/desk", params={"id": ids["gempa.txt"]}).text
    assert f"<code>ringkas run --out {(runs / 'first').resolve()}</code>" in page
