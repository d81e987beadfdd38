"""The verb ``metrics``: lists the metrics, what each measures and what it needs."""

from __future__ import annotations

from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json


def metrics(as_json: AsJson = False) -> None:
    """List the metrics: what each measures, what it reads beside the outputs, and the package an optional one needs."""
    from pipeline.metrics import list_metrics

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
        return
    width = max(len(metric.name) for metric in listed)
    for metric in listed:
        needs = ", ".join(sorted(metric.needs)) or "nothing more"
        package = f"; optional package: {metric.requires}" if metric.requires else ""
        better = "describes, without a better" if metric.better == "neither" else f"better: {metric.better}"
        print(f"{metric.name:<{width}}  {metric.description}")
        print(f"{'':<{width}}  {better}; needs {needs}{package}")
