"""Puts the web app together and serves it."""

from __future__ import annotations

import json
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, cast

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipeline import __version__
from pipeline.core.config import Config, load_config
from pipeline.core.errors import PipelineError, UserError
from pipeline.serve import api_routes, pages
from pipeline.serve.desk import Desk
from pipeline.serve.jobs import BusyError, JobQueue
from pipeline.serve.judging import Judging
from pipeline.serve.runs_folder import NotFoundError, RunsFolder
from pipeline.serve.security import Guard, Policy
from pipeline.serve.services import Services
from pipeline.serve.workbench import Workbench

VOTES = "votes.jsonl"
log = logging.getLogger("ringkas")


@dataclass(frozen=True, slots=True)
class Settings:
    """What is served, and to whom.

    Attributes:
        runs: the folder of the runs, or one run.
        config: of pasted texts.
        votes: the votes file; ``votes.jsonl`` in the folder of the runs when None.
        policy: who may use it.
        job_seconds: how long a pasted text may take.
    """

    runs: Path
    config: Config = field(default_factory=load_config)
    votes: Path | None = None
    policy: Policy = field(default_factory=Policy)
    job_seconds: float = 300.0


class Json(JSONResponse):
    """JSON in which a lone surrogate, which a run's texts can hold, becomes a question mark."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def create_app(settings: Settings) -> FastAPI:
    """The web app.

    Raises:
        UserError: there is no such folder of runs.
    """
    runs = RunsFolder(settings.runs)
    jobs = JobQueue(settings.job_seconds)
    services = Services(
        runs=runs,
        desk=Desk(runs),
        judging=Judging(runs, settings.votes or runs.home / VOTES),
        jobs=jobs,
        workbench=Workbench(settings.config, jobs),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        jobs.close()

    app = FastAPI(
        title="Ringkas",
        version=__version__,
        description="Runs, the editor's desk, live processing and judging.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page would load a script from another site
        redoc_url=None,
        default_response_class=Json,
        lifespan=lifespan,
    )
    app.state.services = services
    app.include_router(api_routes.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    app.add_middleware(Guard, policy=settings.policy)
    app.add_exception_handler(PipelineError, _pipeline_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


def _answer(request: Request, status: int, message: str, hint: str = "") -> Response:
    """An error as JSON for the API, as a page for people."""
    if request.url.path.startswith("/api/"):
        return Json({"error": message, "hint": hint}, status)
    return pages.page(request, "error", status, message=message, hint=hint)


def _pipeline_error(request: Request, raised: Exception) -> Response:
    error = cast(PipelineError, raised)
    kinds: tuple[tuple[type[PipelineError], int], ...] = ((NotFoundError, 404), (BusyError, 429), (UserError, 400))
    status = next((code for kind, code in kinds if isinstance(error, kind)), 409)
    return _answer(request, status, error.message, error.hint)


def _http_error(request: Request, raised: Exception) -> Response:
    error = cast(HTTPException, raised)
    return _answer(request, error.status_code, str(error.detail))


def _invalid(request: Request, raised: Exception) -> Response:
    first = cast(RequestValidationError, raised).errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    return _answer(request, 422, f"{where}: {first['msg']}" if where else str(first["msg"]))


def serve(settings: Settings, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until the process is told to stop.

    Args:
        settings: what is served.
        host: the address to listen on.
        port: 0 takes a free one.
        ready: is told the address once it is listened on.

    Raises:
        UserError: the address cannot be listened on.
        KeyboardInterrupt: a signal ended it.
    """
    app = create_app(settings)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # before anybody is told the address
    except OSError as error:
        listener.close()
        hint = "another --port, or --port 0 for a free one"
        raise UserError(f"{host}:{port} cannot be listened on: {error.strerror or error}", hint) from error
    shown = f"[{host}]" if ":" in host else host
    key = f"?key={settings.policy.key}" if settings.policy.key else ""
    ready(f"http://{shown}:{listener.getsockname()[1]}/{key}")
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=5,
        limit_concurrency=100,
        h11_max_incomplete_event_size=64 * 1024,
    )
    server = _Server(config)
    server.run(sockets=[listener])
    if server.signalled:
        raise KeyboardInterrupt


class _Server(uvicorn.Server):
    """A server that does not send the signal that ended it once more: a second one ends the process at once."""

    signalled = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.signalled = True
        super().handle_exit(sig, frame)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
