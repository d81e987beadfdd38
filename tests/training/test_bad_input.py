"""Bad input to ``ringkas train``, as a user meets it: a clear error, or a count and the reason in rejected.tsv."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from transformers import MarianMTModel

from pipeline.core.errors import ModelError, StoreError, UserError
from pipeline.training import session
from pipeline.training.config import TrainConfig
from pipeline.training.training_data import TrainingData

Toy = Callable[..., TrainConfig]
Rows = list[tuple[str, str]]


@pytest.fixture
def train(toy: Toy, spm: Path, tmp_path: Path) -> Callable[..., str]:
    """Runs the tiny preset's cheap steps over a file of training pairs; what it printed."""
    toy()
    (tmp_path / "spm.model").write_bytes(spm.read_bytes())

    def run(content: str | bytes, *overrides: str, dry_run: bool = True) -> str:
        data = content.encode() if isinstance(content, str) else content
        (tmp_path / "train.tsv").write_bytes(data)
        settings = [f"data_root={tmp_path}", *overrides]
        print(session.train("tiny", dry_run=dry_run, settings=settings, out=tmp_path / "run")[1])
        return (tmp_path / "run" / "prepare" / "rejected.tsv").read_text(encoding="utf-8")

    return run


def tsv(rows: Rows) -> str:
    return "".join(f"{a}\t{b}\n" for a, b in rows)


def test_a_missing_column(train: Any, toy_rows: Rows) -> None:
    with pytest.raises(UserError) as caught:
        train("".join(f"{a}\n" for a, _ in toy_rows))
    assert "not one of 240 rows is a pair (1 columns)" in caught.value.message
    assert "columns = " in caught.value.hint
    with pytest.raises(UserError, match="no column 'indonesian'; columns: id, en"):
        train("id\ten\n" + tsv(toy_rows), 'data.train.0.columns={source="indonesian",target="en"}')


def test_pairs_in_the_wrong_order(train: Any, toy_rows: Rows) -> None:
    """Also short ones, of which the language identification is sure of one side only."""
    short = [(f"The {b[4:]}", a) for a, b in toy_rows]
    long = [(b + " This is what they said before it was over.", a + " Itu yang mereka katakan.") for a, b in toy_rows]
    with pytest.raises(UserError) as caught:
        train(tsv(long))
    assert "240 of 240 pairs are in the wrong order" in caught.value.message
    assert "swap = true" in caught.value.hint
    with pytest.raises(UserError, match="pairs are in the wrong order"):
        train(tsv([(f"{a} of the year", b) for a, b in short]))


def test_ninety_percent_duplicates(train: Any, toy_rows: Rows, capsys: pytest.CaptureFixture[str]) -> None:
    rejected = train(tsv(toy_rows[:20] * 10))
    assert rejected.count("duplicate\ttrain.tsv:") == 180
    said = capsys.readouterr().out
    assert "20 of 200 pairs kept" in said
    assert "warning: train.tsv: 180 of 200 pairs are duplicates" in said


def test_an_empty_file(train: Any) -> None:
    for content in ("", "\n\n"):
        with pytest.raises(UserError, match=r"train\.tsv: the file is empty"):
            train(content)


def test_a_dev_set_that_overlaps_the_training_set(
    train: Any, toy_rows: Rows, capsys: pytest.CaptureFixture[str]
) -> None:
    rejected = train(tsv(toy_rows), "evaluate.suites=[]")  # the toy's dev set is its last forty
    assert rejected.count("held-out:dev\t") == 40
    assert "40 training pairs overlap with the dev set and were left out" in capsys.readouterr().out


def test_bytes_that_are_not_utf8(train: Any, toy_rows: Rows) -> None:
    odd = tsv(toy_rows[:3]).replace("p", "p\xe9").encode("latin-1")
    assert train(odd + tsv(toy_rows[3:200]).encode()).count("not-utf8\ttrain.tsv:") == 3
    with pytest.raises(UserError) as caught:
        train(tsv(toy_rows).encode("utf-16"))
    assert "lines are not UTF-8 text" in caught.value.message
    assert "iconv" in caught.value.hint
    marked = b"\xef\xbb\xbfid\ten\n" + tsv(toy_rows[:200]).encode()
    assert train(marked, 'data.train.0.columns={source="id",target="en"}') == ""


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"notes.txt": b"x"}, r"holds no checkpoint: no config\.json \(notes\.txt\)"),
        ({}, r"holds no checkpoint: no config\.json \(nothing\)"),
        ({"config.json": b'{"model_type": "marian"}'}, "no tokenizer could be loaded"),
    ],
)
def test_a_folder_that_is_no_checkpoint(
    train: Any, toy_rows: Rows, tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    folder = tmp_path / "no-checkpoint"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with pytest.raises(ModelError, match=said) as caught:
        train(
            tsv(toy_rows[:200]),
            f"start={{kind='checkpoint', path='{folder}'}}",
            "rounds.0.guide=0",
            "steps=['prepare','start']",
            dry_run=False,
        )
    assert caught.value.hint


@pytest.fixture
def unlimited() -> Iterator[None]:
    """Puts the limit of a file's size back, whatever the test did to it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_that_fills_up_in_the_middle_of_a_round(
    toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unlimited: None
) -> None:
    """The system refuses every larger write from the second evaluation on; the first one's checkpoint stays, and the
    same command goes on from there once there is room."""
    toy()
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    evaluations: list[float] = []

    def rising(self: TrainingData, table: Any) -> Any:
        def evaluate(model: Any) -> tuple[str, float]:
            evaluations.append(float(len(evaluations)))
            if len(evaluations) == 2:
                resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
            return "chrf", evaluations[-1]

        return evaluate

    monkeypatch.setattr(TrainingData, "evaluator", rising)
    settings = [
        f"data_root={tmp_path}",
        f"start.tokenizer={toy().start.tokenizer}",
        "steps=['prepare','start','train']",
        "rounds=[{name='only', steps=12, tokens=256, eval_steps=4}]",
    ]
    with pytest.raises(StoreError) as caught:
        session.train("tiny", settings=settings, out=tmp_path / "run")
    assert "last complete checkpoint is kept" in caught.value.message
    assert "same command again" in caught.value.hint
    best = tmp_path / "run" / "rounds" / "only" / "best"
    assert MarianMTModel.from_pretrained(str(best)).config.d_model == 32
    assert not list(best.parent.glob("*.part"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    session.train("tiny", settings=settings, out=tmp_path / "run")
    assert len(evaluations) == 4  # at 4, 8 (not kept), then again 8, and 12


def test_a_disk_that_is_full_outside_of_checkpoints(toy: Toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.training import telemetry

    toy()

    def full(self: Any, row: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(telemetry.Telemetry, "_append", full)
    with pytest.raises(StoreError, match="the disk is full"):
        session.train("tiny", settings=[f"data_root={tmp_path}", f"start.tokenizer={toy().start.tokenizer}"],
                  out=tmp_path / "run")  # fmt: skip
