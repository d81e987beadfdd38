"""What every verb does alike as a program: output in any encoding, one way to be stopped, no traceback for an OS error.

Ctrl-C and SIGTERM end a verb in the same way, a second one at once; a reader that has seen enough (``| head``) ends it
without an error; a character that the terminal's encoding lacks becomes ``?``.
"""

from __future__ import annotations

import io
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Any, Literal

from typer import BadParameter
from typer.core import TyperGroup

from pipeline.core.errors import PipelineError

# Typer brings its own copy of click or uses click's, as its version has it, and gives no public name to this one.
NO_SUCH_OPTION: Any = vars(sys.modules[BadParameter.__module__])["NoSuchOption"]
NARROW = 72  # columns of a terminal in which the boxes of help hold the longest words
ALIKE = 3  # letters that an option begins with, by which `--refs` finds `--reference`
PATIENCE = 1.0  # seconds that stopping may take before it is told that it takes a while
TWICE = 0.3  # seconds in which two signals are one: a program between may pass Ctrl-C on
CONTINUES = ("collect", "train", "sweep")  # `run` and the stages' verbs name their run folder themselves


class Group(TyperGroup):
    """A table of verbs; in a narrow terminal the first paragraph of each is wrapped, where click would cut it."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        told = [(name, verb.help or verb.short_help or "") for name, verb in verbs if verb is not None]
        with formatter.section("Commands"):
            formatter.write_dl([(name, text.partition("\n\n")[0]) for name, text in told])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        verb = super().get_command(ctx, cmd_name)
        if verb is not None and not isinstance(verb, Group):
            _without_types(verb.get_params(ctx))
        return verb

    def get_params(self, ctx: Any) -> list[Any]:
        params = super().get_params(ctx)
        _without_types(params)
        return params


def _without_types(params: Sequence[Any]) -> None:
    """Take out of help what Typer adds and nobody types: "<bool>" behind a flag, which takes no value, "<list[str]>"
    behind an argument, and braces around its name."""
    for param in params:
        argument = param.param_type_name == "argument"
        if argument:
            name = param.metavar or (param.name or "").upper()
            name += "" if param.nargs == 1 or name.endswith("...") else "..."
            param._usage_display_name = partial(str, name if param.required else f"[{name.strip('[]')}]")
        if argument or getattr(param, "is_flag", False) or getattr(param, "count", False):
            param.display_type_rich = _no_type


def _no_type(ctx: Any) -> None:
    """The type of what takes no value, or needs no word for it."""


def help_style(columns: int) -> tuple[Literal["rich"] | None, dict[str, Any]]:
    """How help is shown in so many columns: the mode of Typer, and settings of click. Typer's boxes cut words and
    options that are wider than their column, so a narrow terminal gets plain lines."""
    settings: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
    return ("rich", settings) if columns >= NARROW else (None, {**settings, "terminal_width": columns})


class Verbs(Group):
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
    if threading.current_thread() is not threading.main_thread() or os.name == "nt":  # where signals are other things
        yield
        return
    # Ctrl-C that is ignored (nohup, a job of a script) stays ignored.
    ignored = signal.getsignal(signal.SIGINT) != signal.default_int_handler
    numbers = [signal.SIGTERM] if ignored else [signal.SIGTERM, signal.SIGINT]
    stop = _Stop()
    before = {number: signal.signal(number, stop.interrupt) for number in numbers}
    read, write = os.pipe()
    os.set_blocking(write, False)
    wakeup = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    threading.Thread(target=stop.watch, args=(read,), name="stop", daemon=True).start()
    try:
        yield
    finally:
        if not stop.began:  # else until the process ends: Python waits for threads at work there
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(wakeup)
            os.close(write)


class _Stop:
    """Stops the verb at the first signal and the process at the next, which does not wait for what is under way.

    A library that is at work in the main thread, or beside it at the end of the process, lets no handler of Python run
    and ends in an abort when it is torn down. The number of each signal comes through a pipe at once.
    """

    def __init__(self) -> None:
        self.began = 0.0

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self.began:
            self.began = time.monotonic()
            raise KeyboardInterrupt

    def watch(self, pipe: int) -> None:
        """Wait for signals until the other end of the pipe is closed."""
        first, told, number = 0.0, False, 0
        with open(pipe, "rb", buffering=0) as numbers:
            while True:
                if first and not told and not select.select([numbers], [], [], PATIENCE)[0]:
                    told = True
                    again = "Ctrl-C again" if number == signal.SIGINT else "a second SIGTERM"
                    _say(f"stopping: what is under way ends first; {again} ends at once")
                    continue
                number = next((n for n in numbers.read(1) if n in (signal.SIGINT, signal.SIGTERM)), 0)
                if not number:
                    return
                if first and time.monotonic() - first > TWICE:
                    _say("stopped at once; what was finished is kept")
                    os._exit(128 + number)  # files are written whole or not at all: nothing has to be put in order
                first = first or time.monotonic()


def _say(line: str) -> None:
    with suppress(OSError):  # not with print, which may be at work in what was interrupted
        os.write(2, f"\n{line}\n".encode())


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
