"""Copied or rendered: the public files have the same bytes, however a shard's part came into them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import StoreError
from pipeline.core.fingerprints import digest, file_hash
from pipeline.core.records import Article, Brief, BriefSentence, Citation, CleanArticle, Sentence, TranslatedArticle
from pipeline.core.records import Translation as Pair
from pipeline.core.run_articles import ArticleRecords
from pipeline.core.run_folder import Store
from pipeline.stages.report import lock, pages, writer
from pipeline.stages.report.events import EventIndex

NASTY = ("Satu.", "## 1. Dua", 'id="a1" href="#a1s0"', "\n## 2. Tiga\n", "a1s1 &#34;a2&#34;", "\ud800 <b>", "")
NAMES = ("briefs.jsonl", "translations.jsonl", "clean.jsonl", "briefs.md", "report.html")
Shards = Sequence[tuple[int, ...]]


def records(number: int) -> ArticleRecords:
    """One of many articles: its number says what it contains and how far it came."""
    ident, text, level = f"id{number}", NASTY[number % len(NASTY)], number % 4
    article = Article(ident, f"{number}.txt", f"{text}\n{text}", text if number % 3 else None)
    sentences = (Sentence(0, 0, text, text), Sentence(1, 1, text, text))
    clean = CleanArticle(ident, article.input, article.title, None, text or None, text or None, "id", sentences)
    translated = TranslatedArticle(ident, article.input, None, (Pair(0, text, text), Pair(1, text, text)))
    told = (BriefSentence(text, (Citation(1, 1.0),), ("split",)), BriefSentence(f"{text}.", (Citation(0, 1.0),)))
    brief = Brief(ident, article.input, text, text, told, "lead")
    return ArticleRecords(
        article, clean if level else None, translated if level > 1 else None, brief if level > 2 else None
    )


def page_context() -> dict[str, Any]:
    stage = {"in": 2, "out": 1, "rejected": 1, "flagged": 1, "details": {}}
    return pages.pages_context("Briefs", {"ingest": stage, "summarize": stage}, [], [])


class Made(writer.ReportShard):
    """A shard made of numbers; ``read`` gets them when its articles are asked for."""

    def __init__(self, numbers: tuple[int, ...], read: list[tuple[int, ...]]) -> None:
        super().__init__(Store(Path()), 0, digest({"numbers": numbers}), len(numbers), EventIndex([]))
        self._numbers = numbers
        self._read = read

    @cached_property
    def articles(self) -> list[ArticleRecords]:
        self._read.append(self._numbers)
        return [records(number) for number in self._numbers]


def write(root: Path, shards: Shards, most: int) -> tuple[lock.LastReport, list[tuple[int, ...]]]:
    """Write the files over those that are there, and their lock; returns what was there, and which shards were read."""
    last = lock.read(root / "lock.json")
    read: list[tuple[int, ...]] = []
    context = page_context()
    wanted = {"briefs.md": (pages.markdown(context), 99), "report.html": (pages.html(context, 0), most)}
    spans = writer.write(root, last, [Made(numbers, read) for numbers in shards], writer.ROWS, wanted)
    lock.write(root / "lock.json", "made", {name: file_hash(root / name) for name in NAMES}, spans)
    return last, read


def contents(root: Path) -> dict[str, bytes]:
    return {name: (root / name).read_bytes() for name in (*NAMES, "lock.json")}


POOL: Shards = ((0, 1, 2, 3), (7, 11), (5,), (), (4, 8, 6), (15, 19, 23), (10,))


@settings(max_examples=60, deadline=None)
@given(
    before=st.lists(st.sampled_from(POOL), unique=True),
    after=st.lists(st.sampled_from(POOL), unique=True),
    most=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    edited=st.sets(st.sampled_from(NAMES), max_size=2),
)
def test_shards_that_come_go_and_move_leave_what_a_first_report_leaves(
    before: Shards, after: Shards, most: tuple[int, int], edited: set[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr("os.fsync", lambda handle: None)
        patched.setattr(writer, "_CHUNK", 7)
        one, two = Path(folder, "one"), Path(folder, "two")
        write(one, before, most[0])
        for name in edited:
            (one / name).write_bytes((one / name).read_bytes().swapcase() + b"\n")
        last, _ = write(one, after, most[1])
        assert last.spans.keys() == set(NAMES) - edited
        write(two, after, most[1])
        assert contents(one) == contents(two)


def test_only_what_is_new_is_read(tmp_path: Path) -> None:
    write(tmp_path, [(3,), (7, 11), (15,)], 9)
    assert write(tmp_path, [(5,), (7, 11), (15,), (3,)], 9)[1] == [(5,)]
    (tmp_path / "clean.jsonl").write_bytes(b"")
    assert write(tmp_path, [(5,), (15,), (3,)], 9)[1] == [(5,), (15,), (3,)]  # for that file


def test_a_page_reads_only_shards_that_it_shows_more_of(tmp_path: Path) -> None:
    write(tmp_path, [(3,), (7, 11), (15,), (19,)], 2)
    assert write(tmp_path, [(7, 11), (15,), (19,)], 2)[1] == [(7, 11)]  # the page had the first of the two
    assert write(tmp_path, [(3,), (7, 11), (15,), (19,)], 2)[1] == [(3,)]


def test_a_section_is_renumbered_as_if_rendered() -> None:
    for page in (pages.markdown(page_context()), pages.html(page_context(), 0)):
        for number in range(3, 28, 4):  # those with a brief
            for old, new in ((1, 2), (9, 10), (12, 1), (3, 3)):
                before, after = (page.section(records(number), n).encode("utf-8", "replace") for n in (old, new))
                assert page.renumbered(before, old, new) == after


def test_a_file_that_shrinks_while_it_is_read_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, [(3,), (7,)], 9)
    last = lock.read(tmp_path / "lock.json")
    (tmp_path / "briefs.jsonl").write_bytes(b"{}\n")
    with pytest.raises(StoreError, match=r"briefs\.jsonl was changed"):
        writer.write(tmp_path, last, [Made((7,), [])], writer.ROWS, {})
    assert (tmp_path / "briefs.jsonl").read_bytes() == b"{}\n"
    assert not list(tmp_path.glob(".*.tmp"))


@pytest.mark.parametrize(
    "harm",
    [
        lambda text: text[:80],
        lambda text: text.replace('"0 0 ', '"1 0 ', 1),
        lambda text: "[]",
        lambda text: '"check"',
        lambda text: '{"fingerprint": "made", "files": {}}',
        lambda text: "",
    ],
)
def test_a_lock_that_is_not_as_it_was_written_says_nothing(tmp_path: Path, harm: Any) -> None:
    write(tmp_path, [(3,), (7, 11)], 9)
    path = tmp_path / "lock.json"
    assert lock.read(path).intact
    before = path.read_text("utf-8")
    path.write_text(harm(before), "utf-8")
    assert path.read_text("utf-8") != before
    assert lock.read(path) == lock.LastReport()


def test_a_missing_lock_says_nothing_and_a_missing_file_is_not_copied_from(tmp_path: Path) -> None:
    assert lock.read(tmp_path / "lock.json") == lock.LastReport()
    write(tmp_path, [(3,)], 9)
    (tmp_path / "briefs.md").unlink()
    last = lock.read(tmp_path / "lock.json")
    assert not last.intact
    assert last.spans.keys() == set(NAMES) - {"briefs.md"}
