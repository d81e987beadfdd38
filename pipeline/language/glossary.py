"""Loads glossaries of terms with a settled English form and checks whether the terms of a sentence arrived.

A glossary is a TSV of three columns: Indonesian term, English form, note. Several English forms are separated by
``|``; the first is the one to write, the others are accepted. A note may hold ``open: <Indonesian words>``, what a
blend or acronym stands for; it is opened for a model that does not know the short form. Lines that start with ``#``
are comments. The shipped glossary (``data/glossary.tsv``) is always loaded; a user's file lies on top and wins.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path

from pipeline.core.errors import UserError
from pipeline.language.alternatives import alternatives, exactly, in_any_case
from pipeline.language.idioms import written_out
from pipeline.language.person_initials import is_initials

SHIPPED = Path(__file__).parent / "data" / "glossary.tsv"
_COUNTRIES = "# --- places: countries"  # so begins the heading of their rows in the shipped glossary
_COLUMNS = "tabs between its columns: Indonesian term, English form (alternatives separated by |), and a note or none"
_GIVE = "give a TSV file (--set translate.glossary=FILE.tsv, of check: --glossary FILE.tsv)"
_OPEN = re.compile(r"(?:^|;\s*)open:\s*([^;]+)")
_SUFFIX = r"(?:-?(?:nya|lah|pun|kah))?"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: the Indonesian ``term``, its ``english`` forms (the first is to be written) and a ``note``; ``usual`` are
    the English forms of the shipped row that a user's row has replaced."""

    term: str
    english: tuple[str, ...]
    note: str = ""
    usual: tuple[str, ...] = ()

    @property
    def opened(self) -> str:
        """What the term stands for in Indonesian, "" when it is not to be opened."""
        match = _OPEN.search(self.note)
        return match.group(1).strip() if match else ""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry met in a sentence, at ``sentence[start:end]``."""

    entry: Entry
    start: int
    end: int


@lru_cache(maxsize=1024)
def _terms_of(glossary: Glossary, source: str) -> tuple[Term, ...]:
    """The terms of a sentence, kept: each of its translations and their rivals are checked against them."""
    return glossary._find_terms(source)


class Glossary:
    """Terms to look for and the English they must become."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {e.term: e for e in entries}

    @classmethod
    def load(cls, path: str | Path | None = None) -> Glossary:
        """The shipped glossary, read once, with the user's file on top.

        Args:
            path: the user's TSV; None or "" for the shipped terms alone.

        Raises:
            UserError: the file cannot be read, or has a broken row, a duplicate or a circular entry.
        """
        if not path:
            return _shipped()
        rows = read_rows(SHIPPED)
        own = read_rows(Path(path))
        shipped = {e.term.casefold(): e.english for e in rows}
        theirs = {e.term.casefold() for e in own}
        rows = [e for e in rows if e.term.casefold() not in theirs]
        own = [replace(e, usual=shipped.get(e.term.casefold(), ())) for e in own]
        rows += [*own, *_for_the_translator(own, theirs)]
        return cls(rows)

    @classmethod
    def own(cls, path: str | Path) -> Glossary:
        """The rows of a user's file alone, each with the English that the shipped row of its term has.

        Raises:
            UserError: as :meth:`load`.
        """
        whole = cls.load(path)
        return cls([whole.entries[row.term] for row in read_rows(Path(path))])

    def terms_in(self, source: str) -> list[Term]:
        """The terms of a sentence, longest first where they overlap, in order of place."""
        return list(_terms_of(self, source))

    def _find_terms(self, source: str) -> tuple[Term, ...]:
        found: list[Term] = []
        for match in self._pattern.finditer(source):
            entry = self._entry_for(match.group("term"))
            if entry is not None and not is_initials(source, match.start("term"), match.end("term")):
                found.append(Term(entry, match.start("term"), match.end("term")))
        return tuple(found)

    def check(self, source: str, translation: str) -> tuple[Term, ...]:
        """The terms of ``source`` that arrived in none of their English forms."""
        return tuple(t for t in self.terms_in(source) if not arrived(t.entry.english, translation))

    def fingerprint_for(self, sentence: str) -> str:
        """A hash of the entries this sentence touches, "" when there is none: the part of the glossary that belongs
        in its translation's key, so that a changed entry retranslates the sentences that hold it and no others."""
        touched = sorted({(e.term, *e.english, e.opened) for e in (t.entry for t in self.terms_in(sentence))})
        return hashlib.sha256(repr(touched).encode()).hexdigest()[:16] if touched else ""

    @property
    def fingerprint(self) -> str:
        """A hash of all entries."""
        rows = sorted((e.term, *e.english, e.opened) for e in self.entries.values())
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        if not self.entries:
            return re.compile(r"(?!)(?P<term>)")
        # A term with a capital is looked for as it is written ("AS" is not "as"); others in any case.
        terms = sorted(self.entries, key=lambda t: (-len(t), t))
        either = alternatives(exactly(t) if t != t.lower() else in_any_case(t) for t in terms)
        return re.compile(rf"(?<![\w-])(?P<term>{either}){_SUFFIX}(?![\w]|-\w)")

    @cached_property
    def _by_case(self) -> dict[str, Entry]:
        return {e.term.casefold(): e for e in self.entries.values()}

    def _entry_for(self, text: str) -> Entry | None:
        return self.entries.get(text) or self._by_case.get(text.casefold())


def arrived(forms: Sequence[str], translation: str) -> bool:
    """Whether one of the English forms stands in the translation: whole words in any case, plurals and
    possessives allowed; short forms in capitals ("US", "UN") only as written, with or without dots."""
    return any(_form(form).search(translation) for form in forms)


