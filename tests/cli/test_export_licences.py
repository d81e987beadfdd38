"""Exports of what a licence forbids: refused until it is accepted by name, and said beside the export when it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.run_folder import Store
from pipeline.stages.translate import engine_names
from pipeline.stages.translate.memory import TranslationMemory
from tests.conftest import Cli


def card(folder: Path, name: str, terms: str) -> Path:
    file = folder / f"{name}.toml"
    file.write_text(
        f'name = "{name}"\ntask = "translate"\narchitecture = "marian"\nsummary = "s"\nlicence = "Own 1.0"\n'
        f'source = "tests"\npath = "nowhere"\n[terms]\n{terms}\n'
    )
    return file


@pytest.fixture
def run(cli: Cli, tmp_path: Path) -> Path:
    article = {
        "text": "Pemerintah Kota Semarang membagikan 31 paket bantuan kepada warga. Warga di kecamatan itu berharap "
        "pemerintah memperbaiki saluran air sejak tahun lalu.",
        "title": "Bantuan",
    }
    (tmp_path / "in.jsonl").write_text(json.dumps(article) + "\n")
    result = cli("run", tmp_path / "in.jsonl", "--config", "tiny", "--out", tmp_path / "run", "-q")
    assert result.code == 0, result.err
    return tmp_path / "run"


def made_with(run: Path, model: Path | str, accepted: tuple[str, ...] = ()) -> None:
    """Put another model into a run's state, as if it had been made with it."""
    file = Store(run).run_file
    state = json.loads(file.read_text("utf-8"))
    state["config"]["translate"]["model"] = str(model)
    state["config"]["run"]["accept_licences"] = list(accepted)
    state.pop("check", None)  # of a file that was edited by hand
    file.write_text(json.dumps(state))


def test_a_table_is_no_training_data_where_the_licence_forbids_that(cli: Cli, run: Path, tmp_path: Path) -> None:
    assert cli("export", run, "--to", "csv").err == ""  # models of no such licence
    made_with(run, card(tmp_path, "jealous", 'commercial = "allowed"\ndistillation = "forbidden"'))
    for form in ("csv", "parquet"):
        out = tmp_path / f"out.{form}"
        refused = cli("export", run, "--out", out)
        assert refused.code == 2
        assert "forbids training other models on what it writes" in refused.err
        assert "--accept-licence jealous" in refused.err
        assert not out.exists()
        assert cli("export", run, "--out", out, "--accept-licence", "jealous").code == 0
    assert cli("export", run, "--to", "md").code == 0  # a page for readers trains nothing


def test_what_was_accepted_for_the_run_is_said_and_holds_for_its_pages(cli: Cli, run: Path, tmp_path: Path) -> None:
    bound = card(tmp_path, "bound", 'commercial = "forbidden"')
    made_with(run, bound)
    refused = cli("export", run, "--to", "md")
    assert refused.code == 2
    assert "the licence of bound (Own 1.0) forbids commercial use" in refused.err
    made_with(run, bound, ("bound",))
    done = cli("export", run, "--to", "md")
    assert done.code == 0
    assert done.err == "note: accepted: the licence of bound (Own 1.0) forbids commercial use\n"


def test_conditions_and_cards_that_are_gone_are_said(cli: Cli, run: Path, tmp_path: Path) -> None:
    made_with(run, card(tmp_path, "strict", 'distillation = "conditions"\nnote = "name us"'))
    done = cli("export", run, "--to", "csv")
    assert done.code == 0
    assert done.err == "note: the licence of strict (Own 1.0) has conditions for training on this: name us\n"
    made_with(run, tmp_path / "gone.toml")
    done = cli("export", run, "--to", "csv")
    assert done.code == 0
    assert "what its licence says of this export is unknown" in done.err


def test_a_memory_holds_training_data_too(cli: Cli, tmp_path: Path) -> None:
    jealous = card(tmp_path, "jealous", 'distillation = "forbidden"')
    place, file = tmp_path / "memory.sqlite", tmp_path / "out.tmx"
    with TranslationMemory(place) as memory:
        memory.put_many("engine-1", {"Halo.": {"text": "Hello."}})
    engine_names.remember(place, ["engine-1"], f"{jealous} transformers float32, beam_size 4")
    refused = cli("memory", "export", file, "--memory", place)
    assert refused.code == 2
    assert "--accept-licence jealous" in refused.err
    assert not file.exists()
    assert cli("memory", "export", file, "--memory", place, "--accept-licence", "jealous").code == 0
    assert "Hello." in file.read_text("utf-8")
