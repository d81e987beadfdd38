"""A web page -> its title, text, date and author, before the line rules look at it.

trafilatura finds the article in the page; what it does not know about Indonesian portals is left to the rules for
text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+[\w .]{3,30}$")


@dataclass(frozen=True, slots=True)
class Extracted:
    """A page's article: ``text`` has a paragraph a line; what was not found is None (``text`` is then empty)."""

    title: str | None
    text: str
    published: str | None
    author: str | None
    url: str | None


def extract(page: str, url: str | None = None) -> Extracted:
    """Find the article in a page.

    Args:
        page: the page's HTML, decoded.
        url: where it came from, when known; a page that states its own address keeps that one.

    Returns:
        The article. A page without one gives an empty text, never an error.
    """
    import trafilatura  # heavy: only pages need it

    found = trafilatura.bare_extraction(page, url=url, include_comments=False, include_tables=False, with_metadata=True)
    if found is None:
        return Extracted(None, "", None, None, url)
    data = found.as_dict()
    title = data.get("title")
    return Extracted(
        title=_SITE_SUFFIX.sub("", title) if title else None,
        text=(data.get("text") or "").strip(),
        published=data.get("date"),
        author=data.get("author"),
        url=data.get("url") or url,
    )
