"""Runs the checks of a translation and weighs what they find.

A guard is a module of this folder with ``check(source, translation, context) -> tuple[str, ...]``, the names of what
is wrong, and ``COSTS``, what each name weighs when candidates are compared. Adding a file adds a guard.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import ModuleType

from pipeline.core import cancellation
from pipeline.core.registry import Registry
from pipeline.guards.context import EMPTY, Context

GUARDS = Registry("pipeline.guards.checks", "guard")


def check_all(
    source: str, translation: str, context: Context = EMPTY, names: Sequence[str] | None = None
) -> tuple[str, ...]:
    """What every guard (or those named) finds wrong with a translation: one name for each thing wrong, sorted.

    Raises:
        UserError: an unknown guard is named.
        Halted: the run was interrupted; the checks of a batch can take minutes.
    """
    cancellation.check()
    found: list[str] = []
    for module in _modules(tuple(names) if names is not None else _all_names()):
        found.extend(module.check(source, translation, context))
    return tuple(sorted(found))


def cost(failures: Sequence[str]) -> float:
    """How bad failures are together, to compare candidates by: 0 when there is none."""
    weights = _weights()
    return sum(weights[f] for f in failures)


@cache
def _all_names() -> tuple[str, ...]:
    return GUARDS.names()


@cache
def _modules(names: tuple[str, ...]) -> tuple[ModuleType, ...]:
    return tuple(GUARDS.load(name) for name in names)


@cache
def _weights() -> dict[str, float]:
    return {name: weight for module in _modules(_all_names()) for name, weight in module.COSTS.items()}


__all__ = ["EMPTY", "GUARDS", "Context", "check_all", "cost"]
