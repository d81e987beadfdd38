"""Results show themselves in a notebook: whole, escaped, and warned where there is something to check."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from pipeline.comparison.compare import compare
from pipeline.core.records import Brief, BriefSentence, Citation, Score, Scores
from tests.docs.sandbox import SENTENCES

HOSTILE = "<script>alert('x')</script>"


class Tags(HTMLParser):
    """The elements of a text, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.opened.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"


def test_a_brief_has_its_sentences_sources_and_warnings() -> None:
    plain = BriefSentence("Rice rose 12 percent.", (Citation(0, 0.9), Citation(2, 0.5)))
    flagged = BriefSentence(HOSTILE, (Citation(1, 0.9),), ("translation-number-lost",))
    html = Brief("a", "a.txt", "Harga beras", f"Rice {HOSTILE}", (plain, flagged), "salient")._repr_html_()
    tags = Tags(html)
    assert "script" not in tags.opened
    assert tags.words.count(HOSTILE) == 2
    assert "rests on 0, 2" in tags.words
    assert "translation-number-lost" in tags.words
    assert html.count("style=") == 1


def test_scores_are_a_table_and_what_is_unknown_is_a_dash() -> None:
    scores = Scores([Score("chrf", 65.912, 64.9, 67.0, "sig", n=600), Score("ter", float("nan"), None, None, HOSTILE)])
    tags = Tags(scores._repr_html_())
    assert tags.opened.count("tr") == 3
    assert "65.91" in tags.words
    assert "64.90 to 67.00" in tags.words
    assert "- to -" in tags.words
    assert "script" not in tags.opened
    assert Tags(scores[0]._repr_html_()).opened.count("tr") == 2


def test_a_comparison_has_its_verdict_scores_and_differences(tmp_path: Path) -> None:
    texts = {"ref": [e for _, e in SENTENCES], "a": [e for _, e in SENTENCES], "b": [e.lower() for _, e in SENTENCES]}
    files = {name: tmp_path / f"{name}.en" for name in texts}
    for name, lines in texts.items():
        files[name].write_text("".join(f"{line}\n" for line in lines * 4), "utf-8")
    found = compare([files["a"], files["b"]], [files["ref"]], None, ["chrf"], samples=100)
    tags = Tags(found._repr_html_())
    assert "a.en against b.en" in tags.words or "a against b" in tags.words
    assert found.verdicts[0].sentence in tags.words
    assert tags.opened.count("table") == 2
    assert tags.words.count("chrf") >= 3
