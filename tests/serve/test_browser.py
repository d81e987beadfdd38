"""The web app in a real browser: the desk, a text on its way, judging by keys, and what must not run.

Skipped where Playwright or a Chromium is missing; ``RINGKAS_CHROMIUM`` names the browser's program.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from pipeline.core.config import load_config
from pipeline.serve.app import Settings, create_app
from tests.chromium import MARKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [*MARKS, pytest.mark.heavy]
Visit = Callable[..., "Page"]
PAYLOAD = "<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>"
TEXT = "Pemerintah kota akan menggelar operasi pasar pada hari Senin di empat kecamatan.\nWarga menunggu di balai desa."


@pytest.fixture
def site(runs: Path) -> Iterator[str]:
    """The web app on a free port; its address."""
    app = create_app(Settings(runs, config=load_config("tiny", ["clean.min_words=5"])))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """Open a page; at the end nothing may have asked another server, run a payload, or ended in an error."""
    wrong: list[str] = []
    contexts = []

    def opened(path: str, **options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: wrong.extend([request.url] * (not request.url.startswith((site, "data:")))))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.extend([message.text] * (message.type == "error")))
        page.goto(site + path)
        return page

    yield opened
    titles = [page.title() for context in contexts for page in context.pages]
    for context in contexts:
        context.close()
    assert wrong == []
    assert "ran" not in titles


@pytest.fixture
def gempa(runs: Path) -> str:
    rows = map(json.loads, (runs / "first" / "briefs.jsonl").read_text("utf-8").splitlines())
    return next(str(row["article_id"]) for row in rows if row["input"] == "gempa.txt")


def test_an_editor_mends_a_sentence_and_runs_again(visit: Visit, gempa: str, runs: Path) -> None:
    page = visit("/runs/first")
    page.get_by_label("Your name").fill("Ani")
    page.get_by_role("link", name="earthquake in").click()
    page.wait_for_load_state()
    assert page.get_by_label("Your name").input_value() == "Ani"  # remembered
    page.locator("#brief .line").nth(2).get_by_role("link", name="sentence 1").click()
    assert page.url.endswith("#s1")
    page.get_by_role("button", name="Edit sentence 1", exact=True).press("Enter")
    editor = page.locator("#s1 .editor")
    editor.get_by_role("button", name="Alternatives").click()
    alternatives = editor.locator(".alternatives li")
    alternatives.nth(1).get_by_role("button", name="Take").click()
    assert editor.locator("textarea").input_value() == alternatives.nth(1).locator(".text").text_content()
    editor.locator("textarea").fill("The government has sent 120 volunteers. " + PAYLOAD)
    editor.locator("textarea").press("Control+Enter")
    state = page.locator("#s1 .state")
    state.get_by_text("accepted by Ani").wait_for()
    assert "waits for the next run" in (state.text_content() or "")
    with page.expect_navigation():
        page.get_by_role("button", name="Run again").click()
    assert (page.locator("#s1 .text").text_content() or "").startswith("The government has sent 120 volunteers.")
    assert "The government has sent 120 volunteers." in (page.locator("#brief").text_content() or "")
    assert "The government has sent 120" in (runs / "first" / "briefs.jsonl").read_text("utf-8")


def test_a_brief_is_worded_differently_and_what_is_missing_is_said(visit: Visit, gempa: str) -> None:
    page = visit(f"/runs/first/desk?id={gempa}")
    page.get_by_role("button", name="Word sentence 1 of the brief differently").click()
    form = page.locator("#brief .editor")
    form.locator("textarea").fill("A quake hit Batu.")
    form.get_by_role("button", name="Keep this wording").click()
    page.get_by_text("type your name first").wait_for()
    page.get_by_label("Your name").fill("Budi")
    with page.expect_navigation():
        form.get_by_role("button", name="Keep this wording").click()
    assert "worded by Budi" in (page.locator("#brief").text_content() or "")
    page.get_by_label("Indonesian").fill("balai kota")
    page.get_by_label("English", exact=True).fill("town hall")
    page.get_by_role("button", name="Put it into the glossary").click()
    page.get_by_text("balai kota is town hall").wait_for()


def test_a_text_on_its_way(visit: Visit) -> None:
    page = visit("/try")
    page.locator("#text").fill(f"{TEXT}\nWarga menulis {PAYLOAD} di papan desa itu kemarin.")
    page.get_by_role("button", name="Translate and summarize").click()
    page.get_by_text("The brief is there.").wait_for()
    steps = page.locator("#steps li").all_text_contents()
    names = [step.replace(":", " ").split()[0] for step in steps]
    assert names == ["Begun", "Models", "Read", "Cleaned", "Translated", "Summarized"]
    assert (page.locator("#s0 .english .text").text_content() or "").startswith("Government kota")
    content = f"<html><p>{TEXT}</p></html>".encode()
    page.locator("#file").set_input_files({"name": "a.html", "mimeType": "text/html", "buffer": content})
    page.get_by_role("button", name="Translate and summarize").click()
    page.locator("#result h3").wait_for()
    page.locator("#text").fill("")
    page.get_by_role("button", name="Translate and summarize").click()
    page.get_by_text("Stopped:").wait_for()


def test_judging_by_keys(visit: Visit, runs: Path) -> None:
    page = visit("/judge?runs=first&runs=second")
    page.get_by_label("Your name").fill("Ani 12t")  # keys typed into a field are no votes
    page.get_by_role("button", name="begin").click()
    for number, key in enumerate("12t", start=1):
        page.get_by_text(f"{number} of 3").wait_for()
        visible = page.locator("main").inner_text()
        assert "first" not in visible
        assert "second" not in visible
        page.get_by_label("reads badly").check()
        page.keyboard.press(key)
    page.get_by_text("All judged").wait_for()
    rows = [json.loads(line) for line in (runs / "votes.jsonl").read_text("utf-8").splitlines()]
    assert [row["preferred"] == row["shown"][0] for row in rows] == [True, False, False]
    assert rows[2]["preferred"] is None
    assert [row["reasons"] for row in rows] == [["reads badly"]] * 3


def test_direct_scores_by_keys(visit: Visit, runs: Path) -> None:
    page = visit("/judge?runs=first&runs=second&form=direct")
    page.get_by_label("Your name").fill("Ani")
    page.get_by_role("button", name="begin").click()
    page.get_by_text("1 of 6").wait_for()
    box = page.locator("#judged")
    text = box.input_value()
    box.focus()
    page.keyboard.press("Control+Home")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("j")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("m")
    assert page.locator("#spans mark").all_text_contents() == [text[:5], "something is missing"]
    assert page.locator("#marked mark").all_text_contents() == [text[:5]]
    page.locator("#score").focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Next").click()
    page.get_by_text("2 of 6").wait_for()
    (row,) = [json.loads(line) for line in (runs / "votes.jsonl").read_text("utf-8").splitlines()]
    assert row["score"] == 100
    spans = [(s["start"], s["end"], s["severity"]) for s in row["spans"]]
    assert spans == [(0, 5, "major"), (len(text), len(text), "minor")]


def test_a_report_reaches_nothing_of_ours(browser: Browser, site: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/runs/first/report.html")
    assert page.evaluate("self.origin") == "null"
    assert page.evaluate("fetch('/api/session').then(() => 'reached', () => 'refused')") == "refused"
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(visit: Visit, gempa: str, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    two = "runs=first&runs=second"
    paths = ("/", "/runs/first", f"/runs/first/desk?id={gempa}", "/try", f"/judge?{two}", f"/judge?{two}&form=direct",
             f"/compare?{two}", "/api")  # fmt: skip
    for path in paths:
        page = visit(path, color_scheme=scheme, viewport={"width": 900, "height": 900})
        if page.locator("#start").count():
            page.get_by_label("Your name").fill("Ani")
            page.locator("#start").click()
            page.locator("#item").wait_for()
        if page.locator("button.edit").count():
            page.locator("button.edit").first.click()
        violations = axe.Axe().run(page).response["violations"]
        serious = [(v["id"], v["nodes"][0]["html"]) for v in violations if v["impact"] in ("serious", "critical")]
        assert serious == [], path


def test_nothing_is_wider_than_a_telephone(visit: Visit, gempa: str) -> None:
    for path in ("/", "/runs/first", f"/runs/first/desk?id={gempa}", "/try", "/compare?runs=first&runs=second", "/api"):
        page = visit(path, viewport={"width": 375, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
