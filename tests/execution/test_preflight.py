"""What would stop a run is found before it begins: nothing is read, made or translated, and the message says why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.core import fingerprints
from pipeline.core.errors import StoreError
from pipeline.execution.preflight import check_folder

Articles = Callable[[int], Path]
Cli = Callable[..., Any]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--style", "bullet"), "did you mean 'bullets'"),
        (("--device", "gpu"), "one of: auto, cpu, cuda"),
        (("--device", "cpu:1"), "unknown device 'cpu:1'"),
        (("--device", "cuda:7"), "is not there"),
        (("--set", "translate.model=marian-id-en-brief"), "not for translate"),
        (("--set", "summarize.model=marian-id-en"), "marian-id-en-brief"),
        (("--set", "summarize.model=marian-brief-en"), "`marian-id-en-brief`, or --config default"),
        (("--set", "translate.model=marian-id-en", "--set", "translate.backend=causal"), "does not run on causal"),
        (("--set", "translate.model=marian-id-em"), "did you mean 'marian-id-en'"),
    ],
)
def test_a_wrong_setting_is_refused_before_any_work(
    cli: Cli, articles: Articles, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    for verb in ("run", "plan"):
        result = cli(verb, articles(1), "--config", "tiny", *options, "--out", tmp_path / "out")
        assert result.code == 2
        assert said in result.err
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", ["run", "plan", "clean"])
def test_a_wrong_glossary_is_refused_before_any_work(cli: Cli, articles: Articles, tmp_path: Path, verb: str) -> None:
    (tmp_path / "terms.tsv").write_text("bansos\tsocial aid\nposyandu health post\n", "utf-8")
    given = ("--config", "tiny", "--set", f"translate.glossary={tmp_path / 'terms.tsv'}", "--out", tmp_path / "out")
    result = cli(verb, articles(1), *given)
    if verb == "clean":  # it has no use for one
        assert result.code == 0
        return
    assert result.code == 2
    assert f"glossary {tmp_path / 'terms.tsv'}, line 2: 1 column" in result.err
    assert not (tmp_path / "out").exists()


def test_cuda_without_a_gpu(monkeypatch: pytest.MonkeyPatch, cli: Cli, articles: Articles, tmp_path: Path) -> None:
    monkeypatch.setattr("pipeline.backends._seq2seq.cuda_devices", lambda: 0)
    result = cli("run", articles(1), "--device", "cuda", "--out", tmp_path / "out")
    assert result.code == 2
    assert "device 'cuda' is not there: the NVIDIA driver of this machine offers none" in result.err
    assert "--device cpu" in result.err
    assert fingerprints.cuda_devices() >= 0


def test_a_gguf_card_without_its_package(
    cli: Cli, articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib.util

    (tmp_path / "chat.toml").write_text(
        'name = "chat"\ntask = "summarize"\narchitecture = "causal"\nsummary = "s"\nlicence = "MIT"\n'
        'source = "tests"\npath = "."\ngguf = "chat.gguf"\n'
    )
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    result = cli("run", articles(1), "--config", "tiny", "--set", f"summarize.model={tmp_path}/chat.toml")
    assert result.code == 2
    assert "pip install '.[gguf]'" in result.err


def test_a_run_folder_inside_a_file(cli: Cli, articles: Articles, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text("Teks.")
    result = cli("run", articles(1), "--config", "tiny", "--out", tmp_path / "article.txt" / "x")
    assert result.code == 2
    assert "article.txt is a file" in result.err


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_folder(tmp_path / "a" / "b")
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=5 << 20))
    with pytest.raises(StoreError, match="5 MiB are free"):
        check_folder(tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()
