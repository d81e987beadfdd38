"""The verb from end to end on the tiny preset: dry run, run, second run, export that others load, card, plot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import torch

from pipeline.core.errors import PipelineError, StoreError, UserError
from pipeline.training import session
from pipeline.training.config import TrainConfig, load
from pipeline.training.steps import Run

Toy = Callable[..., TrainConfig]


@pytest.fixture
def folder(toy: Toy, spm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data for the tiny preset; conversions of the backends go here too."""
    toy()
    (tmp_path / "spm.model").write_bytes(spm.read_bytes())
    monkeypatch.setenv("RINGKAS_CACHE", str(tmp_path / "cache"))
    return tmp_path


def test_a_dry_run_trains_nothing_and_says_what_it_would_cost(folder: Path) -> None:
    out, said = session.train("tiny", dry_run=True, settings=[f"data_root={folder}"], out=folder / "run")
    assert "200 of 200 pairs kept, 40 dev" in said
    assert "target tokens and" in said
    assert "guided:" in said
    assert "minutes of training" in said
    assert not (out / "rounds").exists()


@pytest.mark.heavy
def test_the_tiny_preset_from_end_to_end(folder: Path) -> None:
    overrides = [f"data_root={folder}"]
    out, said = session.train("tiny", settings=overrides, out=folder / "run")
    assert "plain: best dev score" in said
    assert "dev again: bleu" in said
    model = out / "model"
    check_loadable(model)
    card = (model / "README.md").read_text(encoding="utf-8")
    for words in (
        "## Scores",
        "| dev again | 40 | int8 |",
        "nrefs:1",
        "numbers-recall",
        "## Data",
        "train.tsv",
        "Machine:",
    ):
        assert words in card, words
    assert "- source:" in card
    assert (model / "curve.png").read_bytes().startswith(b"\x89PNG")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["config"]["name"] == "tiny"
    written = {p: p.stat().st_mtime_ns for p in out.rglob("done.json")}
    session.train("tiny", settings=overrides, out=folder / "run")
    assert written == {p: p.stat().st_mtime_ns for p in out.rglob("done.json")}
    check_description(model, folder)
    check_mean(model, folder)
    changed = [*overrides, "rounds.1.rate=5e-4"]
    run = Run(load("tiny", changed), out)
    assert run.workspace.is_done("rounds/guided", run.keys["rounds/guided"])
    assert not run.workspace.is_done("rounds/plain", run.keys["rounds/plain"])


def check_description(model: Path, folder: Path) -> None:
    """The card of a checkpoint that is there already, in two ways, without touching its weights."""
    settings = [
        f"data_root={folder}",
        "steps=['evaluate','export']",
        "data={}",
        "rounds=[]",
        f"start={{kind='checkpoint',path='{model}'}}",
        "evaluate.ways=['int8','guards']",
        "export.card_only=true",
    ]
    out, _ = session.train("tiny", settings=settings, out=folder / "described")
    assert [p.name for p in (out / "model").iterdir()] == ["README.md"]
    card = (out / "model" / "README.md").read_text(encoding="utf-8")
    for words in ("| dev again | 40 | int8 |", "| dev again | 40 | int8, with the guards", "behind the guards"):
        assert words in card, words
    assert "## Training" not in card
    outputs = sorted((out / "evaluate" / "outputs").iterdir())
    assert [p.name for p in outputs] == ["dev-again.guards.txt", "dev-again.int8.txt"]
    assert all(p.read_text(encoding="utf-8").count("\n") == 40 for p in outputs)


def check_mean(model: Path, folder: Path) -> None:
    """The mean of a checkpoint and itself is that checkpoint, exported with a card of its own."""
    settings = [
        f"data_root={folder}",
        "steps=['prepare','start','export']",
        "rounds=[]",
        f"start={{kind='checkpoint',path='{model}',mean=['{model}']}}",
    ]
    out, _ = session.train("tiny", settings=settings, out=folder / "mean")
    assert (out / "model" / "README.md").is_file()
    one, two = (safetensors.torch.load_file(m / "model.safetensors") for m in (model, out / "model"))
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)


