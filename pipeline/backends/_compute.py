"""Chooses a checkpoint's compute type for the processor: measured at first use, then cached."""

from __future__ import annotations

import json
import logging
import platform
import time
from collections.abc import Iterable
from pathlib import Path

from pipeline.backends._codecs import load_codec
from pipeline.backends._convert import converted
from pipeline.backends.model_card import Card, cache_dir
from pipeline.core.files import write_json
from pipeline.core.fingerprints import digest, library_version
from pipeline.core.progress import doing

# float32 must be clearly faster to be chosen: int8 needs a quarter of the memory, and two measurements must give the
# same answer on a busy machine, too. So what counts is the processor time of one thread: by the clock, other work that
# comes or goes between the two trials could turn the answer.
MARGIN = 1.3
PROBE = (
    "Presiden mengatakan pemerintah akan membangun jalan baru tahun depan.",
    "Gempa bumi mengguncang kota itu pada Rabu malam dan merusak puluhan rumah warga di tiga desa.",
    "Harga beras naik.",
    "Tim nasional menang dua gol tanpa balas setelah bermain imbang pada babak pertama di depan penonton sendiri.",
) * 4
log = logging.getLogger(__name__)


def choose(card: Card, kind: str, supported: Iterable[str]) -> str:
    """The compute type for this card on this device.

    A CUDA device takes bfloat16, else float16, else float32, by availability without timing. On a CPU int8 and
    float32 are timed on the same sentences, and the answer is kept for each card, processor and engine version.
    """
    names = set(supported)
    if kind == "cuda":
        return next(t for t in ("bfloat16", "float16", "float32") if t in names)
    if "int8" not in names:
        return "float32"
    known = remembered(card)
    if known in names:
        return known
    with doing(f"choosing the arithmetic of {card.name}"):
        seconds = {name: _measure(card, name) for name in ("int8", "float32")}
    best = "float32" if seconds["float32"] * MARGIN < seconds["int8"] else "int8"
    said = ", ".join(f"{name} {took:.2f} s" for name, took in seconds.items())
    log.info("compute type of %s on this processor: %s (%s for the trial)", card.name, best, said)
    try:
        write_json(_cache_file(card), {"compute_type": best, "seconds": seconds})
    except OSError as error:  # measured anew by the next process, which may decide otherwise
        log.warning("%s cannot be written (%s); set RINGKAS_CACHE to a folder that can", _cache_file(card), error)
    return best


def remembered(card: Card) -> str:
    """What an earlier measurement on this processor decided; empty when there was none. Loads nothing."""
    file = _cache_file(card)
    if not file.is_file():
        return ""
    try:
        return str(json.loads(file.read_text("utf-8"))["compute_type"])
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError):
        log.warning("%s is not readable; measuring again", file)
        return ""


def settle(card: Card) -> None:
    """Measure now, unless it was done before, so that what a run is made with is known before it begins."""
    import ctranslate2

    choose(card, "cpu", ctranslate2.get_supported_compute_types("cpu"))


def _cache_file(card: Card) -> Path:
    key = digest({"card": card.fingerprint(), "cpu": _processor(), "version": library_version("ctranslate2")})
    return cache_dir() / "compute" / f"{card.name}-{key[:16]}.json"


def _processor() -> str:
    """The processor's name and abilities; another machine that shares this cache measures for itself."""
    info = Path("/proc/cpuinfo")
    if not info.is_file():
        return platform.processor() or platform.machine()
    lines = info.read_text("utf-8", errors="replace").split("\n\n", 1)[0].splitlines()
    kept = [line for line in lines if line.startswith(("model name", "cpu family", "model\t", "flags"))]
    return digest({"cpu": "\n".join(kept)})


def _measure(card: Card, compute_type: str) -> float:
    """Seconds of one processor for the probe sentences; the better of two, after one to warm up."""
    import ctranslate2

    folder = converted(card, "int8" if compute_type == "int8" else "float32")
    codec = load_codec(folder)
    engine = ctranslate2.Translator(str(folder), compute_type=compute_type, intra_threads=1)
    tokens = codec.encode(PROBE)
    prefix = codec.spec["target_prefix"]
    targets = [prefix] * len(tokens) if prefix else None
    times: list[float] = []
    for _ in range(3):
        began = time.process_time()  # of all threads of this process
        engine.translate_batch(tokens, target_prefix=targets, beam_size=2, max_decoding_length=32)
        times.append(time.process_time() - began)
    return min(times[1:])
