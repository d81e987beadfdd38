"""Defines why an address was not fetched."""

from __future__ import annotations


class NotFetched(Exception):
    """An address was not fetched.

    Args:
        reason: in words, for the summary.
        permanent: asking again later would change nothing, so it is not asked again.
        robots: the site's robots.txt forbids it.
        status: of HTTP; 0 where there was no answer.
    """

    def __init__(self, reason: str, *, permanent: bool = False, robots: bool = False, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.robots = robots
        self.status = status


class Temporary(NotFetched):
    """A failure that may pass: the request is made again after a while.

    Args:
        reason: in words.
        after: seconds that the server asks to wait; None when it does not say.
        status: of HTTP; 0 where there was no answer.
    """

    def __init__(self, reason: str, after: float | None = None, status: int = 0) -> None:
        super().__init__(reason, status=status)
        self.after = after
