"""The news suite is what its README says: counts, terms, two references that keep the source's figures."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "eval" / "suites" / "news"
DATE = re.compile(r"\(\d+/\d+(?:/\d+)?\)")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / "sentences.jsonl").read_text("utf-8").splitlines()]


def test_counts() -> None:
    every = rows()
    assert [r["id"] for r in every] == [f"news-{n:04d}" for n in range(1, 601)]
    assert set(Counter(r["beat"] for r in every).values()) == {30}
    assert len({r["beat"] for r in every}) == 20
    assert Counter(r["kind"] for r in every)["headline"] == 40
    assert len({r["source"] for r in every}) == 600


def test_terms_occur_twice_or_more() -> None:
    terms = Counter(term for r in rows()[:200] for term in set(r["terms"]))
    assert len(terms) == 85
    assert min(terms.values()) >= 2


def test_references_differ_and_keep_the_figures() -> None:
    for row in rows():
        assert row["reference"] != row["reference_2"]
        source = sorted(re.findall(r"\d", DATE.sub("", row["source"])))
        for key in ("reference", "reference_2"):
            if not DATE.search(row["source"]):
                assert Counter(source) - Counter(re.findall(r"\d", row[key])) == Counter(), row["id"]


def test_the_text_files_are_the_same_sentences() -> None:
    for name, key in (("source.id", "source"), ("reference.en", "reference"), ("reference-2.en", "reference_2")):
        assert (FOLDER / name).read_text("utf-8").splitlines() == [r[key] for r in rows()]
