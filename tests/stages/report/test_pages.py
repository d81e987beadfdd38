"""The pages hold what is there, escape it, and need nothing else; test_report_page.py opens one in a browser."""

from __future__ import annotations

import base64
import hashlib
import html as html_module
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, ClassVar

from pipeline.core.records import (
    Article,
    Brief,
    BriefSentence,
    Citation,
    CleanArticle,
    Rejected,
    Removed,
    Sentence,
    TranslatedArticle,
    Translation,
)
from pipeline.core.run_articles import ArticleRecords
from pipeline.stages.report import pages

NASTY = '<script>alert("x")</script> *bintang* [tautan](x)'


def records() -> ArticleRecords:
    article = Article("id1", "a.txt", f"Satu {NASTY}.\nBaca juga: lain\nDua.", "Judul <b>")
    sentences = (Sentence(0, 0, f"Satu {NASTY}.", "Satu."), Sentence(1, 2, "Dua.", "Dua."))
    clean = CleanArticle(
        "id1",
        "a.txt",
        "Judul <b>",
        "2023-09-13",
        "Antara",
        None,
        "id",
        sentences,
        (Removed(1, "Baca juga: lain", "read-also"),),
    )
    translations = (
        Translation(0, sentences[0].text, f"One {NASTY}.", -0.1, flags=("number-lost",)),
        Translation(1, "Dua.", "Two."),
    )
    translated = TranslatedArticle("id1", "a.txt", None, translations)
    brief = Brief(
        "id1",
        "a.txt",
        "Judul <b>",
        "Head",
        (BriefSentence(f"One {NASTY}.", (Citation(0, 1.0), Citation(1, 0.5)), ("number-lost",)),),
        "lead",
    )
    return ArticleRecords(article, clean, translated, brief)


def context() -> dict[str, Any]:
    stage = {"in": 2, "out": 1, "rejected": 1, "flagged": 1, "details": {"flag:split": 1}}
    rejected = [Rejected("b.txt", "ingest", "the file is empty | really")]
    score = {"system": "run", "metric": "chrf", "value": 50.0, "low": None, "high": None, "n": 1, "signature": "s"}
    return pages.pages_context("Briefs", {"ingest": stage, "summarize": {**stage, "seconds": 1.5}}, [score], rejected)


def written(page: pages.Page, *articles: ArticleRecords) -> str:
    sections: list[str] = []
    for article in articles:
        sections.append(page.section(article, sum(map(bool, sections)) + 1))
    return "".join([page.head(), *sections, page.tail()])


def test_markdown_shows_brief_citations_source_and_rejects() -> None:
    text = written(pages.markdown(context()), records(), ArticleRecords(Article("id2", "c.txt", "x")))
    assert "## 1. Head" in text
    assert "[0, 1]" in text
    assert "Source: a.txt, Antara, 2023-09-13" in text
    assert "| b.txt | ingest | the file is empty \\| really |" in text
    assert "<script>" not in text
    assert "## 2." not in text


def test_a_sentence_that_is_trusted_less_has_its_indonesian_beside_it() -> None:
    one = records()
    assert one.brief is not None
    told = replace(one.brief.sentences[0], source="Satu *bintang*.")
    one = replace(one, brief=replace(one.brief, sentences=(told,)))
    assert "[0, 1] (Indonesian: Satu \\*bintang\\*.)\n" in written(pages.markdown(context()), one)
    page = written(pages.html(context(), 0), one)
    assert '<span class="beside" lang="id">(Satu *bintang*.)</span>' in page  # without scripts
    assert elements(page, 'class="overview"')[0]["sentences"][0]["source"] == "Satu *bintang*."


def elements(text: str, kind: str) -> list[dict[str, Any]]:
    """The JSON elements of a page that are of this class or id."""
    return [json.loads(found) for found in re.findall(rf'<script type="application/json" {kind}>(.*?)</script>', text)]


def test_html_is_one_file_that_escapes_and_holds_its_data() -> None:
    text = written(pages.html(context(), hidden=3), records(), ArticleRecords(Article("id2", "c.txt", "x")))
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", text)
    assert NASTY not in text
    first, second = elements(text, 'class="overview"')
    assert first["headline"] == "Head"
    assert first["sentences"][0]["text"] == f"One {NASTY}."
    assert first["sentences"][0]["cites"] == [0, 1]
    assert second["state"] == "ingested"
    details = elements(text, 'class="detail"')
    assert details[0]["lines"][1] == [["Baca juga: lain", "read-also"]]
    assert elements(text, 'id="run"')[0]["rejected"][0]["reason"] == "the file is empty | really"
    assert elements(text, 'id="times"') == [{"summarize": 1.5}]
    assert "This page leaves out 3 of" in text


def test_the_policy_allows_the_pages_script_and_style_and_nothing_else() -> None:
    text = written(pages.html(context(), hidden=0), records())
    policy = html_module.unescape(re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[0])
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    for kind, tag in (("script-src", "script"), ("style-src", "style")):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        hashed = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules[kind] == f"'sha256-{hashed}'"
    assert " style=" not in text  # which the policy forbids


def test_the_script_ends_where_its_element_ends_and_makes_no_markup() -> None:
    script = pages.asset("report.js")
    assert not re.search(r"</script|<!--", script, re.IGNORECASE)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttp", script)


def test_times_are_all_that_differs_between_two_runs() -> None:
    one, other = context(), context()
    other["counts"] = {**other["counts"], "summarize": {**other["counts"]["summarize"], "seconds": 99.0}}
    texts = [written(pages.html(each, hidden=0), records()) for each in (one, other)]
    assert texts[0] != texts[1]
    plain = [re.sub(r'<script type="application/json" id="times">.*?</script>', "", text) for text in texts]
    assert plain[0] == plain[1]


def test_bullets_are_shown_as_a_list() -> None:
    shown = records()
    assert shown.brief is not None
    sentences = (*shown.brief.sentences, BriefSentence("Two.", (Citation(1, 1.0),)))
    listed = replace(shown, brief=replace(shown.brief, sentences=sentences, plan='{"style": "bullets"}'))
    text = written(pages.markdown(context()), listed)
    assert [line for line in text.splitlines() if line.startswith("- ")][1] == "- Two. [1]"
    assert elements(written(pages.html(context(), hidden=0), listed), 'class="overview"')[0]["style"] == "bullets"
    plain = replace(shown, brief=replace(shown.brief, sentences=sentences, plan='{"ladder": []}'))
    assert "\n- " not in written(pages.markdown(context()), plain)


def test_html_is_well_formed() -> None:
    class Balance(HTMLParser):
        """Keeps the open elements; fails when one is closed that is not open."""

        open_: ClassVar[list[str]] = []
        empty: ClassVar[set[str]] = {"meta", "input"}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in self.empty:
                self.open_.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open_.pop() == tag

        def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            """A shape of a plot: opened and closed at once."""

    parser = Balance()
    parser.feed(written(pages.html(context(), hidden=0), records()))
    assert not parser.open_
