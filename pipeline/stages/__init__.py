"""The stages, one module each; :mod:`pipeline.flow` says which of them reads what."""
