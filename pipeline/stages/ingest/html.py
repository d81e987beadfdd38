"""Extracts title, text, date and author of a web page.

trafilatura finds the article in the page; what it does not know about Indonesian portals is left to the rules for
text. What it would drop without a word is kept: the rows of tables stand between bars, so that cleaning puts them on
record; a list of links that a paragraph introduces is a list, any other one in the article's body is written as
``[text](link)`` and goes on record too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.stages.ingest.markup import settle

_SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+[\w .]{3,30}$")

_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")
_OTHER_STORIES = re.compile(
    r"(?i:baca|lihat|simak|terkait|berita|artikel|video|topik|tag|populer|pilihan|rekomendasi|lainnya|sumber)\b"
)
_FURNITURE = re.compile(
    r"(?i:\bnav|menu|share|social|\btags?\b|breadcrumb|popul|related|terkait|sidebar|widget|comment|komentar|tanggapan|bagikan|lainnya|terkini|"
    r"rekomendasi|recommend|trending|footer)"
)
_INLINE = ("a", "b", "strong", "i", "em", "u", "span", "font", "small", "mark", "abbr", "time", "cite", "q", "code")
_WORD = re.compile(r"\w")
_WHITE = re.compile(r"\s+")
_DATELESS = ("img", "figure", "picture", "footer", "aside", "nav", "meta", "div", "section", "ul")
BODY_PARAGRAPHS = 2  # as many beside a list make their parent the article's body
BODY_LETTERS = 60  # of a paragraph of the body
MOST_TAGS = 50_000  # of a page that is read: the extraction takes quadratic time over paragraphs and bold words
SHORT_ARTICLE = 120  # words
MENU_WORDS = 12  # a longer link is a paragraph
LONG_CELL = 160  # characters: a table with such cells lays out a page


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
    data = _extracted(_with_lists(settle(page)), url)
    if not data:
        return Extracted(None, "", None, None, url)
    text = data.get("text") or ""
    if len(text.split()) < SHORT_ARTICLE and (flat := _without_inline(_with_lists(settle(page)))) is not None:
        again = _extracted(flat, url).get("text") or ""
        text = again if _WHITE.sub("", again) == _WHITE.sub("", text) else text
    title = data.get("title")
    return Extracted(
        title=_SITE_SUFFIX.sub("", title) if title else None,
        text="\n".join(map(_row, _lines(text, page))),
        published=_stated_date(page, url),
        author=data.get("author"),
        url=data.get("url") or url,
    )


def _extracted(page: Any, url: str | None) -> dict[str, Any]:
    """What trafilatura finds in a page; empty where it finds nothing."""
    import trafilatura  # heavy: only pages need it

    found = trafilatura.bare_extraction(page, url=url, include_comments=False, include_tables=True, with_metadata=True)
    return found.as_dict() if found is not None else {}


def _without_inline(page: Any) -> Any:
    """The page, itself if it is a tree, without the tags of bold words and links in a sentence; None where it has none.

    Where a page has little text, trafilatura parts lines at each of them.
    """
    from lxml import etree, html

    try:
        tree = html.document_fromstring(_DECLARED.sub("", page)) if isinstance(page, str) else page
    except (etree.ParserError, ValueError):
        return None
    inside = [element for element in tree.iter(*_INLINE) if _in_sentence(element)]
    for element in inside:
        element.drop_tag()
    return tree if inside else None


def _in_sentence(element: Any) -> bool:
    """Whether an inline element stands among the words of its parent."""
    parent = element.getparent()
    if parent is None:
        return False
    beside = [parent.text, *(child.tail for child in parent)]
    return parent.tag in ("p", *_INLINE) or any(words and _WORD.search(words) for words in beside)


def _lines(text: str, page: str) -> list[str]:
    """The lines of the article; in a short one the page's menus and buttons as ``[text](link)``, which go on record.

    Where a page has little text, trafilatura takes all of it for the article.
    """
    lines = text.strip().split("\n")
    if sum(len(line.split()) for line in lines) >= SHORT_ARTICLE:
        return lines
    links = _links(page)
    return [f"[{line}]({links[key]})" if (key := line.strip().removeprefix("- ")) in links else line for line in lines]


def _links(page: str) -> dict[str, str]:
    """By its text the address of every link and button of a page that stands in no paragraph, heading or list of the
    body."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(_DECLARED.sub("", page))
    except (etree.ParserError, ValueError):
        return {}
    found: dict[str, str] = {}
    for element in tree.iter("a", "button"):
        tags = {ancestor.tag for ancestor in element.iterancestors()}
        menu = bool(tags & {"nav", "header", "footer", "aside", "form"})
        if menu or not tags & {"p", "h1", "h2", "h3", "li", "td", "blockquote"}:
            text = " ".join("".join(element.itertext()).split())
            address = "".join((element.get("href") or "").split())
            if text.count(" ") < MENU_WORDS and not text.endswith((".", "!", "?")):
                found[text] = re.sub(r"[()]", "", address)[:300]
    return found