@lru_cache(maxsize=4096)
def _form(form: str) -> re.Pattern[str]:
    if form.isupper() and len(form) <= 3:
        dotted = r"\.?".join(re.escape(c) for c in form)
        return re.compile(rf"(?<!\w){dotted}(?:['’]?s)?(?!\w)")
    words = re.escape(form).replace(r"\ ", r"[\s-]+")
    return re.compile(rf"(?<!\w){words}(?:['’]s|['’]|e?s)?(?!\w)", re.IGNORECASE)


def respelt(source: str, translation: str, glossary: Glossary) -> str:
    """The translation with a user's English in place of the usual English of the same term, where that stands in it
    once: "the Malaysian Health Ministry" becomes "the Malaysian Ministry of Health"."""
    for term in glossary.check(source, translation):
        wanted = term.entry.english[0]
        for form in sorted(term.entry.usual, key=len, reverse=True):
            found = list(re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w-])", translation, re.IGNORECASE))
            if len(found) != 1:
                continue
            before, after = _around(translation, *found[0].span(), wanted.split())
            if before.lower().endswith("the "):
                wanted = re.sub(r"^[Tt]he ", "", wanted)
            if not before.strip("\"' "):
                wanted = wanted[:1].upper() + wanted[1:]
            translation = before + wanted + after
            break
    return translation


def _around(text: str, start: int, end: int, words: Sequence[str]) -> tuple[str, str]:
    """What stands before and after a place where ``words`` are put, without what would then stand there twice: "the
    Indonesian Health Ministry" with "Indonesian Ministry of Health", or a short form in brackets."""
    before, after = text[:start], text[end:]
    for count in range(len(words) - 1, 0, -1):
        if found := re.search(rf"(?<![\w-]){re.escape(' '.join(words[:count]))} $", before, re.IGNORECASE):
            before = before[: found.start()]
            break
    for count in range(len(words) - 1, 0, -1):
        if found := re.match(rf" {re.escape(' '.join(words[-count:]))}(?![\w-])", after, re.IGNORECASE):
            after = after[found.end() :]
            break
    short = re.match(r" \(([A-Z][\w-]*)\)", after)
    return before, after[short.end() :] if short and short[1] in words else after


@cache
def _shipped() -> Glossary:
    return Glossary(read_rows(SHIPPED))


@cache
def countries() -> frozenset[str]:
    """The Indonesian names of countries (and continents) in the shipped glossary, as they are written."""
    rows = SHIPPED.read_text(encoding="utf-8").partition(_COUNTRIES)[2].partition("\n# ---")[0]
    return frozenset(row.partition("\t")[0] for row in rows.splitlines()[1:] if "\t" in row)


def read_rows(path: Path) -> list[Entry]:
    """The entries of a glossary file.

    Raises:
        UserError: with the file and line of the first thing wrong.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"glossary {path}: {reason}", _GIVE) from error
    except UnicodeDecodeError as error:
        raise UserError(f"glossary {path}: not UTF-8 text (byte {error.start})", "save it as UTF-8") from error
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    lines = text.splitlines()
    for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
        if not any(cell.strip() for cell in row) or row[0].lstrip().startswith("#"):
            continue
        entry = _entry(row, f"glossary {path}, line {number}")
        if entry.term.casefold() in seen:
            first = seen[entry.term.casefold()]
            raise UserError(
                f"glossary {path}, line {number}: {entry.term!r} is already on line {first}",
                "keep one row for each term; put several English forms in one cell, separated by |",
            )
        seen[entry.term.casefold()] = number
        entries.append(entry)
    _refuse_circles(entries, path, seen)
    return entries


def _for_the_translator(own: list[Entry], theirs: set[str]) -> list[Entry]:
    """A user's short forms by the words that the translator is given in their place; a single word may have another
    meaning, so it is left out."""
    words = ((e, written_out(e.term)) for e in own)
    return [replace(e, term=w) for e, w in words if " " in w and w.casefold() not in theirs]


def _entry(row: list[str], where: str) -> Entry:
    cells = [cell.strip() for cell in row]
    if len(cells) < 2 or len(cells) > 3:
        said = "1 column, no tab in it" if len(cells) == 1 else f"{len(cells)} columns"
        raise UserError(f"{where}: {said}", f"a row has {_COLUMNS}")
    term, note = cells[0], cells[2] if len(cells) == 3 else ""
    english = tuple(form.strip() for form in cells[1].split("|"))
    if not term or not all(english):
        raise UserError(
            f"{where}: the {'English form' if term else 'Indonesian term'} is empty", f"a row has {_COLUMNS}"
        )
    if not re.search(r"\w", term):
        raise UserError(f"{where}: {term!r} holds no letter or digit", "a term is a word or several")
    return Entry(term, english, note)


def _refuse_circles(entries: list[Entry], path: Path, lines: dict[str, int]) -> None:
    """Terms that name each other as the English to write, or whose ``open:`` leads back to themselves."""
    to_english = {e.term.casefold(): {e.english[0].casefold()} - {e.term.casefold()} for e in entries}
    opened = {e.term.casefold(): {e.opened.casefold()} - {""} for e in entries}
    for links in (to_english, opened):
        for start in links:
            chain, at = [start], {start}
            while at:
                at = {n for a in at for n in links.get(a, ()) if n in links} - set(chain[1:])
                if start in at:
                    names = " -> ".join([*chain, start])
                    raise UserError(
                        f"glossary {path}, line {lines[start]}: circular entry: {names}",
                        "remove one of the rows, or give it another English form",
                    )
                chain += sorted(at)
