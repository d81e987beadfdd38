"""One file for each check of a translation; :mod:`pipeline.guards` runs them all."""
