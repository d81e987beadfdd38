"""The verb export, where there is nothing to export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.claims import DESK
from pipeline.core.errors import StoreError
from pipeline.core.run_folder import Store

Cli = Callable[..., Any]


@pytest.mark.parametrize("option", ["--articles", "--events"])
def test_a_finished_run_in_which_all_was_rejected_is_called_finished(cli: Cli, tmp_path: Path, option: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_text("%PDF-1.4")
    (tmp_path / "in" / "b.txt").write_text("Halo.")
    assert cli("run", tmp_path / "in", "--config", "tiny", "--out", tmp_path / "out", "-q").code == 1
    result = cli("export", tmp_path / "out", "--to", "md", option)
    assert result.code == 2
    assert "is finished and has no briefs: all 2 inputs were rejected" in result.err
    assert f"{tmp_path / 'out' / 'rejected.jsonl'} has the reasons" in result.err
    assert "goes on" not in result.err


def test_an_unfinished_run_goes_on(cli: Cli, tmp_path: Path, articles: Callable[[int], Path]) -> None:
    folder = articles(1)
    assert cli("translate", folder, "--config", "tiny", "--out", tmp_path / "out").code == 0
    result = cli("export", tmp_path / "out", "--to", "md")
    assert (result.code, "goes on" in result.err) == (2, True)


def test_who_may_be_working_in_the_folder_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path / "run")
    with store.claim():
        with pytest.raises(StoreError) as caught:
            Store(tmp_path / "run").claim()
        assert "desk" not in str(caught.value.hint)
        store.run_file.write_text("{}")
        (tmp_path / "run" / DESK).touch()
        with pytest.raises(StoreError) as caught:
            Store(tmp_path / "run").claim()
        assert "it may be the desk's own run" in str(caught.value.hint)
