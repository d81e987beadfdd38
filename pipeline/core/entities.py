"""Undoes HTML's character references, whatever stands in them."""

from __future__ import annotations

import html
import re

# ``html.unescape`` turns the digits into a number, and Python refuses to do that with more than 4,300 of them.
_TOO_LONG = re.compile(r"&#\d{20,}")


def unescape(text: str) -> str:
    """``html.unescape`` for any text: a number that no character has becomes U+FFFD, however long it is."""
    return html.unescape(_TOO_LONG.sub("&#1114112", text) if "&#" in text else text)
