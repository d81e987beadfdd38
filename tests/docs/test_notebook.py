"""The notebook: every cell runs, what it shows is there, and it is kept without outputs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT

NOTEBOOK = ROOT / "docs" / "notebooks" / "first_briefs.ipynb"


def test_it_is_kept_without_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]
    for cell in code:
        compile("".join(cell["source"]), NOTEBOOK.name, "exec")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_every_cell_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3").execute(cwd=str(tmp_path))
    shown = [out["data"]["text/html"] for cell in notebook.cells for out in cell.get("outputs", ()) if "data" in out and
             "text/html" in out["data"]]  # fmt: skip
    assert len(shown) == 4
    assert "rests on" in shown[0]
    assert "translation.chrf" in shown[2]
    assert "95% interval" in shown[3]
