"""Checks anybody's translation with the guards: two texts, line by line, to a table and JSON.

No model is needed: what fails here is read off the two texts alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.text_lines import read_segments
from pipeline.guards import Context, check_all
from pipeline.guards.checks.reverse_terms import unsupported
from pipeline.guards.quality_estimation import estimate
from pipeline.language.facts import compare
from pipeline.language.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Line:
    """One checked pair. ``line`` counts from 1; ``lost`` and ``added`` are the facts as they are written;
    ``terms`` are glossary terms that did not arrive; ``institutions`` are countries and institutions that the source
    has nothing for; ``quality`` is the estimate without an engine score, 0..1."""

    line: int
    source: str
    translation: str
    failures: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    terms: tuple[str, ...]
    institutions: tuple[str, ...]
    quality: float


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What the guards found in a whole file: every line, and how many lines fail by each name."""

    lines: tuple[Line, ...]

    @property
    def flagged(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.failures)

    @property
    def counts(self) -> dict[str, int]:
        """Lines that have each failure, commonest first."""
        counted = Counter(name for line in self.lines for name in set(line.failures))
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    def to_json(self) -> dict[str, Any]:
        """Plain values: ``lines``, ``flagged``, ``counts``, and a row for each flagged line."""
        rows = [
            {
                "line": line.line,
                "failures": list(line.failures),
                "lost": list(line.lost),
                "added": list(line.added),
                "terms": list(line.terms),
                "institutions": list(line.institutions),
                "quality": line.quality,
                "source": line.source,
                "translation": line.translation,
            }
            for line in self.flagged
        ]
        return {"lines": len(self.lines), "flagged": len(rows), "counts": self.counts, "rows": rows}

    def table(self) -> list[tuple[str, str, str]]:
        """Rows for a terminal: line number, what is wrong, and the facts it is about."""
        rows = []
        for line in self.flagged:
            details = [f"-{fact}" for fact in line.lost] + [f"+{fact}" for fact in line.added]
            details += [f"+{name}" for name in line.institutions]
            details += [f"term {term}" for term in line.terms]
            rows.append((str(line.line), ", ".join(dict.fromkeys(line.failures)), "; ".join(details)))
        return rows


def check_pairs(sources: Sequence[str], translations: Sequence[str], glossary: Glossary | None = None) -> CheckReport:
    """The guards on each pair of lines; a pair of empty lines passes.

    Raises:
        UserError: there are not as many translations as sources.
    """
    if len(sources) != len(translations):
        raise UserError(
            f"{len(sources)} source lines and {len(translations)} translated lines",
            "give two files with one sentence a line, in the same order",
        )
    terms = glossary if glossary is not None else Glossary.load()
    pairs = zip(sources, translations, strict=True)
    return CheckReport(tuple(_check(i, s, t, terms) for i, (s, t) in enumerate(pairs, start=1)))


def check_files(source: Path, translation: Path, glossary: Path | str | None = None) -> CheckReport:
    """:func:`check_pairs` on two UTF-8 text files.

    Raises:
        UserError: a file cannot be read, the glossary is broken, or the files differ in length.
    """
    terms = Glossary.load(glossary)
    return check_pairs(read_segments(source), read_segments(translation), terms)


def _check(number: int, source: str, translation: str, glossary: Glossary) -> Line:
    failures = check_all(source, translation, Context(glossary))
    report = compare(source, translation, glossary=glossary)
    return Line(
        number,
        source,
        translation,
        failures,
        tuple(f.text for f in report.lost),
        tuple(f.text for f in report.added),
        tuple(t.entry.term for t in glossary.check(source, translation)),
        tuple(unsupported(source, translation)) if "institution-added" in failures else (),
        estimate(source, translation, None, failures),
    )
