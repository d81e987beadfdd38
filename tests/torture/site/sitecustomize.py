"""Python imports this when it starts, if the folder is on its path: the points of :mod:`tests.torture.points`."""

import importlib.util
from pathlib import Path

_spec = importlib.util.spec_from_file_location("torture_points", Path(__file__).parents[1] / "points.py")
assert _spec is not None
assert _spec.loader is not None
_points = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_points)
_points.install()
