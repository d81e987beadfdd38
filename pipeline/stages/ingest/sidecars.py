"""Reads what is known of a saved page: the JSON file beside it, ``PAGE.html.json``, as ``ringkas collect`` writes it.

    url         the page's address
    title       as the feed or the sitemap has it
    published   likewise
    charset     what the server said of the page's encoding

A sidecar is part of its page and no input of its own; every other key is left to people.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".json"
PAGES = (".html", ".htm")
log = logging.getLogger("ringkas")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says; "" where it says nothing."""

    url: str = ""
    title: str = ""
    published: str = ""
    charset: str = ""


NOTHING = Sidecar()


def path_of(page: Path) -> Path:
    """Where a page's sidecar lies."""
    return page.with_name(page.name + SUFFIX)


def page_of(name: str) -> str:
    """The file name of the page that a sidecar of this name belongs to; empty when it is no sidecar's name."""
    page = name.removesuffix(SUFFIX)
    return page if page != name and page.lower().endswith(PAGES) else ""


def without_sidecars(names: Collection[str]) -> list[str]:
    """File names of one folder, the sidecars of pages among them left out."""
    here = set(names)
    return [name for name in names if page_of(name) not in here]


def read(page: Path) -> Sidecar:
    """A page's sidecar; an empty one where there is none. A damaged one is reported in the log and counts as none."""
    path = path_of(page)
    if page.suffix.lower() not in PAGES or not path.is_file():
        return NOTHING
    try:
        row = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        log.warning("%s cannot be read, so %s goes without its address: %s", path, page.name, error)
        return NOTHING
    if not isinstance(row, dict):
        log.warning("%s is no JSON object, so %s goes without its address", path, page.name)
        return NOTHING
    values = {name: row.get(name) for name in Sidecar.__slots__}
    return Sidecar(**{name: value.strip() for name, value in values.items() if isinstance(value, str)})