def _row(line: str) -> str:
    """A line of the article; of a table that only lays out the page, what stands in its cells."""
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        return line
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    spoken = [cell for cell in cells if cell]
    return "\n".join(spoken) if len(spoken) < 2 or max(map(len, spoken)) > LONG_CELL else f"| {' | '.join(cells)} |"


def _stated_date(page: str, url: str | None) -> str | None:
    """The date that a page states for its article, in its head, its address or beside its headline.

    A copyright line, a photo's address, the time of another story and a date in the text are none of these.
    """
    from htmldate import find_date
    from lxml import etree, html

    try:
        tree = html.document_fromstring(_DECLARED.sub("", page))
    except (etree.ParserError, ValueError):
        return None
    for element in list(tree.iter(*_DATELESS)):
        if element.getparent() is not None and _no_date(element):
            element.drop_tree()
    found = find_date(tree, url=url, extensive_search=False, original_date=True)
    return str(found) if found else None


def _no_date(element: Any) -> bool:
    """Whether a part of a page states no date of its article."""
    if element.tag == "meta":
        return "image" in f"{element.get('property', '')} {element.get('name', '')} {element.get('itemprop', '')}"
    if element.tag in ("div", "section", "ul"):
        named = _FURNITURE.search(f"{element.get('class', '')} {element.get('id', '')}")
        return bool(named) and next(element.iter("h1", "article", "main"), None) is None
    return next(element.iter("h1", "article", "main"), None) is None


def _with_lists(page: str) -> Any:
    """The page with the lists of links in its body as plain ones; as it came where it has none."""
    if "<li" not in page.lower():
        return page
    from lxml import etree, html

    try:
        tree = html.document_fromstring(_DECLARED.sub("", page))
    except (etree.ParserError, ValueError):
        return page
    changed = False
    for found in tree.iter("ul", "ol"):
        if _all_links(found) and _in_body(found):
            before = found.getprevious()
            label = " ".join("".join(before.itertext()).split()) if before is not None else ""
            _plain_items(found, introduced=label.endswith(":") and not _OTHER_STORIES.match(label))
            changed = True
    return tree if changed else page


def _all_links(found: Any) -> bool:
    """Whether a list is made of links and little else."""
    linked = sum(len("".join(a.itertext()).strip()) for a in found.iter("a"))
    return linked > 0 and linked >= 0.8 * len("".join(found.itertext()).strip())


def _in_body(found: Any) -> bool:
    """Whether a list stands among the paragraphs of an article and is no furniture of the page."""
    parent = found.getparent()
    if parent is None or _FURNITURE.search(f"{found.get('class', '')} {found.get('id', '')}"):
        return False
    paragraphs = sum(len("".join(p.itertext()).strip()) >= BODY_LETTERS for p in parent.iterchildren("p"))
    return paragraphs >= BODY_PARAGRAPHS and not any(a.tag in ("nav", "aside", "footer") for a in found.iterancestors())


def _plain_items(found: Any, *, introduced: bool) -> None:
    """Take the links out of a list; one that nothing introduces keeps their addresses in its text."""
    for link in list(found.iter("a")):
        text = " ".join("".join(link.itertext()).split())
        address = link.get("href") or ""
        for child in list(link):
            link.remove(child)
        link.text = text if introduced or not text else f"[{text}]({address})"
        link.drop_tag()
