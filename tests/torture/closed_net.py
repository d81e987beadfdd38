"""The command line with a guard on the network: a socket that is not of this machine's own kind ends the process.

``socketpair`` and Unix sockets stay, which processes talk to each other with; looking up a name counts as network.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import Any

NETWORK = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname")
USED = 99  # the exit code


def watch(event: str, given: tuple[Any, ...]) -> None:
    if event in NETWORK and not (isinstance(given[0], socket.socket) and given[0].family == socket.AF_UNIX):
        os.write(2, f"network: {event} {given[1:]!r}\n".encode())
        os._exit(USED)


def main() -> None:
    from pipeline.cli import app

    sys.addaudithook(watch)
    app.main()


def look_up() -> None:
    """Do what must not be done: to see that the guard sees."""
    sys.addaudithook(watch)
    socket.getaddrinfo("localhost", 80)
