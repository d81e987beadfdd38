"""The stages, one package each; :mod:`pipeline.execution.stage_table` lists them in the order they run."""
