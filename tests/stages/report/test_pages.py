"""The pages show what is there, escape it, and need nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import ClassVar

import pytest

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


def context() -> dict[str, object]:
    stage = {"in": 2, "out": 1, "rejected": 1, "flagged": 1, "details": {"flag:split": 1}}
    rejected = [Rejected("b.txt", "ingest", "the file is empty | really")]
    score = {"system": "run", "metric": "chrf", "value": 50.0, "low": None, "high": None, "n": 1, "signature": "s"}
    return pages.pages_context("Briefs", {"ingest": stage, "summarize": stage}, [score], rejected)


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


def test_html_is_one_file_that_escapes_and_links() -> None:
    text = written(pages.html(context(), hidden=3), records(), ArticleRecords(Article("id2", "c.txt", "x")))
    assert "<script" not in text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)
    assert 'href="#a1s1"' in text
    assert 'id="a1s1"' in text
    assert '<span class="doubt" title="number lost">One &lt;script&gt;' in text
    assert 'href="#a1s1" title="Dua."' in text
    assert text.index("Head") < text.index("What each stage did")  # the briefs are what the page is for
    assert "<del>Baca juga: lain</del>" in text
    assert "number lost" in text
    assert "This page leaves out 3 articles" in text
    assert "no brief" in text


def test_bullets_are_shown_as_a_list() -> None:
    shown = records()
    assert shown.brief is not None
    sentences = (*shown.brief.sentences, BriefSentence("Two.", (Citation(1, 1.0),)))
    listed = replace(shown, brief=replace(shown.brief, sentences=sentences, plan='{"style": "bullets"}'))
    text = written(pages.markdown(context()), listed)
    assert [line for line in text.splitlines() if line.startswith("- ")][1] == "- Two. [1]"
    page = written(pages.html(context(), hidden=0), listed)
    assert page.count("<li>") == 2
    assert '<ul class="brief">' in page
    plain = replace(shown, brief=replace(shown.brief, sentences=sentences, plan='{"ladder": []}'))
    assert "<li>" not in written(pages.html(context(), hidden=0), plain)
    assert "\n- " not in written(pages.markdown(context()), plain)


def test_html_is_well_formed() -> None:
    class Balance(HTMLParser):
        """Keeps the open elements; fails when one is closed that is not open."""

        open_: ClassVar[list[str]] = []
        optional: ClassVar[set[str]] = {"tr", "td", "th", "p", "li", "meta"}

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in self.optional:
                self.open_.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in self.optional:
                assert self.open_.pop() == tag

    parser = Balance()
    parser.feed(written(pages.html(context(), hidden=0), records()))
    assert not parser.open_


def test_struck_lines_keep_the_articles_order() -> None:
    lines = pages.struck_lines(records())
    assert [any(rule for _, rule in pieces) for pieces in lines] == [False, True, False]


def test_a_line_that_lost_only_its_dateline_or_a_link_is_there_whole() -> None:
    line = "MEDAN, Kabar - Warga mengungsi.  Baca juga: Harga naik. Bantuan tiba."
    removed = [Removed(0, "Baca juga: Harga naik.", "related-link"), Removed(0, "MEDAN, Kabar -", "dateline")]
    assert pages._pieces(line, removed) == [
        ("MEDAN, Kabar -", "dateline"),
        ("Warga mengungsi.", ""),
        ("Baca juga: Harga naik.", "related-link"),
        ("Bantuan tiba.", ""),
    ]
    assert pages._pieces("Warga  pergi.", [Removed(0, "gone", "other")]) == [("Warga  pergi.", ""), ("gone", "other")]


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("number-lost", "number lost"),
        ("translation-date-repaired", "date repaired"),
        ("date-lost-by-translation", "date lost"),
        ("headline-name-invented-by-summarization", "headline: name invented by the summarizer"),
        ("language:en", "another language (en)"),
        ("too-long", "much longer than the source"),
        ("translation-already-english", "it was in English already"),
        ("something-new", "something-new"),
    ],
)
def test_flags_are_said_in_words(flag: str, words: str) -> None:
    assert pages.flag_words(flag) == words


def test_what_several_flags_say_is_said_once() -> None:
    assert pages.all_words(["date-lost-by-translation", "translation-date-lost", "split"]) == [
        "date lost",
        "a long sentence was translated in parts",
    ]
