"""What every verb does alike as a program: output in any encoding, one way to be stopped, no traceback for an OS error.

Ctrl-C and SIGTERM end a verb in the same way; a reader that has seen enough (``| head``) ends it without an error; a
character that the terminal's encoding lacks becomes ``?``.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn

from typer import BadParameter
from typer.core import TyperGroup

from pipeline.core.errors import PipelineError

# Typer brings its own copy of click or uses click's, as its version has it, and gives no public name to this one.
NO_SUCH_OPTION: Any = vars(sys.modules[BadParameter.__module__])["NoSuchOption"]
ALIKE = 3  # letters that an option begins with, by which `--refs` finds `--reference`
CONTINUES = ("collect", "train", "sweep")  # `run` and the stages' verbs name their run folder themselves


class Verbs(TyperGroup):
    """The table of verbs; what ends a verb from outside ends every one in the same way."""

    def invoke(self, ctx: Any) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except NO_SUCH_OPTION as error:
            error.possibilities = suggestions(error)
            raise
        except (KeyboardInterrupt, ImportError) as error:
            if not stopped(error):
                raise
            again = ctx.invoked_subcommand in CONTINUES
            hint = "the same command again goes on from what was finished" if again else ""
            raise PipelineError("interrupted", hint) from None
        return result


def stopped(error: BaseException) -> bool:
    """Whether Ctrl-C or SIGTERM is behind an error: a library that they meet while it loads turns them into an
    ``ImportError`` of its own."""
    at: BaseException | None = error
    while at is not None and not isinstance(at, KeyboardInterrupt):
        at = at.__cause__ or at.__context__
    return at is not None


def suggestions(error: Any) -> list[str]:
    """The options that an unknown one may mean: those near it in spelling, then those that begin as it does."""
    known = [name for p in error.ctx.command.params for name in p.opts] if error.ctx else []
    start = error.option_name[: len("--") + ALIKE]
    more = [name for name in known if len(start) == len("--") + ALIKE and name.startswith(start)]
    return list(dict.fromkeys([*(error.possibilities or ()), *more]))


@contextmanager
def prepared() -> Iterator[None]:
    """Lenient output streams, and SIGTERM as Ctrl-C as long as the verb runs."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(number: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def reader_gone(stop: SystemExit) -> bool:
    """Whether a verb was ended because nobody reads its output any more; what is left to write is then dropped."""
    if not isinstance(stop.__context__, BrokenPipeError):
        return False
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # until the process ends
    return True


def explain(error: OSError) -> str:
    """An error of the operating system in a sentence, with what to do."""
    if "temporary directory" in str(error):  # tempfile found none with room; the language identifier unpacks in one
        return f"{error}\n  make room in one of these, or name a folder that has it with TMPDIR, then try again"
    what = f"{error.filename}: " if error.filename else ""
    return f"{what}{error.strerror or error}\n  make room or give another path (--out, RINGKAS_CACHE), then try again"
