"""The scores of briefs as text: a table for the terminal, a page for ``eval/results``."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.core.records import Score

FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "avx_vnni", "amx_int8")
INTRODUCTION = """\
`lead` is the first sentences of the translation, `centroid` its most central ones; with guards on, the lead passes
over sentences whose translation is plainly broken. The number behind a name is how many sentences a brief may have.
Each cell is a value with its 95% bootstrap interval over articles, facts as shares of all. `adjusted` is ROUGE-Lsum
times the share of a brief's facts that the source holds, article by article. `numbers-` and `names-precision` are
the shares of the briefs' numbers and names that the source holds; `-accounted` counts those, too, that stand in a
sentence flagged for them, so 100 means that no unsupported one is shown unflagged. `extracted` is the share of
sentences that the guards put in the place of a refused one. The last rows of a table are paired differences to the
lead of the same length."""
NOTES = {
    "starter": "Written for this project, reference translations in: only the summarizer is judged.",
    "starter-mt": "The same twelve articles, translated by the translator under test.",
    "bbc": "Indonesian bulletins without their lead, and the English lead as the reference: the one set from "
    "Indonesian articles to human English summaries.",
    "indosum": "Indonesian articles and editors' summaries; the references are translated by the same translator, so "
    "only comparisons within this table mean something.",
    "kompas": "Indonesian articles and editors' descriptions, a quarter of them teasers; references translated too.",
    "xsum": "English articles without their first sentence, which is the reference: the English summarizer alone.",
    "cnn": "English articles and their highlights: the English summarizer alone.",
}


def processor() -> str:
    """The processor's name and the abilities that matter."""
    file = Path("/proc/cpuinfo")
    info = file.read_text("utf-8") if file.is_file() else ""
    fields = dict(line.split(":", 1) for line in info.splitlines() if ":" in line)
    names = {key.strip(): value.strip() for key, value in fields.items()}
    have = [flag for flag in FLAGS if flag in names.get("flags", "").split()]
    return f"{names.get('model name') or platform.processor()} ({', '.join(have) or 'flags unknown'})"


def table(scores: Sequence[Score]) -> str:
    """A line per metric, a column per system, for the terminal."""
    systems, metrics, cells = _grid(scores)
    lines = [f"  {'':28}" + "".join(f"{s:>30}" for s in systems)]
    lines += [f"  {m:28}" + "".join(f"{cells.get((m, s), '-'):>30}" for s in systems) for m in metrics]
    return "\n".join(lines)


def page(title: str, command: str, sets: Mapping[str, tuple[int, Sequence[str], Sequence[Score]]]) -> str:
    """The page: for each set its number of articles, its notes and its scores."""
    parts = [f"# {title}", f"Made by `{command}` on {processor()}.", INTRODUCTION]
    for name, (count, notes, scores) in sets.items():
        parts.append(f"## {name} ({count} articles)")
        parts.append(" ".join([NOTES.get(name, ""), *(f"{note[0].upper()}{note[1:]}." for note in notes)]).strip())
        systems, metrics, cells = _grid(scores)
        rows = [f"| | {' | '.join(systems)} |", "|---|" + "---|" * len(systems)]
        rows += [f"| {m} | " + " | ".join(cells.get((m, s), "") for s in systems) + " |" for m in metrics]
        parts.append("\n".join(rows))
    return "\n\n".join(parts) + "\n"


def _grid(scores: Sequence[Score]) -> tuple[list[str], list[str], dict[tuple[str, str], str]]:
    systems = list(dict.fromkeys(s.system for s in scores))
    metrics = list(dict.fromkeys(s.metric for s in scores))
    return systems, metrics, {(s.metric, s.system): _cell(s) for s in scores}


def _cell(score: Score) -> str:
    if math.isnan(score.value):
        return "-"
    return f"{score.value:.1f} ({score.low or 0:.1f} to {score.high or 0:.1f})"
