"""Builds ``manifest.json``: configuration, models, libraries, machine, and counts per stage; the last file written.

Times and the machine are in this public file alone, so that all others can be compared byte for byte.
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.core.config import Config
from pipeline.core.fingerprints import cuda_devices, device_class, library_version
from pipeline.core.run_folder import FORMAT
from pipeline.stages.ingest.sources import Source
from pipeline.stages.report.counts import RunCounts
from pipeline.stages.report.run_record import RunRecord

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
    "scipy",
    "datasketch",
    "jinja2",
)
MOST_INPUTS = 1000  # a folder of a million files would make a manifest that nobody can open


def _input(source: Source) -> dict[str, str]:
    return {"name": source.name, "kind": source.kind, "fingerprint": source.fingerprint()}


def _without_folders(value: Any) -> Any:
    """Settings with absolute paths shortened to their last name: the manifest is public, the machine's folders are not.

    ``run.json``, which a run continues from, has them in full.
    """
    if isinstance(value, dict):
        return {name: _without_folders(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_folders(inner) for inner in value]
    return Path(value).name if isinstance(value, str) and os.path.isabs(value) else value


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

    A run that had nothing to do reports the memory of the report alone.
    """
    try:
        import resource
    except ImportError:  # Windows
        return None
    largest = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(largest / (2**20 if sys.platform == "darwin" else 2**10))  # bytes there, KiB elsewhere


def manifest(run: RunRecord, config: Config, counts: RunCounts, files: dict[str, str]) -> dict[str, Any]:
    """The manifest's content; ``files`` are the hashes of the other public files."""
    sources, index, now = run.sources, run.store.read_index(), dt.datetime.now(dt.UTC)
    return {
        "ringkas": __version__,
        "format": FORMAT,
        "config_name": Path(run.config_name).stem,
        "config": _without_folders(config.model_dump()),
        "inputs": [_input(source) for source in sources[:MOST_INPUTS]],
        "inputs_in_all": len(sources),
        "cards": counts.cards,
        "device": {name: device_class(config.table(name)["device"]) for name in ("translate", "summarize")},
        "arithmetic": {
            name: counts.arithmetic[name] or config.table(name).get("compute_type", "auto")
            for name in ("translate", "summarize")
            if name in counts.arithmetic
        },
        "libraries": {name: library_version(name) for name in LIBRARIES},
        "machine": machine(),
        "stages": counts.counts,
        "duplicates": index.get("duplicates", []),
        "duplicate_inputs": index.get("duplicate_inputs", []),
        "unusual": list(run.unusual),
        "files": files,
        "times": {
            "began": run.began.isoformat(timespec="seconds"),
            "finished": now.isoformat(timespec="seconds"),
            "seconds": round((now - run.began).total_seconds(), 3),
            "stages": {name: stage["seconds"] for name, stage in counts.counts.items()},
        },
    }
