"""Sets up logging: results go to stdout, everything else to stderr through the package's loggers."""

from __future__ import annotations

import logging
import sys

LEVELS = {-1: logging.WARNING, 0: logging.INFO}


def start(verbosity: int) -> None:
    """Send the log to stderr.

    Args:
        verbosity: -1 warnings only, 0 normal, 1 everything, with the time of day.
    """
    handler = _handler(times=verbosity > 0)
    for name in ("ringkas", "pipeline"):  # the second is what modules get that name their logger after themselves
        logger = logging.getLogger(name)
        logger.setLevel(LEVELS.get(verbosity, logging.DEBUG))
        logger.propagate = False
        logger.handlers[:] = [handler]


def _handler(*, times: bool) -> logging.Handler:
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.logging import RichHandler

        return RichHandler(console=Console(stderr=True), show_path=False, show_time=times, markup=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain("%(asctime)s %(message)s" if times else None, "%H:%M:%S"))
    return handler


class _Plain(logging.Formatter):
    """The message alone; warnings and worse say what they are."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        return text if record.levelno < logging.WARNING else f"{record.levelname.lower()}: {text}"
