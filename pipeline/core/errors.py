"""Defines every error that Ringkas raises on purpose, with a message and a hint.

    PipelineError            base: message + hint, exit code 1
    +-- UserError            the user's mistake (bad path, key, name, file): exit code 2
    +-- GateError            a gate the user asked for was not met: exit code 1
    |   +-- UnusualError     a run is done, and unlike the nights before: exit code 3
    +-- NothingUsableError   nothing of what is new since earlier runs became an article: exit code 3
    +-- StoreError           a run folder is damaged, locked or of another version: exit code 1
    +-- ModelError           a checkpoint did not load or failed its self-test: exit code 1
    +-- EarlyEnd             a run ends early and well (its time is over, nothing is new): exit code 0

A message names where, what was given and what is allowed; the hint is the next command to type.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal


class PipelineError(Exception):
    """Base of all deliberate errors.

    Args:
        message: where it happened, what was given and what is allowed.
        hint: the next thing to type or change; empty when there is none.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UserError(PipelineError):
    """The user's mistake; exit code 2."""

    exit_code = 2


class GateError(PipelineError):
    """A gate the user asked for (``--strict``, ``--fail-if-worse``) was not met."""


class UnusualError(GateError):
    """A run is done and unlike the nights before it (``--fail-if-unusual``); exit code 3, told from a failure."""

    exit_code = 3


class NothingUsableError(PipelineError):
    """All that is new since earlier runs was rejected (``--since``); the run is done, exit code 3.

    Attributes:
        run: the run folder; empty until it is known.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.run = ""


class StoreError(PipelineError):
    """A run folder is damaged, in use by another process, or of another version."""


class ModelError(PipelineError):
    """A checkpoint could not be loaded or failed its self-test."""


class EarlyEnd(PipelineError):
    """A run ends before its last stage, and well: its time is over, or nothing is new.

    Args:
        message: how far it came.
        hint: the next thing to type; empty when there is none.
        ended: why, in the word that ``--json`` prints.

    Attributes:
        run: the run folder, or its address; empty where there is none.
    """

    exit_code = 0

    def __init__(self, message: str, hint: str = "", *, ended: Literal["budget", "nothing-new"]) -> None:
        super().__init__(message, hint)
        self.ended = ended
        self.run = ""


def did_you_mean(given: str, allowed: Iterable[str], what: str) -> str:
    """A hint for an unknown name: the nearest allowed names, or all of them when none is near."""
    names = sorted(allowed)
    near = difflib.get_close_matches(given, names, n=3, cutoff=0.6)
    if near:
        return f"did you mean {' or '.join(repr(n) for n in near)}?"
    return f"{what}: {', '.join(names) or 'none'}"
