"""What prepare keeps, counts and refuses: swapped files, duplicates, leaks from suites and the dev set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.training.config import LanguagePair, TrainConfig
from pipeline.training.corpus import normalize, prepare

Toy = Callable[..., TrainConfig]
LONG_ID = "Pemerintah kota itu mengatakan bahwa pembangunan pasar baru akan selesai pada akhir tahun depan di Bandung."
LONG_EN = "The city government said that the construction of the new market will be finished late next year in Bandung."


def write_train(folder: Path, rows: list[tuple[str, str]]) -> None:
    (folder / "train.tsv").write_text("".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")


def rows_of(folder: Path) -> list[tuple[str, str]]:
    lines = (folder / "train.tsv").read_text(encoding="utf-8").splitlines()
    return [(a, b) for a, b in (line.split("\t") for line in lines)]


def test_clean_pairs_are_kept_in_order(toy: Toy, tmp_path: Path) -> None:
    made = prepare(toy())
    assert [(p.source, p.target) for p in made.train] == rows_of(tmp_path)
    assert (made.report.read, sum(made.report.kept.values()), made.report.rejected.total()) == (200, 200, 0)


def test_a_file_in_the_wrong_order_is_an_error(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    write_train(tmp_path, [(LONG_EN, LONG_ID.replace("Bandung", f"desa ke-{n}")) for n in range(40)])
    with pytest.raises(UserError) as caught:
        prepare(config)
    assert "40 of 40 pairs are in the wrong order" in caught.value.message
    assert "swap = true" in caught.value.hint


def test_single_swapped_and_foreign_pairs_are_counted(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    write_train(tmp_path, [*rows_of(tmp_path), (LONG_EN, LONG_ID), (LONG_EN + " Again.", LONG_EN)])
    report = prepare(config).report
    assert report.rejected == {"wrong-order": 1, "wrong-language": 1}


def test_ninety_percent_duplicates_are_counted_and_said(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    few = rows_of(tmp_path)[:20]
    write_train(tmp_path, few * 10)
    made = prepare(config)
    assert len(made.train) == 20
    assert made.report.rejected == {"duplicate": 180}
    assert made.report.warnings == ["train.tsv: 180 of 200 pairs are duplicates"]


def test_shapes_that_are_no_sentence_pair(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    odd = [("", "x"), ("12345", "67890"), ("Sama saja.", "sama saja."), ("kata " * 130, "word " * 130)]
    odd += [("Kata ini panjang sekali dan terus berlanjut tanpa henti sampai akhir kalimat itu", "Short")]
    write_train(tmp_path, [*rows_of(tmp_path), *odd])
    assert prepare(config).report.rejected == {"empty": 2, "identical": 1, "too-long": 1, "length-ratio": 1}


def test_training_pairs_that_leak_from_a_suite_or_the_dev_set(toy: Toy, tmp_path: Path) -> None:
    (tmp_path / "suite.tsv").write_text(f"{LONG_ID}\t{LONG_EN}\n", encoding="utf-8")
    config = toy()
    dev_source, dev_target = (tmp_path / "dev.tsv").read_text(encoding="utf-8").splitlines()[0].split("\t")
    leaks = [(f"Kemarin, {LONG_ID[:-1]}, katanya.", "He said so yesterday in the city of Bandung, they told us then.")]
    leaks += [(dev_source, dev_target)]
    write_train(tmp_path, [*rows_of(tmp_path), *leaks])
    data = config.data.model_copy(update={"held_out": ["suite.tsv"]})
    made = prepare(config.model_copy(update={"data": data}))
    assert made.report.rejected == {"held-out:suite": 1, "held-out:dev": 1}
    assert "1 training pairs overlap with the dev set" in made.report.warnings[0]


def test_a_missing_suite_is_never_left_unchecked(toy: Toy) -> None:
    config = toy()
    data = config.data.model_copy(update={"held_out": ["gone.tsv"]})
    with pytest.raises(UserError, match="no such evaluation suite"):
        prepare(config.model_copy(update={"data": data}))


def test_without_a_dev_set_a_tenth_is_held_out(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    data = config.data.model_copy(update={"dev": None, "dev_pairs": 500})
    made = prepare(config.model_copy(update={"data": data}))
    assert len(made.dev) == 20
    assert len(made.train) == 180
    assert not {p.source for p in made.dev} & {p.source for p in made.train}


def test_nothing_left_says_why(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    write_train(tmp_path, [("1", "2"), ("3", "4")])
    with pytest.raises(UserError, match="no training pair is left of 2; rejected: empty 2"):
        prepare(config)


def test_normalize() -> None:
    assert normalize("A\u00a0 B\u200b &amp; e\u0301\t!") == "A B & é !"


def test_a_summary_may_only_state_what_the_model_reads_of_the_article(toy: Toy, tmp_path: Path) -> None:
    config = toy()
    read, unread = "Rice prices rose by 12 percent in Medan. " + "Traders waited for rain. " * 9, " Oil cost 77 rupiah."
    rows = [
        (read + unread, "Rice rose by 12 percent in Medan."),
        (read + unread, "Rice rose by 13 percent in Medan."),
        (read + unread, "Oil cost 77 rupiah."),
        (read + unread, "Rice rose in Makassar."),
    ]
    write_train(tmp_path, rows + [(f"{read} {n}", f"Prices rose by 12 percent {'again ' * n}") for n in range(1, 15)])
    filters = config.data.filters.model_copy(
        update={"supported": True, "language": False, "truncate_source": True, "max_source_tokens": 50}
    )
    table = {"filters": filters, "dev": None, "dev_pairs": 1}
    update = {"data": config.data.model_copy(update=table), "task": "summarize"}
    made = prepare(config.model_copy(update=update | {"languages": LanguagePair(source="en", target="en")}))
    assert made.report.rejected == {"unsupported": 3}
    assert {r.target for r in made.rejections} == {target for _, target in rows[1:]}
