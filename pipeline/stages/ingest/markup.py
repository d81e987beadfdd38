"""Turns HTML and escapes inside a text into plain lines.

Content management systems export articles with tags (``<p>``, ``<br/>``, WordPress comments), with tags escaped a
second time (``&lt;p&gt;``), or with line breaks spelled out as a backslash and an n. What stands raised or struck
through in a page changes its figures (10<sup>6</sup>, <del>Rp 500.000</del>), so that is settled before the tags go.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.core.entities import unescape

_BLOCKS = (
    "p|div|section|article|main|header|footer|aside|nav|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|caption|"
    "blockquote|pre|figure|figcaption|hr|form|center|address|details|summary"
)
_INLINE = (
    "a|abbr|acronym|b|bdi|big|cite|code|data|del|dfn|em|font|i|img|ins|kbd|label|mark|picture|q|s|samp|small|source|span|"
    "strike|strong|sub|sup|time|tt|u|var|wbr|br|iframe|script|style|noscript|video|audio|embed|object|input|button|"
    "amp-[a-z-]+|html|head|body|title|meta|link|[a-z]\\w{0,9}:[\\w-]+|svg|path|template|nobr|canvas|select|option|textarea"
)
_KNOWN = re.compile(rf"</?(?:{_BLOCKS}|{_INLINE})(?=[\s/>])[^<>]*>|<!--|<!\[CDATA\[|<!doctype", re.IGNORECASE)
_OPEN = re.compile(rf"<({_BLOCKS}|{_INLINE})(?:\s[^<>]*)?>", re.IGNORECASE)
_CLOSE = re.compile(rf"</({_BLOCKS}|{_INLINE})\s*>", re.IGNORECASE)
_LONE = re.compile(r"<(?:br|hr|img|wbr|iframe|input)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;/?(?:p|div|br|strong|em|b|i|a|span|li|ul|h[1-6])(?:\s[^&]{0,200})?\s*/?&gt;", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(?:p|div|li|tr|h[1-6])[\s>]", re.IGNORECASE)
_STRAY = re.compile(r"<(?!!--)")
_CAPTION = re.compile(r"\[caption\b[^\[\]\n]*\]([^\[\]]{0,400})\[/caption\]")
_EMBED = re.compile(r"\[embed\b[^\[\]\n]*\]\s*(\S{0,300}?)\s*\[/embed\]")
_TWICE = re.compile(r"&amp;(?=(?:lt|gt|quot|nbsp|amp|#\d{2,5});)")
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|audio|video|playlist|vc_\w+|su_\w+|et_pb_\w+|block)\b[^\[\]\n]*\]"
)
_BREAK = re.compile(r"\\r\\n|\\n|\\r")
_PATH = re.compile(r"\b[A-Za-z]:\\|\\\\\w+\\")
_BREAK_AT_EDGE = re.compile(r"""(?:(?<=[.!?…:;,"”’')\]\s>n])|^)(?:\\r\\n|\\n|\\r)(?=[\s"“‘'(\[<\\A-Z0-9-]|$)""")
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_SPACE = re.compile(r"[ \t\r\f\v\xa0]*\n[ \t\r\f\v\xa0]*|\s+")

_STRUCK = re.compile(r"<(del|s|strike|span|font)(\s[^<>]*)?>", re.IGNORECASE)
_RAISED = re.compile(r"<(sup)(?:\s[^<>]*)?>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdm]?m|ha?m|dam|ft|kaki|inci?|mil|s|det|[a-zA-Z])$")
_TEN = re.compile(r"(?<![\d.,])10$")
_DIGIT = re.compile(r"(?<![\d.,])[2-9]$")
_POWERS = {"2": "²", "3": "³"}


def is_page(text: str) -> bool:
    """Whether a text is a whole web page."""
    return bool(_PAGE.match(text[:1000]))


def has_markup(text: str) -> bool:
    """Whether a text holds HTML that is meant as such: a tag that is closed again, a line break, a comment."""
    if "<" not in text:
        return bool("&lt;" in text and _ESCAPED.search(text))
    comment = text.rfind("-->") >= text.find("<!--") + 4 > 3
    return bool(
        comment or _LONE.search(text) or next(_elements(text, _OPEN.finditer(text)), None) or _ESCAPED.search(text)
    )


def _elements(markup: str, openings: Iterable[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Of these opening tags those that are closed again, each with its closing tag; none inside another.

    The closing tags are found beforehand: a search for each opening one by itself would take quadratic time over
    tags that are never closed.
    """
    closing: dict[str, list[re.Match[str]]] = {}
    for found in _CLOSE.finditer(markup):
        closing.setdefault(found.group(1).lower(), []).append(found)
    at = 0
    for found in openings:
        ends = closing.get(found.group(1).lower(), [])
        place = bisect_left(ends, found.end(), key=lambda end: end.start())
        if found.start() >= at and place < len(ends):
            yield found, ends[place]
            at = ends[place].end()


def plain(text: str) -> str:
    """A text column as plain lines: escapes and HTML undone where it has such, else the text as it is."""
    text = shortcodes(spelled_breaks(text))
    if "&amp;lt;" in text and _ESCAPED.search(once := _TWICE.sub("&", text)):
        text = once  # escaped twice
    return from_html(text) if has_markup(text) else text


def shortcodes(text: str) -> str:
    """A text whose WordPress pictures and embedded addresses stand on lines of their own: cleaning puts them on
    record."""
    if "[/" not in text:
        return text
    end = "<br>" if has_markup(text) else "\n"  # a plain newline ends no line of HTML

    def caption(found: re.Match[str]) -> str:
        words = " ".join(_TAG.sub(" ", found.group(1)).split())
        return f"{end}Foto: {words}{end}" if words else end

    return _EMBED.sub(lambda m: f"{end}{m.group(1)}{end}", _CAPTION.sub(caption, text))


def inline(text: str) -> str:
    """A title as plain text on one line."""
    return " ".join(unescape(plain(text)).split()) if "<" in text or "&" in text or "\\" in text else text


def spelled_breaks(text: str) -> str:
    """A text with its line breaks real where they were spelled out as a backslash and an n; paths are left alone."""
    if "\\" not in text or not _BREAK.search(text):
        return text
    certain = len(_BREAK.findall(text)) > 1 and not _PATH.search(text)
    made = (_BREAK if certain else _BREAK_AT_EDGE).sub("\n", text)
    if made == text:
        return text
    made = _UNICODE.sub(lambda m: chr(int(m.group(1) or m.group(2), 16)), made)
    return re.sub(r"\\t", " ", re.sub(r"\\([\"'/])", r"\1", made))


def settle(markup: str) -> str:
    """HTML without what is struck through, and with what is raised written so that plain text keeps its sense."""
    if "<" not in markup:
        return markup
    markup = _replaced(markup, (m for m in _STRUCK.finditer(markup) if _is_struck(m)), lambda begin, end: " ")
    return _replaced(markup, _RAISED.finditer(markup), _raised)


def _replaced(
    markup: str, openings: Iterable[re.Match[str]], new: Callable[[re.Match[str], re.Match[str]], str]
) -> str:
    """The markup with elements replaced by what a function makes of their opening and closing tags."""
    pieces, at = [], 0
    for begin, end in _elements(markup, openings):
        pieces += [markup[at : begin.start()], new(begin, end)]
        at = end.end()
    return "".join(pieces) + markup[at:]


def _is_struck(tag: re.Match[str]) -> bool:
    return tag.group(1).lower() not in ("span", "font") or "line-through" in (tag.group(2) or "").lower()


def _raised(begin: re.Match[str], end: re.Match[str]) -> str:
    """A raised text in plain letters: a power keeps its sign, a reference to a note goes."""
    markup = begin.string
    content = unescape(_TAG.sub("", markup[begin.end() : end.start()])).strip().replace("−", "-").replace("–", "-")
    before = unescape(_TAG.sub("", markup[max(0, begin.start() - 80) : begin.start()]))
    after = markup[end.end() : end.end() + 12].lstrip()
    if after.startswith(("/", "⁄", "&frasl;")) and content.isdigit():
        return f" {content}"  # a fraction
    if content in ("o", "0", "°", "º") and re.match(r"\s*[CF]\b", after):
        return "°"
    if re.fullmatch(r"-?\d{1,3}", content):
        if _UNIT.search(before):
            return _POWERS.get(content, f"^{content}")
        if _TEN.search(before) or (_DIGIT.search(before) and re.match(r"[=+×*/)-]", after)):
            return f"^{content}"
        return content if re.match(r"[A-Z][a-z]?\b", after) and before[-1:].strip() == "" else ""
    if re.fullmatch(r"[\[(]?(?:\d{1,3}|[a-z])(?:[,;]\s*\d{1,3})*[\])]?|[*†‡§¶#]{1,3}", content):
        return ""
    return content


def from_html(markup: str) -> str:
    """HTML of an article's body as plain lines: a block a line, list items behind a dash, table rows between bars.

    Args:
        markup: HTML, whole or a fragment, well-formed or not; tags that were escaped are read as tags.

    Returns:
        The text. Scripts, styles and comments are gone; nothing else is.
    """
    from lxml import html as parser
    from lxml.etree import ParserError

    if _ESCAPED.search(markup):
        markup = unescape(markup)
    markup = _SHORTCODE.sub(" ", markup)
    if not _PARAGRAPHS.search(markup):
        markup = re.sub(r"\r\n|\r|\n", "<br>", markup)
    markup = _STRAY.sub(lambda m: "<" if _KNOWN.match(markup, m.start()) else "&lt;", markup)
    markup = settle(markup)
    try:
        root = parser.fragment_fromstring(markup, create_parent="div")
    except (ParserError, ValueError):
        return unescape(_TAG.sub(" ", markup))
    joined = _SPACE.sub(lambda m: "\n" if "\0" in m.group() else " ", "".join(_walk(root)))
    lines = (" ".join(line.split()) for line in joined.split("\0"))
    return "\n".join(line for line in lines if line and line != "-")


_BLOCK_TAGS = re.compile(rf"(?:{_BLOCKS}|br)")
_SKIPPED = frozenset({"script", "style", "noscript", "iframe", "template", "object", "svg", "head"})


def _walk(element: Any, mark: str = "- ") -> Iterator[str]:
    """The pieces of an element's text, a null byte where a block begins or ends; ``mark`` goes before a list item."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED:  # a comment, a script
        return
    block = bool(_BLOCK_TAGS.fullmatch(tag)) and tag not in ("td", "th")
    if block:
        yield "\0"
    if tag == "tr":
        cells = [" ".join("".join(_walk(cell)).replace("\0", " ").split()) for cell in element.iter("td", "th")]
        yield f"| {' | '.join(cells)} |" if sum(map(bool, cells)) > 1 else " ".join(cells)
        yield "\0"
        return
    if tag == "li":
        yield mark
    yield element.text or ""
    items = 0
    for child in element:
        items += child.tag == "li"
        yield from _walk(child, f"{items}. " if tag == "ol" else "- ")
        yield child.tail or ""
    if block:
        yield "\0"
