"""Draws a run's curve: training loss and dev score over the steps of all rounds, one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.files import atomic_write
from pipeline.training.telemetry import read_log


def draw(log_path: Path, target: Path) -> bool:
    """Writes the PNG; False when there is nothing to draw yet.

    Raises:
        UserError: matplotlib, part of the extra ``[train]``, is not installed.
    """
    rows = read_log(log_path)
    if not rows:
        return False
    try:
        from matplotlib.figure import Figure  # without pyplot there is no backend to choose and no window to open
    except ImportError:
        raise UserError(
            "the plot needs matplotlib", "pip install matplotlib   (in a checkout: pip install '.[train]')"
        ) from None
    figure = Figure(figsize=(9, 4.5), layout="constrained")
    axes: Any = figure.subplots()
    other: Any = axes.twinx()
    start = 0
    for name in dict.fromkeys(r["round"] for r in rows):
        mine = [r for r in rows if r["round"] == name]
        losses = [(start + r["step"], r["loss"]) for r in mine if r["kind"] == "train"]
        scores = [(start + r["step"], r["value"]) for r in mine if r["kind"] == "dev"]
        if losses:
            axes.plot(*zip(*losses, strict=True), color="tab:blue", linewidth=0.8, alpha=0.8)
        if scores:
            other.plot(*zip(*scores, strict=True), color="tab:orange", marker="o", markersize=3)
        axes.axvline(start, color="0.8", linewidth=0.8)
        axes.annotate(name, (start, 1.0), xycoords=("data", "axes fraction"), fontsize=8, va="bottom")
        start += max(r["step"] for r in mine)
    metric = next((r["metric"] for r in rows if r["kind"] == "dev"), "dev score")
    axes.set_xlabel("step")
    axes.set_ylabel("training loss (nats per token)", color="tab:blue")
    other.set_ylabel(f"dev {metric}", color="tab:orange")
    with atomic_write(target) as file:
        figure.savefig(file, dpi=120, format="png")
    return True
