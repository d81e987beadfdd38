"""Writes the short form behind a name as English does: "United Nations (PBB)" becomes "United Nations (UN)".

A translator copies what stands in brackets. A short form that English never writes tells its reader nothing: it takes
the English short form, or goes where English has none ("North Korea (Korut)").
"""

from __future__ import annotations

import re

from pipeline.language.glossary import Entry, Glossary

_BRACKETED = re.compile(r"\s?\(([^\W\d_]{2,12})\)")


def english_short_forms(source: str, translation: str, glossary: Glossary) -> str:
    """The translation with the source's bracketed short forms as English has them.

    Args:
        source: Indonesian.
        translation: its English.
        glossary: a short form counts if it is a term that is none of its own English forms.
    """
    if "(" not in translation:
        return translation
    terms = [
        t
        for t in glossary.terms_in(source)
        if source[t.start - 1 : t.start] == "(" and source[t.end : t.end + 1] == ")"
    ]
    foreign = {source[t.start : t.end]: t.entry for t in terms if t.entry.term not in t.entry.english}
    if not foreign:
        return translation
    known = foreign | {entry.english[0]: entry for entry in foreign.values()}  # the translator may have written it
    return _BRACKETED.sub(lambda m: _written(m, known[m[1]]) if m[1] in known else m[0], translation)


def _written(match: re.Match[str], entry: Entry) -> str:
    """The English short form in brackets; nothing where the form to write is none, or where other words stand between
    it and the name that it is short for ("the United Nations Security Council (UN)")."""
    first = entry.english[0]
    names = tuple(form for form in entry.english if " " in form)
    before = match.string[: match.start()]
    parted = any(name in before for name in names) and not before.rstrip('"”’ ').endswith(names)
    return match[0].replace(match[1], first) if first.isupper() and first.isalpha() and not parted else ""
