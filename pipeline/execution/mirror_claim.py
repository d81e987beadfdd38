"""Holds other machines off a run at an address, by a file there that changes for as long as this one works on it.

No clock is compared: a claim counts while its file changes. One that was left behind by a machine that is gone is
taken over after a look of half a minute; one of this machine at once, because its run folder has a lock of its own.
"""

from __future__ import annotations

import json
import logging
import platform
import secrets
import time

from pipeline.core.errors import StoreError
from pipeline.core.remote import Place

NAME = ".claim.json"  # hidden: no part of the run
LOOKS = 3  # how often a claim of another machine is looked at before it counts as left behind
log = logging.getLogger("ringkas")


class Claim:
    """This process's claim on a run at an address.

    Args:
        place: the run's address.
        machine: what tells this machine's copy of the run from other machines'.
        every: seconds between two changes of the file.
    """

    def __init__(self, place: Place, machine: str, every: float) -> None:
        self.place, self.machine, self.every = place, machine, every
        self._token = secrets.token_hex(8)
        self._beats = 0

    def take(self) -> None:
        """Claim the run.

        Raises:
            StoreError: another machine works on it, or the address cannot be read or written.
        """
        found = self.place.read(NAME)
        if found is not None and _row(found).get("machine") != self.machine:
            seconds = LOOKS * self.every
            log.warning(
                "%s: claimed by %s; looking for %.0f s whether it is there", self.place.address, _host(found), seconds
            )
            for _ in range(LOOKS):
                time.sleep(self.every)
                now = self.place.read(NAME)
                if now is None:
                    break
                if now != found:
                    raise StoreError(
                        f"{self.place.address}: another machine works on this run ({_host(now)})",
                        "wait until it has ended, or give another --out",
                    )
        self._write()

    def beat(self) -> None:
        """Show that this process is still there.

        Raises:
            StoreError: another machine has taken the run, or the address cannot be read or written.
        """
        found = self.place.read(NAME)
        if found is not None and _row(found).get("token") != self._token:
            raise LostError(
                f"{self.place.address}: another machine has taken over this run ({_host(found)})",
                "what was finished here is kept; the same command goes on when that machine has ended",
            )
        self._write()

    def release(self) -> None:
        """Give the run free; a claim of another machine stays."""
        try:
            found = self.place.read(NAME)
            if found is not None and _row(found).get("token") == self._token:
                self.place.remove(NAME)
        except StoreError as error:
            log.warning("%s; its claim stays there and is taken over by who comes next", error.message)

    def _write(self) -> None:
        self._beats += 1
        row = {"machine": self.machine, "host": platform.node(), "token": self._token, "beat": self._beats}
        self.place.send(NAME, json.dumps(row).encode())


class LostError(StoreError):
    """Another machine has taken the run."""


def _host(content: bytes) -> str:
    return str(_row(content).get("host") or "unknown")


def _row(content: bytes) -> dict[str, object]:
    """What a claim says; nothing where it is damaged."""
    try:
        row = json.loads(content)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}
