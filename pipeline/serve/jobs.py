"""Works on one job at a time, with a queue of limited length; each job tells its steps as events.

Jobs are kept in memory only: what they make is in files, or gone when the server stops.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from pipeline.core.errors import PipelineError
from pipeline.serve.runs_folder import NotFoundError

log = logging.getLogger("ringkas")
MOST_WAITING = 16
MOST_KEPT = 50
LAST_EVENTS = ("done", "failed")


class BusyError(PipelineError):
    """The queue is full."""


class _StoppedError(Exception):
    """A job was cancelled, or is past its time."""


class Job:
    """A piece of work, and what it has told so far.

    Args:
        title: what it is, for people.
        work: does it; tells its steps by :meth:`tell` and calls :meth:`check` between them.
        seconds: how long it may take.
    """

    def __init__(self, title: str, work: Callable[[Job], dict[str, Any]], seconds: float) -> None:
        self.id = secrets.token_urlsafe(12)
        self.title = title
        self.events: list[dict[str, Any]] = []
        self._work = work
        self._seconds = seconds
        self._deadline = 0.0
        self._cancelled = threading.Event()

    @property
    def over(self) -> bool:
        """Whether its last event has been told."""
        return bool(self.events) and self.events[-1]["event"] in LAST_EVENTS

    def tell(self, event: str, **data: Any) -> None:
        """Tell a step."""
        self.events.append({"event": event, "data": data})

    def cancel(self) -> None:
        """Ask it to stop at its next step."""
        self._cancelled.set()

    def check(self) -> None:
        """Stop here when it was cancelled or has taken too long."""
        if self._cancelled.is_set():
            raise _StoppedError("it was cancelled")
        if time.monotonic() > self._deadline:
            raise _StoppedError(f"it took more than {self._seconds:,.0f} seconds")

    def run(self) -> None:
        """Do the work; however it ends, the last event says so."""
        self._deadline = time.monotonic() + self._seconds
        try:
            self.check()
            result = self._work(self)
        except _StoppedError as stopped:
            self.tell("failed", error=str(stopped), hint="")
        except PipelineError as error:
            self.tell("failed", error=error.message, hint=error.hint)
        except Exception:  # the queue outlives a program error of one job
            log.exception("a job failed: %s", self.title)
            self.tell("failed", error="the program failed; the server's log says where", hint="")
        else:
            self.tell("done", **result)


class JobQueue:
    """Jobs in the order they came, each done by one thread.

    Args:
        seconds: how long a job may take.
    """

    def __init__(self, seconds: float = 300.0) -> None:
        self.seconds = seconds
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: queue.Queue[Job | None] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._turn = threading.Lock()

    def submit(self, title: str, work: Callable[[Job], dict[str, Any]], seconds: float | None = None) -> Job:
        """Put a job at the end.

        Raises:
            BusyError: too many are waiting.
        """
        job = Job(title, work, seconds or self.seconds)
        job.tell("queued", before=self._waiting.qsize())
        with self._turn:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="jobs", daemon=True)
                self._thread.start()
            try:
                self._waiting.put_nowait(job)
            except queue.Full:
                raise BusyError(f"{MOST_WAITING} jobs are waiting", "try again in a minute") from None
            self._jobs[job.id] = job
            while len(self._jobs) > MOST_KEPT and next(iter(self._jobs.values())).over:
                self._jobs.popitem(last=False)
        return job

    def find(self, identity: str) -> Job:
        """The job of that id.

        Raises:
            NotFoundError: there is none, or not any more.
        """
        job = self._jobs.get(identity)
        if job is None:
            raise NotFoundError("there is no such job (any more)", "give the text again")
        return job

    def close(self) -> None:
        """Cancel what is waiting or at work, and wait for the thread a moment."""
        for job in list(self._jobs.values()):
            job.cancel()
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=10)
            self._thread = None

    def _serve(self) -> None:
        while (job := self._waiting.get()) is not None:
            job.run()
