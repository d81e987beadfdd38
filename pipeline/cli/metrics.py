"""The verb ``metrics``: lists the metrics, what each measures and what it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.metrics.base import Metric

NEEDS = {"middles": "the translations behind the briefs"}  # needs that do not say of themselves what they are


def metrics(as_json: AsJson = False) -> None:
    """List the metrics: what each measures, what it reads beside the outputs, and the package an optional one needs."""
    from pipeline.metrics import broken_modules, list_metrics

    listed = list_metrics()
    if as_json:
        print_json(
            [
                {
                    "name": metric.name,
                    "group": metric.group,
                    "description": metric.description,
                    "better": metric.better,
                    "needs": sorted(metric.needs),
                    "package": metric.requires,
                }
                for metric in listed
            ]
        )
    else:
        _print_listed(listed)
    if broken := broken_modules():
        raise UserError("; ".join(error.message for error in broken), broken[0].hint)


def _print_listed(listed: Sequence[Metric]) -> None:
    width = max(len(metric.name) for metric in listed)
    for metric in listed:
        needs = ", ".join(NEEDS.get(need, need) for need in sorted(metric.needs)) or "nothing more"
        package = f"; optional package: {metric.requires}" if metric.requires else ""
        better = "describes, without a better" if metric.better == "neither" else f"better: {metric.better}"
        print(f"{metric.name:<{width}}  {metric.description}")
        print(f"{'':<{width}}  {better}; needs {needs}{package}")
