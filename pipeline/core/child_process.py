"""Runs a command in a process of its own and measures what it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # what the kernel counts resident memory in


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took.

    Attributes:
        seconds: from its start to its end.
        processor: seconds of processor time, all threads.
        memory: peak resident bytes.
        code: its exit code.
    """

    seconds: float
    processor: float
    memory: int
    code: int


def run_measured(
    command: Sequence[str], log: Path, *, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Used:
    """Run a command to its end; what it says on stderr goes into a file, what on stdout nowhere."""
    with log.open("w", encoding="utf-8") as file:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=file)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    return Used(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _RSS_UNIT, process.returncode)
