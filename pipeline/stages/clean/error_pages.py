"""Recognizes the short English page that a server sent in an article's place: not found, no access, a check of the
browser.

Such a page is English and would pass through as an article. Only short texts are looked at, and only phrases that stand
alone or begin a line: news about a blocked site says more, and says it in sentences.
"""

from __future__ import annotations

import re

from pipeline.language import langid

MOST_CHARACTERS = 1200  # longer texts are articles, or have one around the message
FIRST_LINES = 2
_STATUS = (
    "bad request|unauthori[sz]ed|payment required|forbidden|(?:page |file )?not found|method not allowed|"
    "request time-?out|gone|too many requests|internal server error|(?:server )?error|bad gateway|"
    "service (?:temporarily )?unavailable|gateway time-?out"
)
_END = r"[.!]?(?=\s*(?:$|[|–—-]\s))"
_MESSAGE = re.compile(
    rf"\W*(?:(?:http |error |status )*[45]\d\d\b[\s:.–—-]*(?:{_STATUS})\b"
    rf"|(?:error[\s:–—-]*)?(?:access (?:to this page (?:has been|is) )?denied|(?:page |file )?not found|403 forbidden|"
    rf"forbidden|(?:page|site|service) (?:is )?(?:temporarily )?unavailable){_END}"
    r"|(?:please )?(?:enable|turn on|allow) (?:java ?script|cookies)\b"
    r"|(?:java ?script|cookies) (?:(?:is|are) (?:disabled|required)|(?:and cookies )?must be enabled)\b"
    r"|checking (?:if the site connection is secure|your browser)\b"
    r"|(?:please )?verify(?:ing)? (?:that )?you are (?:a )?human\b"
    r"|sorry, you have been blocked\b|attention required!"
    r"|you (?:don['’]t|do not) have permission to access\b"
    r"|the requested (?:url|page|resource) (?:\S+ )?(?:was|could) not (?:be )?found\b)",
    re.IGNORECASE,
)


def message_of(title: str | None, text: str) -> str:
    """The server's message that a page consists of; "" where it is none, or may be an article."""
    whole = f"{title or ''}\n{text}".strip()
    if len(whole) > MOST_CHARACTERS or langid.looks_indonesian(whole):
        return ""
    lines = [line.strip() for line in whole.split("\n") if line.strip()]
    for line in lines[:FIRST_LINES]:  # further down it may be the note of a comment box below an article
        if _MESSAGE.match(line):
            return " ".join(line.split())[:80].rstrip()
    return ""
