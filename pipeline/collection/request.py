"""Defines what a call of ``ringkas collect`` asks for, and what it tells at its end."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.collection.fetcher import Limits
from pipeline.core.errors import UserError

AGENT = "ringkas"
USUAL = Limits()
DELAY = 2.0
_CONTACT = re.compile(r"[!-'*-~]{3,200}")  # printable, and no parentheses, which end a comment in a header


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """What is to be collected.

    Attributes:
        addresses: feeds, sitemaps and pages, as typed.
        folder: where pages go.
        limit: how many pages this call asks for at most; 0 is all.
        since: pages that are known to be older are left out.
        match: patterns, one of which an address must have.
        delay: seconds between two requests to a host, at least.
        dry_run: fetch no pages that a feed or sitemap names, and leave the folder as it is.
        refresh: ask again for pages that were kept or given up.
        private: hosts and networks of private addresses that may be reached.
        contact: a mail address or page by which a site can reach the user.
        limits: of time and size.
    """

    addresses: tuple[str, ...]
    folder: Path
    limit: int = 0
    since: dt.date | None = None
    match: tuple[str, ...] = ()
    delay: float = DELAY
    dry_run: bool = False
    refresh: bool = False
    private: tuple[str, ...] = ()
    contact: str = ""
    limits: Limits = USUAL

    def user_agent(self) -> str:
        """The ``User-Agent`` of every request.

        Raises:
            UserError: the contact cannot stand in a header.
        """
        if not self.contact:
            return f"{AGENT}/{__version__}"
        if not _CONTACT.fullmatch(self.contact):
            hint = "a mail address or the address of a page, without spaces and parentheses"
            raise UserError(f"--contact {self.contact!r} cannot be sent", hint)
        return f"{AGENT}/{__version__} (+{self.contact})"


@dataclass(slots=True)
class Summary:
    """What became of a call; pages are counted once each.

    Attributes:
        documents: feeds and sitemaps that were read.
        documents_unchanged: those that had nothing new to say.
        fetched: pages that are new in the folder.
        updated: pages whose newer version took the place of the older one.
        unchanged: pages that were asked for and are as they were.
        known: pages that are in the folder and were not asked for again.
        given_up: pages that an earlier call found to be no pages, or gone.
        same: pages whose bytes are those of another page.
        filtered: links that are too old or do not match.
        left: pages beyond the limit; the next call goes on with them.
        undated: pages that were chosen although nobody knows whether they are old.
        planned: of a dry run: the pages that it would ask for.
        forbidden: what robots.txt forbids, with the reason.
        failed: what failed, with the reason.
    """

    documents: int = 0
    documents_unchanged: int = 0
    fetched: int = 0
    updated: int = 0
    unchanged: int = 0
    known: int = 0
    given_up: int = 0
    same: int = 0
    filtered: int = 0
    left: int = 0
    undated: int = 0
    planned: list[str] = field(default_factory=list)
    forbidden: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def in_vain(self) -> bool:
        """Whether nothing at all came of the call, because of failures."""
        good = self.documents + self.fetched + self.updated + self.unchanged + self.known + self.same
        return bool(self.failed or self.forbidden) and not good

    def as_row(self) -> dict[str, Any]:
        """The summary as plain values."""
        row: dict[str, Any] = {name: getattr(self, name) for name in self.__slots__}
        for name in ("forbidden", "failed"):
            row[name] = [{"url": url, "reason": reason} for url, reason in row[name]]
        return row


def since_of(text: str, today: dt.date) -> dt.date | None:
    """The day that ``--since`` names: a date, or so many days ago (``7d``); None for "".

    Raises:
        UserError: it is neither.
    """
    if not text:
        return None
    if days := re.fullmatch(r"(\d{1,5})d", text):
        return today - dt.timedelta(days=int(days.group(1)))
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"--since {text} is no day", "write --since 2026-03-01, or --since 7d for a week") from error
