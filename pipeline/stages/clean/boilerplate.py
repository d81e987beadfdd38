"""An article as scraped -> what is news in it, and every line that is not, with the name of the rule that said so.

Three passes over the lines: rules for parts of lines (markers and links inside paragraphs, bylines and datelines at
the head, marks at the end), rules for whole lines, and at last what only the whole article can tell: a repeated
title, a photo caption above the text, headlines of other stories between the paragraphs. The rules are data
(data/boilerplate.toml).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.core import entities
from pipeline.core.records import Removed
from pipeline.language import rules
from pipeline.stages.clean import brackets, datelines, headlines, links
from pipeline.stages.clean import page_context as context
from pipeline.stages.clean.lines import Line

FILE = "boilerplate"
LONGEST_LINE_RULE = 420  # characters: whole-line rules are about short lines, and this bounds their cost
LONGEST_LABEL = 80  # characters
HEAD = 400  # characters of a line that start rules see
TAIL = 120  # characters of a line that end rules see
MOST_END_MARKS = 6  # one behind the other at the end of a line
HEAD_LINES = 3  # lines with running text that may carry a dateline
RELATED = "related-label"
SHORTEST_HEADLINE = 4  # words
_ENTITY = re.compile(r"&(?:amp;)?(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_NEWLINE = re.compile(r"\r\n|[\r\n]")
_LETTER = re.compile(r"[^\W_]")
_ONE = re.compile(r"\W{0,3}(?i:baca|lihat|simak|tonton)[\s_]+(?i:juga|pula)\W{0,3}")
_HEADING = re.compile(r"(\s*(?:[-*•]\s+)?)#{1,6}\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A kept paragraph; ``kind`` is ``text``, ``heading`` or ``item``; ``line`` counts from 0 in the input."""

    text: str
    kind: str
    line: int


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What came out: the kept paragraphs, what was taken out, and the metadata found on the way."""

    paragraphs: tuple[Paragraph, ...]
    removed: tuple[Removed, ...]
    dateline: str | None = None
    author: str | None = None
    published: str | None = None
    title: str | None = None

    @property
    def text(self) -> str:
        """The kept text, paragraphs separated by a blank line."""
        return "\n\n".join(p.text for p in self.paragraphs)


@dataclass(slots=True)
class _Page:
    """An article on its way through the passes."""

    lines: list[Line]
    vocabulary: headlines.Vocabulary
    removed: list[Removed] = field(default_factory=list)
    found: dict[str, str] = field(default_factory=dict)
    running: int = 0  # lines so far that are long enough to be running text

    def remove(self, line: int, text: str, rule: str) -> None:
        """Put a removed text on record; the first of each kind of metadata is remembered."""
        text = text.strip()
        if text:
            self.removed.append(Removed(line, text, rule))
            self.found.setdefault(rule, text)


def classify(text: str, title: str | None = None) -> Cleaned:
    """Tell an article's news from what its page carries besides.

    Args:
        text: the article, paragraphs separated by newlines, boilerplate and all. Any Unicode is accepted.
        title: its title when the input has one; a line that repeats it is removed.

    Returns:
        The kept paragraphs in order, and every removed line or part of a line. Nothing else is lost but white space.
    """
    raw = [unescape(line) for line in _NEWLINE.split(text)]
    page = _Page([], headlines.Vocabulary(raw))
    for number, line in enumerate(raw):
        parts = list(_parts(line, number, page))
        page.lines += parts
        page.running += sum(len(part.text) > context.RUNNING for part in parts)
    _whole_lines(page)
    for out, rule in context.find(page.lines, page.vocabulary, title):
        page.remove(out.number, out.text, rule)
        out.kept = False
    page.removed.sort(key=lambda removed: removed.line)
    paragraphs = tuple(Paragraph(line.text, context.kind(line), line.number) for line in page.lines if line.kept)
    return Cleaned(
        paragraphs,
        tuple(page.removed),
        dateline=_dateline(page.found.get("dateline")),
        author=_author(page.found.get("byline")),
        published=page.found.get("published"),
        title=title or page.found.get("repeated-title"),
    )


def untouched(text: str, title: str | None = None) -> Cleaned:
    """The article with nothing taken out: every line with text in it is a paragraph."""
    lines = (Line(number, line.strip()) for number, line in enumerate(_NEWLINE.split(text)))
    return Cleaned(
        tuple(Paragraph(line.text, context.kind(line), line.number) for line in lines if line.text), (), title=title
    )


def unescape(line: str) -> str:
    """A line without HTML entities (scrapers escape twice), the quoting of a printed Python list, and the marks that
    Markdown has for a heading ("### ") and a broken line (a backslash at the end)."""
    for _ in range(2):
        if "&" in line and _ENTITY.search(line):
            line = entities.unescape(line)
    if line.startswith(("['", '["')):
        line = line.replace("\\'", "'").replace('\\"', '"')
    bare = line.rstrip()
    if bare.endswith("\\") and len(bare) > 1 and not bare.endswith("\\\\"):
        line = bare[:-1].rstrip()
    return _HEADING.sub(r"\1", line, count=1) if "#" in line and _HEADING.match(line) else line


def _parts(text: str, number: int, page: _Page) -> Iterator[Line]:
    """The parts of a line that are left when everything inside it that is not news has been cut out."""
    text = text.strip()
    if not text or not _LETTER.search(text):
        if text:
            page.remove(number, text, "decoration")
        return
    if len(text) <= LONGEST_LABEL and rules.first_match(FILE, "section", text):
        yield Line(number, text)  # "Berita Terkait:" opens a section; inside a line it would be a link's marker
        return
    text = _trim_start(text, number, page)
    text = _trim_end(text, number, page)
    position = 0
    pieces: list[str] = []
    for start, stop, rule in links.cuts(text, page.vocabulary):
        pieces.append(text[position:start])
        page.remove(number, text[start:stop], rule)
        position = stop
    pieces.append(text[position:])
    credit = bool(page.removed) and page.removed[-1].line == number and _credit(page.removed[-1], text)
    pieces = [piece for piece in (_trim_end(p.strip(), number, page) for p in pieces) if piece]
    for piece in _joined(pieces):
        yield Line(number, piece, credit=credit)


def _credit(last: Removed, text: str) -> bool:
    """Whether what was cut off behind a text is a credit: above the article's body that makes a caption of the text.

    A mere name in brackets is one only behind a short line: behind a long one it is the writer's.
    """
    if last.rule != "byline" or last.text[:1] not in "([":
        return last.rule == "end-mark"
    return len(text) <= context.RUNNING or brackets.credit(last.text)


def _joined(pieces: list[str]) -> Iterator[str]:
    """Pieces of one line: a piece that was cut off in mid-sentence goes on in the next."""
    held = ""
    for piece in pieces:
        if held and not context.terminated(held) and (piece[:1].islower() or piece[0] in ",;"):
            held = f"{held}{piece}" if piece[0] in ",;" else f"{held} {piece}"
        else:
            if held:
                yield held
            held = piece
    if held:
        yield held


def _trim_start(text: str, number: int, page: _Page) -> str:
    """The line without what stands before its first sentence (only the first lines with running text have such)."""
    if page.running >= HEAD_LINES or "dateline" in page.found:
        return text
    for rule in rules.load(FILE, "start"):
        head = text[:HEAD]
        match = rule.pattern.match(head)
        if match is None and rule.name == "dateline" and "site" in rule.pattern.groupindex:
            match = _late_dateline(rule, head)
        if match and len(text) - match.end() >= context.SHORT and not _of_two(match, text):
            before = text[: match.start()].strip()
            page.remove(number, before, "repeated-title")
            page.remove(number, match.group(), rule.name)
            text = text[match.end() :].strip()
            if rule.name == "dateline":
                break
    return text


def _of_two(match: re.Match[str], text: str) -> bool:
    """Whether what looks like a dateline without a medium is the first of a pair ("Jakarta - Bandung ditempuh ...")."""
    return not match.groupdict().get("site") and datelines.first_of_two(match.group(), text[match.end() :])


def _late_dateline(rule: rules.Rule, head: str) -> re.Match[str] | None:
    """A dateline behind a headline that stands in the same line ("Harga Naik TRIBUNNEWS.COM, JAKARTA - ...")."""
    places = range(min(headlines.title_end(head), HEAD // 2) + 1)  # a word further on would be no headline's
    match = next((found for at in places if (found := rule.pattern.match(head, at))), None)
    if match is None or not match.group("site").isupper():
        return None
    return match if headlines.title_case(head[: match.start()]) > 0.99 else None


def _trim_end(text: str, number: int, page: _Page) -> str:
    """The line without what stands behind its last sentence."""
    for _ in range(MOST_END_MARKS):
        offset = max(0, len(text) - TAIL)
        tail = text[offset:]
        for rule in rules.load(FILE, "end"):
            match = next((m for m in rule.pattern.finditer(tail) if m.end() == len(tail)), None)
            if match and match.start() + offset > 0 and not (rule.name == "byline" and brackets.nobody(match.group())):
                page.remove(number, match.group(), rule.name)
                text = text[: offset + match.start()].rstrip()
                break
        else:
            break
    return text


def _whole_lines(page: _Page) -> None:
    """Whole-line rules, and the sections of other stories that a label opens."""
    one = False  # whether that label announces a single story
    section = ""  # the rule whose label opened the section that a line stands in
    body = False
    for index, line in enumerate(page.lines):
        short = len(line.text) <= LONGEST_LINE_RULE
        label = rules.first_match(FILE, "section", line.text) if len(line.text) <= LONGEST_LABEL else ""
        rule = rules.first_match(FILE, "line", line.text) if short and not label else ""
        if not rule and not label and short and not body:
            rule = rules.first_match(FILE, "head", line.text)
        if (rule == "byline" and brackets.nobody(line.text)) or (rule and links.step(page.lines, index)):
            rule = ""
        if label:
            rule = section = label
            one = bool(_ONE.fullmatch(line.text))
        elif not rule and section:
            within = _belongs_to_others(line.text, page.vocabulary, body)
            if section == RELATED and within:
                within = _plainly_a_headline(line.text, page.vocabulary)
            section = section if within and not one else ""
            rule = "other-stories" if within else ""
        if rule:
            line.kept = False
            page.remove(line.number, line.text, rule)
        body = body or (line.kept and len(line.text) > context.RUNNING)


def _plainly_a_headline(text: str, vocabulary: headlines.Vocabulary) -> bool:
    """Whether a line behind "Baca juga" is a headline and no heading of the article: the label may stand alone."""
    title = len(text.split()) >= SHORTEST_HEADLINE and headlines.title_case(text) >= context.INTERLEAVED_TITLE_CASE
    return title and headlines.recurring(text, vocabulary) <= context.SECTION_RECURRING


def _belongs_to_others(text: str, vocabulary: headlines.Vocabulary, body: bool) -> bool:
    """Whether a line behind a label such as "Berita Lainnya" is still about other stories.

    A headline is; a teaser, a whole sentence, is taken for one only above the article's ``body``: behind it a sentence
    is the article going on.
    """
    if len(text.split()) > context.HEADLINE_WORDS:
        return False
    if not context.terminated(text):
        return True
    sentence = headlines.title_case(text) < context.INTERLEAVED_TITLE_CASE
    return not (body and sentence) and headlines.recurring(text, vocabulary) <= context.SECTION_RECURRING


def _dateline(found: str | None) -> str | None:
    """The place and the medium of a dateline, without its dash."""
    return re.sub(r"\s+", " ", found.strip(" -–—|,.")).strip() if found else None


def _author(found: str | None) -> str | None:
    """The name in a byline."""
    if not found:
        return None
    name = re.sub(r"^[^:|]{0,40}[:|]|^(?i:editor|reporter|penulis|pewarta|oleh|laporan\s+\w+)\s", "", found)
    return name.strip(" -–|*().") or None
