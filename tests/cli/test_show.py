"""The verb show: an article at every stage, or the list of a run's articles with what is to be checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
    assert "; Indonesian words are left in it" in shown.out
    assert "-  empty.txt: rejected by ingest: the file is empty" in shown.out
    assert f"4 articles, 3 with flags, 2 inputs rejected; ringkas show {out} NUMBER shows one" in shown.out
