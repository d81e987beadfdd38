"""Ringkas: Indonesian news in, English briefs that can be trusted out.

    inputs --ingest--> articles --clean--> clean articles --translate--> translations
       --summarize--> briefs --profile, entities, group--> events --score--> scores
       --report--> briefs.md, *.jsonl, manifest.json

One direction, no going back: a stage reads the records (:mod:`pipeline.core.records`) of the stage before it and
writes its own. ``python -m pipeline run`` does all of it; ``python -m pipeline --help`` lists the rest.
The functions of :mod:`pipeline.api` are here too: ``pipeline.run``, ``pipeline.brief`` and others.
"""

from __future__ import annotations

TYPE_CHECKING = False  # what `typing` says too; importing it takes most of the time that this module would take
if TYPE_CHECKING:
    from typing import Any

    from pipeline.api import PipelineError, Run, brief, compare, run, score, summarize, translate
else:  # a type checker that saw this would take any name

    def __getattr__(name: str) -> Any:
        """A name of the API, imported when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from pipeline import api

        return getattr(api, name)


__version__ = "0.14.0"
__all__ = ["PipelineError", "Run", "brief", "compare", "run", "score", "summarize", "translate"]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
