"""The pages: what is on them, what is found, and that texts stay texts."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from pipeline.serve.runs_folder import RunsFolder, worst_first

Open = Callable[..., Any]


def tree(client: Any, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content)


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_the_first_page_lists_the_runs(client: Any) -> None:
    page = tree(client, "/")
    rows = [[text(cell) for cell in row.xpath("./td|./th")] for row in page.xpath("//tbody/tr")]
    assert {row[1] for row in rows} == {"first", "second"}
    assert rows[0][2:6] == ["fake + lead", "3", "3", "0"]
    assert page.xpath("//main")
    assert page.xpath("//html/@lang") == ["en"]


def test_a_run_lists_its_articles_and_finds_them(client: Any, ids: dict[str, str]) -> None:
    page = tree(client, "/runs/first")
    assert "3 articles" in text(page)
    assert page.xpath("//a[contains(@href, '/report.html')]")
    links = page.xpath("//ol[@class='articles']//a/@href")
    assert f"/runs/first/desk?id={ids['gempa.txt']}" in links
    found = tree(client, "/runs/first?query=beras.txt")
    assert "1 articles" in text(found)
    assert "beras.txt" in text(found)
    assert "0 articles" in text(tree(client, "/runs/first?query=beras gempa"))
    assert "Critical" in text(tree(client, "/runs/first?flagged=true"))  # in the report's words


def test_the_worst_come_first(runs: Path) -> None:
    folder = RunsFolder(runs)
    rows = folder.articles(folder.find("first"))
    assert [row.number for row in rows] == [1, 2, 3]
    from dataclasses import replace

    mixed = [replace(rows[0], severity=s) for s in ("", "minor", "critical", "major", "critical")]
    assert [row.severity for row in worst_first(mixed)] == ["critical", "critical", "major", "minor", ""]


def test_the_desk_has_source_and_english_side_by_side(client: Any, ids: dict[str, str]) -> None:
    page = tree(client, f"/runs/first/desk?id={ids['gempa.txt']}")
    pairs = page.xpath("//li[@class='pair']")
    assert len(pairs) == 5  # the title and four sentences
    assert text(pairs[1].xpath(".//*[@lang='id']")[0]).startswith("Gempa mengguncang Kota Batu")
    assert text(pairs[1].xpath(".//p[@class='text']")[0]).startswith("Earthquake mengguncang")
    assert pairs[1].get("id") == "s0"
    assert page.xpath("//section[@id='brief']//a[@href='#s0']")
    assert page.xpath("//a[@rel='next']") or page.xpath("//a[@rel='prev']")


PAYLOADS = ("<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "<b>tulisan</b>")


def test_markup_in_texts_stays_text(client: Any, ids: dict[str, str]) -> None:
    article = ids["markup.txt"]  # its markup is removed when it is read; what an editor types is not
    for index, payload in enumerate(PAYLOADS):
        body = {"article_id": article, "index": index, "text": payload, "editor": payload}
        assert client.post("/api/runs/first/decisions", {**body, "action": "accept"}).status_code == 200
        assert client.post("/api/runs/first/brief-edits", body).status_code == 200
    seen = ""
    for path in ("/runs/first", f"/runs/first/desk?id={article}"):
        page = html.fromstring(client.get(path).content)
        assert [s.get("src") for s in page.xpath("//script")] == ["/static/app.js"], path
        assert not page.xpath("//main//img|//main//b|//@onerror"), path
        seen += page.text_content()
    assert all(payload in seen for payload in PAYLOADS)  # as text


@pytest.mark.parametrize("payload", ['"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "</title><b>"])
def test_markup_in_a_request_stays_text(client: Any, payload: str) -> None:
    for path in (
        f"/runs/first?query={payload}",
        f"/runs/{payload}",
        f"/runs/first/desk?id={payload}",
        f"/judge?runs={payload}&runs=x",
    ):
        page = html.fromstring(client.get(path).content)
        assert [s.get("src") for s in page.xpath("//script")] == ["/static/app.js"], path
        assert not page.xpath("//img|//b"), path


def test_a_name_with_markup_and_odd_letters_is_a_run_like_others(client: Any, runs: Path) -> None:
    name = "a <i>\"b'& é 100%?#"
    shutil.copytree(runs / "first", runs / name)
    page = tree(client, "/")
    link = next(a for a in page.xpath("//tbody//a") if text(a) == name)
    assert not page.xpath("//tbody//i")
    shown = tree(client, link.get("href"))
    assert text(shown.xpath("//h1")[0]) == name
    assert client.get(shown.xpath("//a[contains(@href, 'report.html')]/@href")[0]).status_code == 200


def test_runs_in_a_folder_of_runs_and_unfinished_ones(client: Any, runs: Path) -> None:
    (runs / "sweep").mkdir()
    shutil.copytree(runs / "first", runs / "sweep" / "inner")
    shutil.copytree(runs / "second", runs / "broken")
    (runs / "broken" / "manifest.json").write_text("[1, 2")
    (runs / "broken" / "run.json").write_text('{"config": 7}')
    (runs / "notes").mkdir()
    (runs / "file.txt").write_text("not a run")
    names = {run["name"]: run for run in client.get("/api/runs").json()}
    assert set(names) == {"first", "second", "sweep~inner", "broken"}
    assert not names["broken"]["complete"]
    assert tree(client, "/runs/sweep~inner").xpath("//ol[@class='articles']/li")
    assert "not finished" in text(tree(client, "/"))


def test_one_run_can_be_served_alone(opened: Open, runs: Path) -> None:
    client = opened(runs=runs / "first")
    assert [run["name"] for run in client.get("/api/runs").json()] == ["first"]
    assert client.get("/runs/second").status_code == 404


def test_an_index_is_made_anew_when_the_run_changes(client: Any, runs: Path) -> None:
    assert client.get("/api/runs/first/articles").json()["total"] == 3
    shutil.rmtree(runs / "first" / "shards")
    shutil.copytree(runs / "second" / "shards", runs / "first" / "shards")
    (runs / "first" / "shards" / "summarize" / "00000.lock.json").touch()
    assert client.get("/api/runs/first/articles").json()["articles"][0]["flags"]


def test_a_damaged_run_is_an_error_that_says_so(client: Any, runs: Path) -> None:
    next((runs / "first" / "shards" / "translate").glob("*.parquet")).write_bytes(b"no")
    answer = client.get("/runs/first")
    assert answer.status_code == 409
    assert "cannot be read" in answer.text
    assert "ringkas run --out" in answer.text


def test_errors_are_pages_for_people_and_json_for_programs(client: Any) -> None:
    assert "there is no run" in text(html.fromstring(client.get("/runs/none").content))
    assert client.get("/api/runs/none").json() == {
        "error": "there is no run 'none'",
        "hint": "the first page lists them",
    }
    assert client.get("/nowhere").status_code == 404
    assert client.get("/api/nowhere").json()["error"] == "Not Found"
    assert client.get("/runs/first?start=-1").status_code == 422
    assert "start" in client.get("/api/runs/first/articles?start=x").json()["error"]


def test_two_runs_are_compared(client: Any) -> None:
    page = tree(client, "/compare?runs=first&runs=second")
    assert text(page.xpath("//h1")[0]) == "first against second"
    assert page.xpath("//p[contains(@class, 'verdict')]")
    titles = [text(h2) for h2 in page.xpath("//h2")]
    assert "Scores, with 95% intervals" in titles
    result = client.get("/api/compare?runs=first&runs=second").json()
    assert result["systems"] == ["first", "second"]
    assert client.get("/compare?runs=first").status_code == 400
    assert client.get("/compare?runs=first&runs=first").status_code == 400
    assert client.get("/compare").status_code == 422


def test_the_api_is_described(client: Any) -> None:
    described = client.get("/api/openapi.json").json()
    assert described["info"]["title"] == "Ringkas"
    page = tree(client, "/api")
    assert len(page.xpath("//tbody/tr")) == sum(len(methods) for methods in described["paths"].values())
    for methods in described["paths"].values():
        assert all(operation.get("description") for operation in methods.values())


def test_lone_surrogates_do_not_break_a_page(client: Any, runs: Path) -> None:
    manifest = json.loads((runs / "first" / "manifest.json").read_text())
    manifest["config_name"] = "odd\ud800name"
    (runs / "first" / "manifest.json").write_text(json.dumps(manifest))
    assert re.search(r"config odd\?name", client.get("/runs/first").text)
    assert client.get("/api/runs").status_code == 200
