"""No network, no code from checkpoints, no file outside the run folder, and no secret told."""

from __future__ import annotations

import json
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.backends.model_card import load_card
from pipeline.core.errors import ModelError
from pipeline.core.resources import PACKAGE, data_dir
from tests.torture import closed_net
from tests.torture.conftest import Note
from tests.torture.program import FULL, ROOT, Program

FAKE = ("--config", "tiny", "--set", "run.shard_size=2")
SECRETS = {
    "HF_TOKEN": "hf_geheim123",
    "OPENAI_API_KEY": "sk-geheim456",
    "HTTPS_PROXY": "http://u:geheim789@proxy.invalid",
}


@pytest.fixture(scope="module")
def done(program: Program, sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that was made under the guard, its inputs, memory and glossary named by absolute paths."""
    folder = tmp_path_factory.mktemp("done")
    (folder / "terms.tsv").write_text("gempa\tearthquake\n", "utf-8")
    settings = (
        "--set",
        f"translate.memory={folder / 'memory.sqlite'}",
        "--set",
        f"translate.glossary={folder / 'terms.tsv'}",
    )
    command = ("run", sample, *FAKE, *settings, "--out", folder / "run", "-v")
    ended = program.run(*command, module="tests.torture.closed_net", env=SECRETS)
    assert ended.code == 0, ended.err
    (folder / "said").write_text(ended.out + ended.err, "utf-8")
    return folder


def test_the_guard_sees(program: Program) -> None:
    code = "from tests.torture import closed_net; closed_net.look_up()"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=program.environment(), check=False)
    assert ended.returncode == closed_net.USED


def test_no_verb_uses_the_network(program: Program, done: Path, sample: Path, tmp_path: Path, note: Note) -> None:
    """Every verb but those that are there for it: ``models fetch``, ``collect`` and ``serve``."""
    for name in ("a", "b"):
        (tmp_path / name).write_text("Harga naik 3 persen.\n", "utf-8")
    memory = ("--memory", done / "memory.sqlite")
    verbs: list[tuple[Any, ...]] = [
        ("plan", "--out", done / "run"),
        ("clean", sample, *FAKE, "--out", tmp_path / "run"), ("translate", tmp_path / "run"),
        ("summarize", tmp_path / "run"), ("group", tmp_path / "run"), ("score", tmp_path / "run"),
        ("show", done / "run"), ("show", done / "run", "1"), ("models",), ("metrics",), ("suites",),
        ("check", tmp_path / "a", tmp_path / "b"),
        ("compare", "--reference", tmp_path / "a", tmp_path / "a", tmp_path / "b", "--samples", "10"),
        ("memory", "stats", *memory), ("memory", "export", tmp_path / "m.tmx", *memory),
        ("memory", "import", tmp_path / "m.tmx", *memory), ("train", "tiny", "--dry-run"),
        ("sweep", "tiny", sample, "--out", tmp_path / "sweep"), ("--version",), ("--help",),
    ]  # fmt: skip
    tried = verbs if FULL else verbs[:2] + verbs[6:8]
    for verb in tried:
        ended = program.run(*verb, module="tests.torture.closed_net")
        assert ended.code != closed_net.USED, (verb[:2], ended.err)
        assert not ended.traceback, (verb[:2], ended.err)
    note("verbs under a guard on sockets", len(tried) + 1, "none opened one")


@pytest.mark.skipif(not FULL, reason="make torture: converts and loads the embedded model")
def test_the_default_preset_uses_no_network(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    cache = {"RINGKAS_CACHE": str(tmp_path / "cache")}  # the conversion, too
    ended = program.run("run", sample, "--out", tmp_path / "run", module="tests.torture.closed_net", env=cache)
    assert ended.code == 0, ended.err
    note("the default preset, conversion included, under the guard", 1, "no socket")


def test_secrets_and_paths_are_told_to_nobody(done: Path, note: Note) -> None:
    """No token in what is printed or written; no absolute path in a public file."""
    public = [
        p for p in (done / "run").iterdir() if p.is_file() and p.name not in ("run.json", "report.lock.json", ".lock")
    ]
    assert len(public) >= 8
    every = [p for p in done.rglob("*") if p.is_file()]
    for secret in ("geheim123", "geheim456", "geheim789"):
        assert [p.name for p in every if secret.encode() in p.read_bytes()] == []
    for file in public:
        text = file.read_text("utf-8")
        assert str(done) not in text, f"{file.name} names a folder of this machine"
        assert str(ROOT) not in text, f"{file.name} names a folder of this machine"
        assert str(Path.home()) not in text or str(Path.home()) in ("/", "/root"), file.name
    note("public files looked through for tokens and absolute paths", len(public), "none")


def checkpoint(folder: Path, weights: str) -> Path:
    """A folder that looks like a checkpoint, and a card that names it."""
    (folder / "model").mkdir(parents=True)
    source = data_dir("models") / "marian-id-en"
    for name in (
        "config.json",
        "generation_config.json",
        "tokenizer_config.json",
        "source.spm",
        "target.spm",
        "vocab.json",
    ):
        if (source / name).is_file():
            shutil.copyfile(source / name, folder / "model" / name)
    (folder / "model" / weights).write_bytes(pickle.dumps(Bad(str(folder / "ran"))))
    lines = (data_dir("models") / "marian-id-en.toml").read_text("utf-8").splitlines()
    card = folder / "card.toml"
    card.write_text("\n".join('path = "model"' if line.startswith("path =") else line for line in lines), "utf-8")
    return card


class Bad:
    """An object whose pickle makes a file when it is loaded."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path(self.path),))


@pytest.mark.parametrize("weights", ["pytorch_model.bin", "model.safetensors"])
def test_pickles_are_not_loaded(program: Program, sample: Path, tmp_path: Path, weights: str, note: Note) -> None:
    """A pickle is refused by its name; one that calls itself safetensors does not run either."""
    card = checkpoint(tmp_path, weights)
    command = (
        "run",
        sample,
        "--set",
        f"translate.model={card}",
        "--set",
        "translate.memory=",
        "--out",
        tmp_path / "out",
    )
    if weights.endswith(".bin"):
        with pytest.raises(ModelError, match="only safetensors"):
            load_card(card).folder()
    if weights.endswith(".bin") or FULL:
        ended = program.run(*command)
        assert ended.code == 1
        assert not ended.traceback, ended.err
        assert card.parent.name in ended.err or "marian-id-en" in ended.err
    assert not (tmp_path / "ran").exists()
    note(f"a pickle as {weights}", 1, "refused, not run")


def test_remote_code_cannot_be_turned_on() -> None:
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        assert "trust_remote_code=True" not in text.replace(" ", ""), path
        assert "trust_remote_code" not in text or "never" in text or "False" in text, path
        assert "weights_only=False" not in text, path
        assert "pickle.load" not in text, path
        assert "yaml.load(" not in text, path


@pytest.mark.parametrize("way", ["climbs", "link", "whole"])
def test_a_card_stays_in_its_folder_or_says_that_it_does_not(tmp_path: Path, way: str, note: Note) -> None:
    checkpoint = tmp_path / "elsewhere"
    checkpoint.mkdir()
    (checkpoint / "config.json").write_text("{}")
    (checkpoint / "model.safetensors").write_bytes(b"weights")
    cards = tmp_path / "cards"
    cards.mkdir()
    if way == "link":
        (cards / "weights").symlink_to(checkpoint)
    path = {"climbs": "../elsewhere", "link": "weights", "whole": str(checkpoint)}[way]
    shipped = (PACKAGE.parent / "models" / "marian-id-en.toml").read_text("utf-8")
    (cards / "mine.toml").write_text(shipped.replace('path = "marian-id-en"', f'path = "{path}"'))
    card = load_card(cards / "mine.toml")
    if way == "whole":
        assert card.folder() == checkpoint.resolve()
    else:
        with pytest.raises(ModelError, match="leads outside of the card's folder"):
            card.folder()
    note("cards that lead elsewhere", 1, "refused, unless the card has the whole path")


def test_files_named_by_articles_stay_in_the_run_folder(program: Program, tmp_path: Path, note: Note) -> None:
    """No id, title or file name of an input becomes a path that is written."""
    ids = ("../../../evil", "/tmp/evil", "a/b", "..", "C:\\evil", "a\nb", "~/evil")
    rows = [
        json.dumps({"id": i, "title": i, "source": i, "text": f"Kabar nomor {n} dari kota. " * 9})
        for n, i in enumerate(ids)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(rows), "utf-8")
    before = set(tmp_path.rglob("*"))
    ended = program.run(
        "run", tmp_path / "in.jsonl", *FAKE, "--set", "clean.language_check=false", "--out", tmp_path / "run"
    )
    assert ended.code == 0, ended.err
    outside = {p for p in tmp_path.rglob("*") if not p.is_relative_to(tmp_path / "run")} - before
    assert outside == set()
    names = {p.name for p in (tmp_path / "run").rglob("*")}
    assert not [name for name in names if "evil" in name]
    note("ids that are paths", len(ids), "nothing was written outside")
