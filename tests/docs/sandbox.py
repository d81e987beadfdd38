"""A folder in which the commands of the documents find what they name: articles, rows, runs, a suite in text files."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from pipeline import api

SENTENCES = (
    (
        "Harga beras naik 12 persen di Pasar Johar, Semarang, pada Senin (3/2).",
        "Rice rose 12 percent at Johar market on Monday.",
    ),
    (
        "Kepala Dinas Perdagangan Budi Santoso mengatakan stok aman sampai April.",
        "Trade agency head Budi Santoso said stocks last until April.",
    ),
    (
        "Pemerintah akan membuka 14 pasar murah mulai pekan depan.",
        "The government will open 14 cheap markets from next week.",
    ),
    ("Warga meminta harga dijaga menjelang Lebaran.", "Residents asked for stable prices before Eid."),
)


def furnish(folder: Path, config: str = "tiny") -> None:
    """Fill a folder with what the documents' commands read.

    Args:
        folder: where they will be called.
        config: the preset of the runs that are there before: ``today``, and ``a`` and ``b``, which have references.
    """
    text = "\n".join(source for source, _ in SENTENCES)
    for name in ("articles", "inbox"):
        (folder / name).mkdir()
        for number in range(3):
            (folder / name / f"{number}.txt").write_text(
                f"Berita nomor {number + 1} dari Semarang hari ini\n{text}\n", "utf-8"
            )
    paragraphs = "".join(f"<p>{source}</p>" for source, _ in SENTENCES)
    head = "<html lang='id'><head><title>Harga beras naik</title></head>"
    page = f"{head}<body><article>{paragraphs}</article></body></html>"
    (folder / "page.html").write_text(page, "utf-8")
    (folder / "article.html").write_text(page, "utf-8")
    (folder / "article.txt").write_text(text, "utf-8")
    (folder / "rows.csv").write_text('id,body\n1,"' + text.replace("\n", " ") + '"\n', "utf-8")
    for name in ("src.id", "article.id"):
        (folder / name).write_text("".join(f"{source}\n" for source, _ in SENTENCES), "utf-8")
    for name in ("ref.en", "A.en", "B.en", "mine.en", "article.en"):
        (folder / name).write_text("".join(f"{english}\n" for _, english in SENTENCES), "utf-8")
    (folder / "B.en").write_text("".join(f"{english.lower()}\n" for _, english in SENTENCES), "utf-8")
    rows = [
        {"text": f"{text}\n{n}", "reference_translation": _english(), "reference_summary": _english(2)} for n in "abc"
    ]
    (folder / "suite.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    for name, inputs in {"today": "articles", "a": "suite.jsonl", "b": "suite.jsonl"}.items():
        api.run(folder / inputs, out=folder / "runs" / name, config=config, translate={"memory": "auto"})


def _english(sentences: int = len(SENTENCES)) -> str:
    """The first sentences in English."""
    return "\n".join(english for _, english in SENTENCES[:sentences])


def command_folder(folder: Path) -> Path:
    """A folder with ``ringkas`` and ``python`` in it, for the PATH of a shell."""
    folder.mkdir(exist_ok=True)
    for name, call in {"ringkas": f'"{sys.executable}" -m pipeline', "python": f'"{sys.executable}"'}.items():
        script = folder / name
        script.write_text(f'#!/bin/sh\nexec {call} "$@"\n', "utf-8")
        script.chmod(0o755)
    return folder


def environment(root: Path, cache: Path, commands: Path) -> dict[str, str]:
    """The variables of a shell that sees the checkout, a cache of its own, and the commands."""
    path = os.pathsep.join([str(commands), os.environ.get("PATH", "")])
    return {**os.environ, "PYTHONPATH": str(root), "RINGKAS_CACHE": str(cache), "PATH": path}