def check_loadable(model: Path) -> None:
    """transformers, CTranslate2 and our own backend read the folder and agree."""
    import ctranslate2
    from transformers import MarianMTModel, MarianTokenizer

    from pipeline.backends import load_translator
    from pipeline.backends.model_card import load_card

    text = "Presiden membuka pasar baru."
    tokenizer = MarianTokenizer.from_pretrained(str(model))
    network = MarianMTModel.from_pretrained(str(model), dtype=torch.float32)
    ids = tokenizer([text], return_tensors="pt")
    made = network.generate(**ids, num_beams=1, max_new_tokens=20, max_length=None, no_repeat_ngram_size=0)
    theirs = tokenizer.batch_decode(made, skip_special_tokens=True)[0]
    engine = ctranslate2.Translator(str(model / "ctranslate2-int8"), compute_type="float32")
    pieces = [tokenizer.convert_ids_to_tokens(ids["input_ids"][0])]
    assert engine.translate_batch(pieces, beam_size=1, max_decoding_length=20)[0].hypotheses
    ours = load_translator(load_card(model), backend="transformers", device="cpu", compute_type="float32", check=False)
    found = ours.translate([text], beam_size=1, no_repeat_ngram_size=0, max_output_ratio=20 / 8)
    assert found[0][0].text[:10] == theirs[:10]


def test_a_step_without_the_one_before(folder: Path) -> None:
    with pytest.raises(StoreError, match="nothing was trained here yet"):
        session.train(
            "tiny", settings=[f"data_root={folder}", "steps=['evaluate']", "rounds.0.guide=0"], out=folder / "x"
        )


def test_two_processes_in_one_folder(folder: Path) -> None:
    from filelock import FileLock

    (folder / "run").mkdir()
    with FileLock(folder / "run" / ".lock"), pytest.raises(UserError, match="another process trains here"):
        session.train("tiny", settings=[f"data_root={folder}"], out=folder / "run")


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("data.train.0.path=gone.tsv", "no such file"),
        ("start.tokenizer=gone.model", "no such SentencePiece model"),
        ("data.filters.max_target_tokens=4", "too many tokens"),
        ("rounds.0.origins=['elsewhere']", "no pair is left"),
        ("start.heads=5", "no multiple of heads"),
        ("evaluate.suites.0.data.path=gone.tsv", "no such file"),
    ],
)
def test_mistakes_are_said_with_what_to_do(folder: Path, override: str, said: str) -> None:
    with pytest.raises(PipelineError) as caught:
        session.train("tiny", settings=[f"data_root={folder}", override], out=folder / "run")
    assert said in caught.value.message
    assert caught.value.hint


def test_loading_a_preset_imports_no_model_library() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from pipeline.training.config import load; import pipeline.training.session; load('tiny');"
        "print(sorted({'torch', 'transformers', 'datasets', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


ROOT = Path(__file__).parents[2]


@pytest.mark.heavy
def test_growing_and_freezing_go_together(folder: Path, toy: Toy) -> None:
    first = Run(
        load("tiny", [f"data_root={folder}", "steps=['prepare','start','train']", "rounds.0.guide=0"]), folder / "a"
    )
    first.all()
    settings: dict[str, Any] = {
        "steps": ["prepare", "start", "train"],
        "start": {"kind": "checkpoint", "path": str(first.final_model()), "decoder_layers": 2},
        "rounds": [{"name": "more", "steps": 4, "tokens": 512, "eval_steps": 4, "freeze_encoder": True,
                    "cache_encoder": True}],
    }  # fmt: skip
    second = Run(toy(**settings), folder / "b")
    second.all()
    assert second.workspace.about("rounds/more")["steps"] == 4
    assert (folder / "b" / "rounds" / "more" / "states.npy").is_file()


def test_the_tiny_preset_brings_its_own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``ringkas train tiny`` as the README has it: no option, from any folder."""
    monkeypatch.chdir(tmp_path)
    out, said = session.train("tiny", dry_run=True)
    assert out == Path("runs/train-tiny")
    assert "200 of 200 pairs kept, 40 dev" in said


def test_a_data_root_without_the_data_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"dev\.tsv: no such file"):
        session.train("tiny", dry_run=True, settings=[f"data_root={tmp_path}"], out=tmp_path / "run")
