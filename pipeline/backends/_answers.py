"""Extracts the translation from a language model's answer, without what such models write around it.

Models repeat the tags of the prompt, announce ("Here is the translation:"), quote, number, explain, and go on with a
second version, even when they are told not to. What is removed here is never part of a news sentence, and nothing is
removed that the source has itself.
"""

from __future__ import annotations

import re

THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?\s*[A-Za-z][\w-]*\s*/?>|</?\s*[A-Za-z]*\Z")  # of the prompt, whole or broken off
_TOKEN = re.compile(r"<\|[^<>|]{1,40}\|>|\[/?INST\]|</?s>")  # of a chat template, written out
_LABEL = re.compile(
    r"(?:\*\*)?(?:the )?(?:english|translation|translated(?: sentence| text)?|english translation|answer|output|result)"
    r"(?: \(english\))?(?:\*\*)?\s*:\s*(?:\*\*)?",
    re.IGNORECASE,
)
_ECHO = re.compile(
    r"(?:\*\*)?(?:indonesian?|source|original|sentence|text|bahasa indonesia)(?:\*\*)?\s*:", re.IGNORECASE
)
_OWN_LABEL = re.compile(r"\W{0,2}\w+(?: \w+){0,3}:")
_ANNOUNCED = re.compile(
    r"(?:(?:sure|certainly|of course|okay|ok|absolutely)\b[,!.:]*\s*)?"
    r"(?:(?:here(?:'s|’s| is| are)|below is|the following is)\b[^.:!?\n]{0,80}\btranslat[^.:!?\n]{0,60}[:.]"
    r"|(?:the |this )?(?:indonesian )?(?:sentence|text)? ?(?:can be |is |would be )?translate[sd]? (?:in)?to english"
    r"(?: (?:as|is))?\s*:?"
    r"|the (?:english )?translation (?:of [^.:\n]{0,80} )?(?:is|reads|would be)\s*:)\s*",
    re.IGNORECASE,
)
_POLITE = re.compile(r"(?:sure|certainly|of course|okay|ok|absolutely)[,!.:]*\s*", re.IGNORECASE)
_NOTE = re.compile(
    r"\s*(?:[(\[]\s*(?:note|translator['’]s note|literally|alternative(?:ly)?)\b[^)\]]*[)\]]?"
    r"|\b(?:note|explanation|alternative translation|alternatively)\s*:.*)\Z",
    re.IGNORECASE,
)
_POINT = re.compile(r"(?:[-*•·]|\d{1,2}[.)])\s+(?=\S)")
_MARKUP = re.compile(r"\*\*|__|^#{1,6}\s+|`")
_QUOTES = {'"': '"', "“": "”", "«": "»", "'": "'", "‘": "’"}


def translation(answer: str, source: str) -> str:
    """The translation in an answer to ``source``, a sentence: one line, "" where there is none."""
    plain = _TOKEN.sub(" ", THOUGHT.sub("", answer))
    plain = plain if _TAG.search(source) else _TAG.sub("\n", plain)
    lines = [line for raw in plain.splitlines() if (line := _bare(raw, source)) and any(c.isalnum() for c in line)]
    if not _OWN_LABEL.match(source):
        labelled = [text for line in lines if (text := _LABEL.sub("", line, count=1).strip()) != line and text]
        if labelled:
            return _finished(labelled[0], source)
        lines = [line for line in lines if not _LABEL.fullmatch(line) and not _ECHO.match(line)] or lines
    return _finished(lines[0], source) if lines else ""


def _bare(line: str, source: str) -> str:
    """A line without the markup and the announcements in front of it."""
    text = _MARKUP.sub("", line).strip() if not _MARKUP.search(source) else line.strip()
    if not _POINT.match(source):
        text = _POINT.sub("", text, count=1)
    for pattern in (_ANNOUNCED, _POLITE):
        match = pattern.match(text)
        if match and (match.end() == len(text) or pattern is _ANNOUNCED):
            text = text[match.end() :].strip()
    return text


def _finished(text: str, source: str) -> str:
    """A line without a remark behind it and quotation marks around it that the source does not have."""
    noted = _NOTE.search(source) or re.search(r"\b(?:catatan|keterangan|alternatif)\b", source, re.IGNORECASE)
    text = text if noted else _NOTE.sub("", text).rstrip() or text
    close = _QUOTES.get(text[:1])
    inner = text[1:-1]
    quoted = len(text) > 2 and close is not None and text[-1] == close and not {text[0], close} & set(inner)
    return inner.strip() if quoted and source[:1] not in _QUOTES else text
