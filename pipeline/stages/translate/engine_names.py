"""Names the engines of a translation memory for people.

The memory knows an engine by a hash of everything that shapes its translations. What the hash stands for is kept beside
the memory, in ``<memory>.engines.json``; without that file everything works, and ``ringkas memory stats`` shows hashes.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.core.config import TranslateTable
from pipeline.core.files import write_json

log = logging.getLogger(__name__)
SETTINGS = ("beam_size", "length_penalty", "repetition_penalty", "no_repeat_ngram_size", "max_output_ratio")


def describe(options: TranslateTable, translator: Any) -> str:
    """An engine in words: its card, where it ran, and the settings that were chosen."""
    ran = [str(value) for name in ("backend", "compute_type") if (value := getattr(translator, name, ""))]
    chosen = [f"{name} {value}" for name in SETTINGS if (value := getattr(options, name)) is not None]
    chosen += [] if options.guards else ["without guards"]
    chosen += [f"glossary {Path(options.glossary).name}"] if options.glossary else []
    return ", ".join([" ".join([options.model, *ran]), *chosen])


def names(memory: Path) -> dict[str, str]:
    """The known engines of a memory: hash -> name."""
    try:
        found = json.loads(_file(memory).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def remember(memory: Path, fingerprints: Iterable[str], name: str) -> None:
    """Keep an engine's name; one that is known keeps its first. A file that cannot be written is no error."""
    known = names(memory)
    new = {f: name for f in fingerprints if f not in known}
    if new:
        try:
            write_json(_file(memory), {**known, **new})
        except OSError as error:
            log.warning("%s cannot be written: %s", _file(memory), error)


def _file(memory: Path) -> Path:
    return memory.with_name(f"{memory.name}.engines.json")
