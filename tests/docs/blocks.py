"""Reads the blocks of code of README.md and docs/, and how each is to be tried.

A comment before a block says what is special about it: ``<!-- slow -->`` (it loads models: `make test-slow`) or
``<!-- not run: WHY -->``. Every other block runs in `make test`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_BLOCK = re.compile(r"(?:<!-- (?P<mark>slow|not run: [^>]+?) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code.

    Attributes:
        page: the file it stands in, from the root of the project.
        line: where it begins.
        kind: ``sh``, ``python``, ``toml``, ``text`` or nothing.
        text: the code.
        how: ``quick``, ``slow`` or the reason why it is not run.
    """

    page: str
    line: int
    kind: str
    text: str
    how: str

    @property
    def commands(self) -> list[str]:
        """The lines of a block for the shell, without comments and prompts."""
        joined = self.text.replace("\\\n", " ")
        lines = (re.sub(r"(^|\s+)#\s.*$", "", line).strip() for line in joined.splitlines())
        return [line for line in lines if line]


def blocks(*kinds: str) -> list[Block]:
    """The blocks of these kinds, page by page."""
    found = []
    for page in PAGES:
        text = page.read_text("utf-8")
        for match in _BLOCK.finditer(text):
            if match["kind"] in kinds:
                line = text.count("\n", 0, match.start()) + 1
                how = (match["mark"] or "quick").removeprefix("not run: ")
                found.append(Block(str(page.relative_to(ROOT)), line, match["kind"], match["text"], how))
    return found
