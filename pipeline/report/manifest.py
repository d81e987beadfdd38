"""``manifest.json``: what made this run, and what every stage did; the last file a run writes.

Times, the machine and the day stand here and in no other public file, so that those can be compared byte for byte.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.config import Config
from pipeline.fingerprints import cuda_devices, device_class, library_version
from pipeline.sources import Source
from pipeline.store import FORMAT, Store

LIBRARIES = (
    "torch",
    "transformers",
    "tokenizers",
    "ctranslate2",
    "sentencepiece",
    "sentencex",
    "sacremoses",
    "trafilatura",
    "py3langid",
    "sacrebleu",
    "rouge-score",
    "pyarrow",
    "datasets",
    "numpy",
    "jinja2",
)
MOST_INPUTS = 1000  # a folder of a million files would make a manifest that nobody can open


def stage_counts(store: Store, stages: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Per stage: shards, articles in, out, rejected and flagged, each flag and removal by name, and seconds."""
    return {stage: _counts(store, stage) for stage in stages}


def _counts(store: Store, stage: str) -> dict[str, Any]:
    shards = store.shard_count(stage)
    total: dict[str, Any] = {"shards": shards, "in": 0, "out": 0, "rejected": 0, "flagged": 0}
    details: dict[str, int] = {}
    seconds = 0.0
    for shard in range(shards):
        lock = store.read_lock(stage, shard)
        total["in"] += lock.counts.rows_in
        total["out"] += lock.counts.rows_out
        total["rejected"] += lock.counts.rejected
        total["flagged"] += lock.counts.flagged
        seconds += lock.seconds
        for mark, count in lock.counts.details.items():
            details[mark] = details.get(mark, 0) + count
    return {**total, "details": dict(sorted(details.items())), "seconds": round(seconds, 3)}


def _input(source: Source) -> dict[str, str]:
    return {"name": source.name, "kind": source.kind, "fingerprint": source.fingerprint()}


def machine() -> dict[str, Any]:
    """The machine that wrote the report."""
    import psutil

    return {
        "system": platform.platform(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "cuda_devices": cuda_devices(),
        "peak_memory_mb": _peak_memory_mb(),
    }


def _peak_memory_mb() -> int | None:
    """The largest resident size of this process or of a worker of it, in MiB; None where the system keeps none.

    A run that found everything done reports what the report alone took.
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(largest / (2**20 if sys.platform == "darwin" else 2**10))  # bytes there, KiB elsewhere


def cards(store: Store) -> dict[str, str]:
    """The fingerprint of every model card that made a shard of this run."""
    found: dict[str, str] = {}
    for stage in ("translate", "summarize"):
        for shard in range(store.shard_count(stage)):
            parts = store.read_lock(stage, shard).parts
            found.update({k.removeprefix("card."): v for k, v in parts.items() if k.startswith("card.")})
    return dict(sorted(found.items()))


def manifest(
    store: Store,
    config_name: str,
    config: Config,
    sources: tuple[Source, ...],
    counts: dict[str, dict[str, Any]],
    files: dict[str, str],
    began: dt.datetime,
) -> dict[str, Any]:
    """The manifest's content; ``files`` are the hashes of the public files beside it."""
    now = dt.datetime.now(dt.UTC)
    return {
        "ringkas": __version__,
        "format": FORMAT,
        "config_name": Path(config_name).stem,
        "config": config.model_dump(),
        "inputs": [_input(source) for source in sources[:MOST_INPUTS]],
        "inputs_in_all": len(sources),
        "cards": cards(store),
        "device": {name: device_class(config.table(name)["device"]) for name in ("translate", "summarize")},
        "libraries": {name: library_version(name) for name in LIBRARIES},
        "machine": machine(),
        "stages": counts,
        "duplicates": store.read_index().get("duplicates", []),
        "files": files,
        "times": {
            "began": began.isoformat(timespec="seconds"),
            "finished": now.isoformat(timespec="seconds"),
            "seconds": round((now - began).total_seconds(), 3),
            "stages": {name: stage["seconds"] for name, stage in counts.items()},
        },
    }
