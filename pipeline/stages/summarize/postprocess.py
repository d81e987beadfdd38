"""Turns a summarizer's output into complete sentences within the limits of number and length."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.core.errors import UserError, did_you_mean
from pipeline.stages.summarize.citations import terms

STYLES = ("brief", "bullets", "headline")
ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
BREAK = re.compile(
    r",?\s+(?=(?:after|while|when|as|because|which|who|where|since|although|despite|amid)\b)|[,;:]\s+|\s+[–—-]\s+"
)
SOFT_BREAK = re.compile(r"\s+(?=(?:in|on|at|for|to|with|from|by|of|and)\b)")
_WEAK_END = "a an the of in on at to for with by from and or but as that its his her their has have had is are was were"
WEAK_END = frozenset(_WEAK_END.split())
_SHORT = "Rp. Jl. PT. CV. No. Kab. Kec. Prov. H. Hj. KH. Drs. Ir. Tgk. Ust. Gg. Jend. Kol."
_RANKS = "Comr. Insp. Gen. Brig. Adj. Sr. Lt. Col. Maj. Capt. Sgt. Cmdr. Adm. Sp. St. vs."
ABBREVIATIONS = frozenset(f"{_SHORT} {_RANKS}".split())
ZONES = ("WIB.", "WITA.", "WIT.")
# What language models add around a summary even when told not to.
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_ANNOUNCED = re.compile(
    r"(?:(?:sure|certainly|of course|okay|ok)\b[,!.:]*\s*)?"
    r"(?:(?:here(?:'s|’s| is| are)|below (?:is|are)|the following (?:is|are))\b[^.:!?\n]{0,80}[:.]"
    r"|(?:news )?(?:brief|summary|headline|title|(?:main|key) points)\s*:)\s*",
    re.IGNORECASE,
)
_POLITE = re.compile(r"(?:sure|certainly|of course|okay)[,!.:]*", re.IGNORECASE)
_REMARK = re.compile(r"(?:let me know|i hope|please (?:note|let)|note:|this (?:summary|brief) )", re.IGNORECASE)
_TAG = re.compile(r"</?\s*[A-Za-z][\w-]*\s*/?>|</?\s*[A-Za-z]*\Z")  # of the prompt, whole or broken off
_POINT = re.compile(r"(?:[-*•·]|\d{1,2}[.)])\s+(?=\S)")
_MARKUP = re.compile(r"\*\*|__|^#{1,6}\s+|`")
SAME = 0.75  # share of common terms above which two sentences count as repetitions


def require_style(style: str) -> str:
    """The style asked for, ``brief`` when none was.

    Raises:
        UserError: there is no such style.
    """
    if not style:
        return STYLES[0]
    if style not in STYLES:
        raise UserError(f"[summarize] style: unknown style {style!r}", did_you_mean(style, STYLES, "styles"))
    return style


def clean(text: str) -> str:
    """A model's answer without what is not the brief: thoughts, introductions, closing remarks, Markdown, quotation
    marks around all of it. List items become sentences, with full stops where the model wrote none."""
    lines = [_MARKUP.sub("", line.strip()) for line in _TAG.sub(" ", _THOUGHT.sub("", text)).splitlines()]
    lines = [line for line in lines if line and not re.fullmatch(r"[-=*_\s]+", line)]
    while lines and (_POLITE.fullmatch(lines[0]) or _ANNOUNCED.match(lines[0])):
        lines[0] = "" if _POLITE.fullmatch(lines[0]) else _ANNOUNCED.sub("", lines[0], count=1)
        lines = lines if lines[0] else lines[1:]
    while len(lines) > 1 and _REMARK.match(lines[-1]):
        lines.pop()
    points = [bool(_POINT.match(line)) for line in lines]
    if len(lines) > 1 or points == [True]:
        lines = [_POINT.sub("", line, count=1) if point else line for line, point in zip(lines, points, strict=True)]
    if sum(points) > 1 and not any(finished(line) for line in lines):
        lines = [f"{line.rstrip(',;')}." for line in lines]
    return _unquoted(" ".join(lines))


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    quoted = len(text) > 2 and text[0] in '"“' and text[-1] in '"”'
    return inner.strip() if quoted and not set(inner) & set('"“”') else text


def split(text: str) -> list[str]:
    """English text as sentences, inner whitespace made single spaces. Indonesian abbreviations end none, and neither
    does a full stop before a small letter: "at 20:08 WIB. on Monday" goes on."""
    from sentencex import segment

    sentences: list[str] = []
    for part in segment("en", " ".join(text.split())):
        piece = part.strip()
        if sentences and piece and _goes_on(sentences[-1], piece):
            sentences[-1] += f" {piece}"
        elif piece:
            sentences.append(piece)
    return sentences


def _goes_on(sentence: str, piece: str) -> bool:
    last = sentence.rsplit(None, 1)[-1].lstrip('("“')
    zone = last in ZONES or last.lower() in ("a.m.", "p.m.")
    return last in ABBREVIATIONS or piece[0].islower() or (zone and piece.startswith(("(", *ZONES)))


def finished(sentence: str) -> bool:
    """Whether it ends as a full sentence does; a model stopped by its length limit does not."""
    return bool(ENDED.search(sentence))


def stopped(sentence: str) -> str:
    """A line of a list or a heading as a sentence; one that ends in a colon leads on to the next and stays."""
    if finished(sentence) or sentence.endswith(":"):
        return sentence
    return f"{sentence[:1].upper()}{sentence[1:].rstrip(' ,;–—-')}."


def whole(text: str) -> list[str]:
    """The sentences of a model's output without an unfinished last one and without repeats.

    An output that is one unfinished sentence comes back as it is: the caller sees that it is not ``finished``.
    """
    sentences = split(text)
    if len(sentences) > 1 and not finished(sentences[-1]):
        sentences.pop()
    kept: list[str] = []
    for sentence in sentences:
        if not any(same(sentence, other) for other in kept):
            kept.append(sentence)
    return kept


def same(one: str, other: str) -> bool:
    """Whether two sentences repeat each other, judged by their terms; different figures make different statements."""
    a, b = set(terms(one)), set(terms(other))
    if not a or not b:
        return one == other
    differ = all(any(t[0].isdigit() for t in side) for side in (a - b, b - a))
    return not differ and len(a & b) / min(len(a), len(b)) > SAME


def fit(sentences: Sequence[str], count: int, words: int) -> list[int]:
    """Indexes of the first ``count`` sentences within ``words`` words (0: no limit), skipping those that do not fit.

    At least one sentence always stays: the shortest, when each alone is above the limit.
    """
    kept: list[int] = []
    room = words or sum(len(s.split()) for s in sentences)
    for i, sentence in enumerate(sentences):
        length = len(sentence.split())
        if len(kept) < count and length <= room:
            kept.append(i)
            room -= length
    if not kept and sentences:
        kept = [min(range(len(sentences)), key=lambda i: (len(sentences[i].split()), i))]
    return kept


def cut(sentence: str, words: int) -> str:
    """The beginning of a sentence that is too long for what was asked for: up to a clause end if there is one in reach,
    else up to a phrase that begins near ``words`` words (three more at most), else up to ``words`` words."""
    every = sentence.strip().strip('"“”').rstrip(".…").split()
    text = " ".join(every)
    if len(every) > words:
        near = " ".join(every[: words + 5])  # no later boundary counts
        ends = [m.start() for m in BREAK.finditer(near) if 5 <= len(near[: m.start()].split()) <= words]
        soft = [m.start() for m in SOFT_BREAK.finditer(near) if 6 <= len(near[: m.start()].split()) <= words + 3]
        best = min(soft, key=lambda end: abs(len(near[:end].split()) - words), default=0)
        kept = near[: ends[-1] if ends else best].split() if ends or soft else every[:words]
        while len(kept) > 3 and kept[-1].lower() in WEAK_END:
            kept.pop()
        text = " ".join(kept)
    return text.rstrip(",;: ")


def quoted(text: str) -> str:
    """A sentence out of the middle of a quotation with both its quotation marks.

    What stands before the mark that closes, or behind the one that opens, is quoted in the article, too. What is not
    plain stays as it is (a mark behind a figure may be inches).
    """
    marks = [i for i, c in enumerate(text) if c == '"']
    if len(marks) % 2 == 0:
        return text
    first, last = marks[0], marks[-1]
    if first and not (text[first - 1].isspace() or text[first - 1].isdigit() or text[first - 1] == "("):
        return f'"{text}'
    opens = not last or text[last - 1].isspace()
    return f'{text}"' if opens and text[last + 1 : last + 2].strip() else text
