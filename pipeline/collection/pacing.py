"""Leaves time between two requests to the same host."""

from __future__ import annotations

import logging
import threading
import time

from pipeline.core import cancellation

LONG = 15.0  # seconds: a longer pause is told to the user
_STEP = 0.2
log = logging.getLogger("ringkas")


def sleep(seconds: float) -> None:
    """Wait, and stop waiting when the verb is interrupted."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        cancellation.check()
        time.sleep(min(_STEP, left))


class Pacer:
    """Gives every host its turns, for any number of threads.

    Args:
        delay: the least number of seconds between the beginnings of two requests to a host.
    """

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._delays: dict[str, float] = {}
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def slow_down(self, host: str, delay: float) -> None:
        """A host asks for at least so many seconds."""
        with self._lock:
            self._delays[host] = max(delay, self._delays.get(host, 0.0))

    def wait(self, host: str) -> None:
        """Wait for the host's next turn."""
        with self._lock:
            delay = max(self._delay, self._delays.get(host, 0.0))
            now = time.monotonic()
            turn = max(now, self._next.get(host, 0.0))
            self._next[host] = turn + delay
        if turn - now > LONG:
            log.info("%s asks for %.0f seconds between requests: waiting", host, delay)
        sleep(turn - now)

    def pause(self, host: str, seconds: float) -> None:
        """Give the host no turn for so many seconds."""
        with self._lock:
            self._next[host] = max(self._next.get(host, 0.0), time.monotonic() + seconds)
