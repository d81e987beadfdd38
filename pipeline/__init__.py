"""Ringkas: Indonesian news in, English briefs that can be trusted out.

    inputs --ingest--> articles --clean--> clean articles --translate--> translations
       --summarize--> briefs --score--> scores --report--> briefs.md, *.jsonl, manifest.json

One direction, no going back: a stage reads the records (:mod:`pipeline.core.records`) of the stage before it and
writes its own. ``python -m pipeline run`` does all of it; ``python -m pipeline --help`` lists the rest.
"""

__version__ = "0.1.0"
