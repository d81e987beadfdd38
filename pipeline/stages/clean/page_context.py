"""Finds lines that only the whole article gives away: captions, repeated titles, other stories' headlines.

Second half of cleaning: it looks at the lines that no rule has taken out yet, and at the article's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.language import rules, segment
from pipeline.stages.clean import brackets, headlines
from pipeline.stages.clean.lines import Line

SHORT = 25  # characters: less is no paragraph
RUNNING = 80  # characters that make a line running text
HEADLINE_WORDS = 22  # words a headline seldom exceeds
INTERLEAVED_WORDS = 6  # a shorter line is taken for a section heading
INTERLEAVED_TITLE_CASE = 0.9
INTERLEAVED_RECURRING = 0.25  # of its content words found elsewhere in the article; a section heading has more
HEADING_WORDS = 14
SECTION_RECURRING = 0.34  # the same for a teaser in a section of other stories
CAPTION_WORDS = 45
_TERMINATED = re.compile(r"[.!?…][\"'”’)\]»]*$")
_CREDIT = re.compile(r"[.!?”\"]?\s*\([^()]{2,60}\)$")
_SENTENCES = re.compile(r"[.!?]\s+[A-Z\"“]")
_NUMBER = re.compile(r"(?<!\w)\d+")
_ITEM = re.compile(r"(?:[-–•*·▪]|\d{1,3}[.)]|[a-zA-Z][.)])\s+\S")
_STEP = re.compile(
    r"(?i:(?:langkah\s|tahap\s)?(?:pertama|kedua|ketiga|keempat|kelima)|selanjutnya|berikutnya|sebelumnya|kemudian|terakhir)\s?:"
)
_ADDRESS = re.compile(r"https?://|www\.")
_SERIES = re.compile(r"(\w+)\s\d{1,3}\b")
_NOT_WORDS = re.compile(r"[\W_]+")


def terminated(text: str) -> bool:
    """Whether a line ends like a sentence."""
    return bool(_TERMINATED.search(text[-8:]))


def kind(line: Line) -> str:
    """What a kept line is: ``item`` of a list, ``heading``, or ``text``."""
    if _ITEM.match(line.text[:12]):
        return "item"
    open_ended = terminated(line.text) or line.text.endswith((":", ",", ";")) or line.text[0] in "\"“'‘("
    if open_ended or len(line.text.split()) > HEADING_WORDS:
        return "text"
    several = bool(_SENTENCES.search(line.text)) and len(segment.split(line.text)) > 1
    return "text" if several else "heading"


def find(lines: Sequence[Line], vocabulary: headlines.Vocabulary, title: str | None) -> Iterator[tuple[Line, str]]:
    """The kept lines that are no news, with the reason.

    Args:
        lines: all lines of the article; those already taken out have ``kept`` false.
        vocabulary: of the whole article.
        title: the article's title when known.
    """
    kept = [line for line in lines if line.kept]
    body = next((i for i, line in enumerate(kept) if _running(line)), len(kept))
    found: dict[int, str] = {}
    found |= dict.fromkeys(_titles(kept, body, title), "repeated-title")
    found |= dict.fromkeys((i for i in _captions(lines, kept, body) if i not in found), "caption")
    found |= dict.fromkeys((i for i in _interleaved(kept, body, vocabulary) if i not in found), "interleaved-headline")
    if len(found) == len(kept):  # a text that is nothing but a headline is its own news
        return
    for i in sorted(found):
        yield kept[i], found[i]


def _running(line: Line) -> bool:
    """Whether a line is running text: long, or a sentence with its full stop and no photo credit behind it."""
    words = line.text.count(" ") + 1
    return words > CAPTION_WORDS or (words >= 8 and terminated(line.text) and not _credited(line))


def _credited(line: Line) -> bool:
    """Whether a line is one sentence with a credit behind it."""
    bracket = _CREDIT.search(line.text[-80:])
    long = len(line.text) > RUNNING
    office = (long or line.text[0] in "([") and brackets.nobody(line.text)
    if bracket and (office or (long and brackets.agency(line.text)) or brackets.introduced(line.text)):
        bracket = None  # "(Partai Buruh)" or "(BMKG)" behind a first paragraph, or alone on a line
    credit = line.credit or bool(bracket)
    return credit and line.text.count(" ") < CAPTION_WORDS and not _SENTENCES.search(line.text)


def key(text: str) -> str:
    """A line's letters and digits, for comparing titles."""
    return _NOT_WORDS.sub("", text).casefold()


def _titles(kept: Sequence[Line], body: int, title: str | None) -> Iterator[int]:
    """Lines of the head that are the title: the given one, one that occurs twice, or one in title case at the top."""
    wanted = key(title) if title else ""
    seen = Counter(key(line.text) for line in kept[:body])
    for i, line in enumerate(kept[: body + 1]):
        mine = key(line.text)
        if mine.isdigit() or not mine:
            continue
        if (
            (wanted and mine == wanted)
            or (i < body and seen[mine] > 1)
            or (i == 0 < body and not title and _title(line))
        ):
            yield i


def _title(line: Line) -> bool:
    """Whether a line could be the article's own title."""
    fitting = 3 <= len(line.text.split()) <= HEADLINE_WORDS and not terminated(line.text) and line.text[0] not in "(["
    return fitting and headlines.title_case(line.text) >= INTERLEAVED_TITLE_CASE


def _captions(lines: Sequence[Line], kept: Sequence[Line], body: int) -> Iterator[int]:
    """Lines above the first paragraph that describe a picture: they end in a credit, or a source line follows."""
    removed = (line for line in lines if not line.kept and not _ADDRESS.match(line.text))  # one may be an embedded post
    sources = {line.number for line in removed if rules.first_match("boilerplate", "line", line.text[:420]) == "source"}
    followers = {line.number: after.number for line, after in pairwise(lines)}
    for i, line in enumerate(kept[:body]):
        if (_credited(line) and i + 1 < len(kept)) or followers.get(line.number) in sources:
            yield i


def _interleaved(kept: Sequence[Line], body: int, vocabulary: headlines.Vocabulary) -> Iterator[int]:
    """Headlines of other stories between the paragraphs: title case, no full stop, words the article does not use."""
    counts = Counter(line.text for line in kept)
    series = Counter(found.group(1) for line in kept if (found := _SERIES.match(line.text)))
    for i, line in enumerate(kept):
        if not _headline_like(line.text) or (i and kept[i - 1].text.endswith(":")):
            continue
        if (label := _SERIES.match(line.text)) and series[label.group(1)] > 1:  # "Link 3 (...)" among its like
            continue
        alone = not any(_headline_like(kept[j].text) for j in (i - 1, i + 1) if 0 <= j < len(kept))
        if (alone or i > body) and headlines.recurring(
            line.text, vocabulary, counts[line.text]
        ) <= INTERLEAVED_RECURRING:
            yield i


def _headline_like(text: str) -> bool:
    """Whether a line looks like a headline: a few words in title case, no full stop, no list mark."""
    words = text.count(" ") + 1
    if not INTERLEAVED_WORDS <= words <= HEADLINE_WORDS or _ITEM.match(text[:12]) or _STEP.match(text):
        return False
    ended = text.endswith((".", ":", ";", ",")) or text[:1] in "\"“'‘("
    table = len(_NUMBER.findall(text)) > 1 or text.count(",") > 2  # results, line-ups
    return not ended and not table and headlines.title_case(text) >= INTERLEAVED_TITLE_CASE
