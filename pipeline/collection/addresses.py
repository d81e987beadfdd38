"""Brings addresses into one spelling, so that a page is known again, and names the files of pages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from urllib.parse import unquote, urlsplit, urlunsplit

from pipeline.collection.errors import NotFetched

LONGEST = 2000  # characters of an address
LONGEST_NAME = 80  # characters of a file name, the hash and the ending aside
PORTS = {"http": 80, "https": 443}
# Parameters that tell a site where a reader came from; the page is the same without them.
_TRACKING = re.compile(r"(?i:utm_\w+|fbclid|gclid|dclid|msclkid|igshid|mc_[ce]id|_ga|yclid)(?:=.*)?")


def normal(address: str) -> str:
    """The one spelling of an address: host in lower case, no fragment, no default port, no tracking parameters.

    Raises:
        NotFetched: it is no http or https address, or has a password in it.
    """
    import httpx2

    text = address.strip()
    if len(text) > LONGEST:
        raise NotFetched(f"an address of {len(text)} characters", permanent=True)
    try:
        parts = urlsplit(str(httpx2.URL(text)))
        port = parts.port
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise NotFetched(f"not an address: {error}", permanent=True) from error
    if parts.scheme not in PORTS:
        raise NotFetched("only http and https addresses are fetched", permanent=True)
    if not parts.hostname:
        raise NotFetched("an address without a host", permanent=True)
    if "@" in parts.netloc:
        raise NotFetched("an address with a user name or password", permanent=True)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname.rstrip(".")
    netloc = host if port in (None, PORTS[parts.scheme]) else f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part))
    return urlunsplit((parts.scheme, netloc, parts.path or "/", query, ""))


def host_of(address: str) -> str:
    """The host of a normal address, with its port where that is an unusual one."""
    return urlsplit(address).netloc


def origin_of(address: str) -> str:
    """Scheme and host of a normal address: what one robots.txt holds for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def file_name(address: str) -> str:
    """Where a page of this address is kept, relative to the folder: ``HOST/last-part-of-the-path-1a2b3c4d5e.html``."""
    parts = urlsplit(address)
    host = re.sub(r"[^a-z0-9.-]+", "_", parts.netloc.lower()).strip(".") or "host"
    segments = [part for part in unquote(parts.path).split("/") if part]
    stem = re.sub(r"\.(?:html?|php|aspx?)$", "", segments[-1].lower()) if segments else "index"
    stem = re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:LONGEST_NAME].strip("-") or "page"
    return f"{host}/{stem}-{hashlib.sha256(address.encode()).hexdigest()[:10]}.html"


def matches(address: str, patterns: Sequence[str]) -> bool:
    """Whether an address has one of the patterns in it; ``*`` and ``?`` stand for any characters, for any one. Without
    patterns every address matches."""
    return not patterns or any(fnmatchcase(address, f"*{pattern}*") for pattern in patterns)
