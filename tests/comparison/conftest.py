"""Finished runs in small: a run folder written through the store, without any model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.files import write_json
from pipeline.core.records import (
    Article,
    Brief,
    BriefSentence,
    CleanArticle,
    Sentence,
    TranslatedArticle,
    Translation,
)
from pipeline.core.run_folder import Store

SOURCES = (
    ("Gempa mengguncang Krui.", "Sebanyak 1.100 orang mengungsi.", "Tidak ada korban jiwa."),
    ("Harga beras naik.", "Kenaikan mencapai 5,5 persen.", "Warga mengeluh."),
    ("Timnas menang 2-1.", "Gol penentu lahir pada menit ke-17.", "Penonton bersorak."),
    ("DPR mengesahkan undang-undang.", "Rapat dihadiri 412 anggota.", "Fraksi setuju."),
    ("Hujan lebat turun.", "Banjir merendam 36 rumah.", "Air mulai surut."),
)
REFERENCES = (
    ("An earthquake shook Krui.", "A total of 1,100 people fled.", "No one was killed."),
    ("The price of rice rose.", "The increase reached 5.5 percent.", "Residents complained."),
    ("The national team won 2-1.", "The winning goal came in the 17th minute.", "Spectators cheered."),
    ("The House passed the law.", "The meeting was attended by 412 members.", "Factions agreed."),
    ("Heavy rain fell.", "Floods submerged 36 houses.", "The water began to recede."),
)

MakeRun = Callable[..., Path]


@pytest.fixture
def make_run(tmp_path: Path) -> MakeRun:
    """``make_run(name, change)``: a run whose translations are ``change(reference)``; ``skip`` lacks those articles."""

    def make(
        name: str,
        change: Callable[[str], str] = str,
        *,
        skip: Sequence[int] = (),
        articles: Sequence[int] = range(len(SOURCES)),
        edit: Callable[[dict[str, Any]], dict[str, Any]] = lambda row: row,
        manifest: Mapping[str, Any] | None = None,
    ) -> Path:
        store = Store(tmp_path / name)
        store.root.mkdir()
        store.write_run({"config": "test"})
        rows: dict[str, list[Any]] = {"ingest": [], "clean": [], "translate": [], "summarize": []}
        for n in articles:
            source, lines = SOURCES[n], REFERENCES[n]
            values = {
                "id": f"a{n}",
                "input": f"in.jsonl:{n}",
                "text": "\n".join(source),
                "reference_translation": "\n".join(lines),
                "reference_summary": " ".join(lines[:2]),
            }
            rows["ingest"].append(Article(**edit(values)))
            if n in skip:
                continue
            sentences = tuple(Sentence(i, i, s, s) for i, s in enumerate(source))
            rows["clean"].append(CleanArticle(f"a{n}", f"in.jsonl:{n}", None, None, None, None, "id", sentences))
            made = tuple(Translation(i, s, change(t)) for i, (s, t) in enumerate(zip(source, lines, strict=True)))
            rows["translate"].append(TranslatedArticle(f"a{n}", f"in.jsonl:{n}", None, made))
            brief = tuple(BriefSentence(change(t)) for t in lines[:2])
            rows["summarize"].append(Brief(f"a{n}", f"in.jsonl:{n}", None, None, brief, "test"))
        kinds = {"ingest": Article, "clean": CleanArticle, "translate": TranslatedArticle, "summarize": Brief}
        for stage, records in rows.items():
            store.write_shard(stage, 0, kinds[stage], records, {}, rows_in=len(records))
        if manifest is not None:
            write_json(store.root / "manifest.json", dict(manifest))
        return store.root

    return make
