"""The verb ``serve``."""

from __future__ import annotations

import ipaddress
import secrets
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import logs
from pipeline.cli.options import ConfigName, Settings, Verbose
from pipeline.core.errors import UserError

INSTALL = "pip install '.[serve]'   (in a checkout)"
REMOTE = (
    "warning: everybody who can reach this machine and has the key can read the runs, change the translation memory "
    "and the glossary, and start work here; what is sent is not encrypted. Put a proxy with TLS before it."
)


def serve(
    runs: Annotated[
        Path, typer.Argument(metavar="RUNS_DIR", help="The folder of the runs, or one run.", show_default=False)
    ] = Path("runs"),
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0: a free one.", min=0, max=65535)] = 8765,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Listen beyond this machine; whoever has the key may read and edit.")
    ] = False,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="A name this server is called by.", show_default=False),
    ] = None,
    votes: Annotated[
        Path | None, typer.Option("--votes", metavar="FILE", help="Default: votes.jsonl in RUNS_DIR.")
    ] = None,
    config: ConfigName = "",
    settings: Settings = None,
    verbose: Verbose = False,
) -> None:
    """Read, mend and compare runs in a browser, try a text, and let people judge; on this machine only, unless told."""
    from pipeline.core.config import DEFAULT, load_config

    local = _is_loopback(host)
    if not local and not allow_remote:
        hint = "--allow-remote does that: whoever has the printed key may then read the runs and edit"
        raise UserError(f"--host {host} would be reached from other machines", hint)
    if not runs.is_dir():
        raise UserError(f"there is no folder {runs}", "ringkas run makes runs/; or give another folder")
    loaded = load_config(config or DEFAULT, settings or ())
    print(f"starting the desk for {runs}; its address follows", file=sys.stderr, flush=True)
    try:
        from pipeline.serve.app import Settings as Served
        from pipeline.serve.app import serve as serve_app
    except ModuleNotFoundError as error:
        raise UserError(f"ringkas serve needs the package {error.name}", INSTALL) from error
    from pipeline.serve.security import Policy

    logs.start(verbose)
    policy = Policy(
        hosts=tuple(name.lower() for name in allow_host or ()),
        loopback=local,
        key="" if local else secrets.token_urlsafe(18),
    )
    served = Served(runs=runs, config=loaded, votes=votes, policy=policy)
    if not local:
        print(REMOTE, file=sys.stderr)
    try:
        serve_app(served, host, port, lambda address: print(f"{address}   (Ctrl-C ends it)", flush=True))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
