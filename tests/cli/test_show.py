"""The verb show: an article at every stage, or the list of a run's articles with what is to be checked."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.cli import show
from pipeline.core.records import (
    Article,
    Brief,
    BriefSentence,
    Citation,
    CleanArticle,
    Sentence,
    TranslatedArticle,
    Translation,
)
from pipeline.core.run_articles import ArticleRecords
from pipeline.stages.report.odds import riskiest, surest

Articles = Callable[[int], Path]
Cli = Callable[..., Any]


def test_without_an_article_the_articles_are_listed(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(3), tmp_path / "out"
    (folder / "empty.txt").touch()
    (folder / "short.txt").write_text("Halo dunia.")
    assert cli("run", folder, "--config", "tiny", "--set", "clean.min_words=5", "--out", out).code == 0
    rows = json.loads(cli("show", out, "--json").out)
    assert [row["number"] for row in rows["articles"]] == [1, 2, 3, 4]
    assert rows["articles"][0]["flags"]
    assert rows["articles"][3]["reached"] == "rejected"
    assert {row["input"] for row in rows["rejected"]} == {"empty.txt", "short.txt"}
    shown = cli("show", out)
    assert shown.code == 0
    assert "1  " in shown.out
    assert "(000.txt)" in shown.out
    assert "headline and text: Indonesian words are left in it" in shown.out
    assert "-  empty.txt: rejected by ingest: the file is empty" in shown.out
    assert "4  short.txt: rejected by clean: " in shown.out
    assert shown.out.count("short.txt") == 1
    assert f"3 articles, 3 with flags, 2 inputs rejected; ringkas show {out} NUMBER shows one" in shown.out


def test_an_unfinished_run_says_what_waits_and_how_it_goes_on(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    folder, out = articles(2), tmp_path / "out"
    (folder / "short.txt").write_text("Halo dunia.")
    tiny = ("--config", "tiny", "--set", "clean.min_words=5", "--set", "run.shard_size=1")
    assert cli("run", folder, *tiny, "--out", out, "--shards", "2/3").code == 0
    shown = cli("show", out)
    assert "1  000.txt  (000.txt)  [waiting]\n" in shown.out
    assert "3  short.txt  (short.txt)  [waiting]\n" in shown.out
    assert "rejected]" not in shown.out
    assert f"3 articles, 1 with flags, 0 inputs rejected; ringkas show {out} NUMBER shows one\n" in shown.out
    assert shown.out.endswith(
        f"the run is not finished, and 2 articles have no brief yet: ringkas run --out {out} goes on\n"
    )
    one = cli("show", out, "1").out
    assert f"read, and waiting for the rest of the run: ringkas run --out {out} goes on" in one
    assert not json.loads(cli("show", out, "--json").out)["finished"]
    assert cli("run", "--out", out, "--shards", "1/3").code == 0
    assert "the run is not finished, and 1 article has no brief yet" in cli("show", out).out
    assert cli("run", "--out", out).code == 0
    shown = cli("show", out)
    assert "not finished" not in shown.out
    assert "2 articles, 2 with flags, 1 input rejected" in shown.out
    assert "rejected by clean: 2 words of text left, at least 5 needed" in cli("show", out, "3").out


def test_a_number_that_no_article_has_is_answered_with_those_there_are(
    cli: Cli, articles: Articles, tmp_path: Path
) -> None:
    assert cli("run", articles(3), "--config", "tiny", "--out", tmp_path / "out").code == 0
    assert cli("show", tmp_path / "out", "11").err == (
        f"error: no article '11' in {tmp_path / 'out'}\n  articles: 1 to 3, or an id or the name of an input\n"
    )
    assert "did you mean '001.txt'" in cli("show", tmp_path / "out", "0001.txt").err
    assert "articles: 1 to 3" in cli("show", tmp_path / "out", "zzzz").err


def test_a_known_risk_is_told_in_words_and_the_indonesian_stands_beside_what_is_not_trusted() -> None:
    texts = (("Satu dua.", "One two.", 0.3), ("Tiga.", "Three.", None))
    clean = tuple(Sentence(n, 0, source, source) for n, (source, _, _) in enumerate(texts))
    sentences = tuple(Translation(n, s, t, -0.1, risk=r) for n, (s, t, r) in enumerate(texts))
    told = (BriefSentence("One two.", (Citation(0, 1.0),), ("source-shown",), 0.3, "Satu dua."),)
    records = ArticleRecords(
        Article("a", "a.txt", "Satu dua. Tiga."),
        CleanArticle("a", "a.txt", None, None, None, None, "id", clean),
        TranslatedArticle("a", "a.txt", None, sentences),
        Brief("a", "a.txt", None, "Head", told, "lead"),
    )
    show.write(records, file := io.StringIO())
    lines = file.getvalue().splitlines()
    assert "    One two.  (about 3 in 10 such sentences are wrong)" in lines
    assert "    Three." in lines
    assert lines[-1].startswith("One two. [0] (Satu dua.)  ! trusted less than was asked for")
    assert lines[-1].endswith("(about 3 in 10 such sentences are wrong)")


def test_the_list_says_what_share_is_expected_to_be_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    store: Any = SimpleNamespace(root="out")
    show.write_list({"articles": [], "rejected": [], "coverage": surest([0.1, 0.3])}, store)
    assert capsys.readouterr().out.splitlines()[0] == (
        "20% of 2 translated sentences are expected to mislead a reader, 10% of the surest half"
    )
    show.write_list({"articles": [], "rejected": [], "coverage": []}, store)
    assert "expected" not in capsys.readouterr().out


def test_the_list_names_the_sentence_to_read_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Also where nothing is marked, unless the risk is what most sentences have."""
    told = tuple(BriefSentence(f"{n}.", (), (), risk) for n, risk in enumerate((0.1, 0.42, None)))
    made = Brief("a", "a.txt", None, "Head", told, "lead")
    assert riskiest(made) == {"sentence": 2, "risk": 0.42}
    assert riskiest(None) is None
    row = {"number": 1, "headline": "Head", "input": "a.txt", "reached": "brief", "flags": [], "words": []}
    listed: Any = {"articles": [row | {"riskiest": riskiest(made)}], "rejected": [], "coverage": []}
    show.write_list(listed, SimpleNamespace(root="out"))  # type: ignore[arg-type]
    assert "   ? read sentence 2 first: about 4 in 10 such sentences are wrong\n" in capsys.readouterr().out
    row["riskiest"] = {"sentence": 1, "risk": 0.1}
    show.write_list({"articles": [row], "rejected": [], "coverage": []}, SimpleNamespace(root="out"))  # type: ignore[arg-type]
    assert "read sentence" not in capsys.readouterr().out
