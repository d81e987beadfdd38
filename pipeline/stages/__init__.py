"""The stages, one module each; :mod:`pipeline.execution.stage_table` says which of them reads what."""
