"""The lines of an article as it came: whole, in order, with what was removed marked inside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.records import Article, CleanArticle, Removed, TranslatedArticle, Translation
from pipeline.core.run_articles import ArticleRecords
from pipeline.stages.report import lines


def records(text: str, sources: list[str], removed: tuple[Removed, ...] = ()) -> ArticleRecords:
    clean = CleanArticle("id1", "a.txt", None, None, None, None, "id", (), removed)
    translations = tuple(Translation(n, source, "x") for n, source in enumerate(sources))
    return ArticleRecords(Article("id1", "a.txt", text), clean, TranslatedArticle("id1", "a.txt", None, translations))


def test_struck_lines_keep_the_articles_order() -> None:
    shown = records("Satu.\nBaca juga: lain\nDua.", [], (Removed(1, "Baca juga: lain", "read-also"),))
    assert [any(rule for _, rule in pieces) for pieces in lines.struck_lines(shown)] == [False, True, False]


def test_of_a_rejected_text_of_megabytes_the_beginning_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST_REJECTED", 9)
    rejected = ArticleRecords(Article("id1", "a.txt", "Satu.\nDua tiga."), None, None)
    left = "[6 more characters are not shown: the article was rejected]"
    assert lines.struck_lines(rejected) == [[("Satu.", "")], [("Dua", "")], [(left, "")]]
    assert len(lines.struck_lines(records("Satu.\nDua tiga.", []))) == 2


def test_a_line_that_lost_only_its_dateline_or_a_link_is_there_whole() -> None:
    line = "MEDAN, Kabar - Warga mengungsi.  Baca juga: Harga naik. Bantuan tiba."
    removed = [Removed(0, "Baca juga: Harga naik.", "related-link"), Removed(0, "MEDAN, Kabar -", "dateline")]
    assert lines._pieces(line, removed) == [
        ("MEDAN, Kabar -", "dateline"),
        ("Warga mengungsi.", ""),
        ("Baca juga: Harga naik.", "related-link"),
        ("Bantuan tiba.", ""),
    ]
    assert lines._pieces("Warga  pergi.", [Removed(0, "gone", "other")]) == [("Warga  pergi.", ""), ("gone", "other")]


def test_whole_sentences_are_places_and_anything_else_is_text() -> None:
    text = "Satu  dua. Tiga.\nMEDAN, Kabar - Empat. Lima\nEnam."
    removed = (Removed(1, "MEDAN, Kabar -", "dateline"),)
    assert lines.referring_lines(records(text, ["Satu dua.", "Tiga.", "Empat.", "Enam."], removed)) == [
        [[0, 1]],
        [["MEDAN, Kabar -", "dateline"], ["Empat. Lima", ""]],
        [[3, 3]],
    ]
    assert lines.referring_lines(ArticleRecords(Article("id1", "a.txt", "Satu."))) == [[["Satu.", ""]]]


WORDS = st.sampled_from(["Satu.", "Satu dua.", "Dua.", "S", "Satu", ""])


@given(st.lists(st.lists(WORDS, max_size=4), max_size=4), st.lists(WORDS, max_size=6))
def test_what_a_page_puts_together_is_what_came(came: list[list[str]], sources: list[str]) -> None:
    shown = records("\n".join(" ".join(line) for line in came), sources)
    rebuilt = [
        " ".join(
            " ".join(" ".join(sources[first : second + 1]).split()) if isinstance(first, int) else first
            for first, second in pieces
        )
        for pieces in lines.referring_lines(shown)
    ]
    assert [" ".join(line.split()) for line in rebuilt] == [
        " ".join(" ".join(line).split()) for line in came if " ".join(line).strip()
    ]
