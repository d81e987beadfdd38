"""Finds what a translation lost of its source (names, terms, figures, dates), and how each is written in English."""

from __future__ import annotations

import re

from pipeline.guards.placeholders import Span
from pipeline.guards.rendering import render
from pipeline.language.facts import Fact, compare
from pipeline.language.glossary import Glossary


def lost_spans(source: str, translation: str, glossary: Glossary) -> list[Span]:
    """Where the lost names, terms, figures and dates stand in the source, and what is to be written for each."""
    spans = [Span(t.start, t.end, t.entry.english[0]) for t in glossary.check(source, translation)]
    covered = glossary.terms_in(source)
    for fact in compare(source, translation, glossary=glossary).lost:
        term = next((t for t in covered if t.start < fact.span[1] and fact.span[0] < t.end), None)
        if fact.kind in ("name", "acronym"):
            spans += [Span(*fact.span, fact.text)] if term is None else []
        else:
            spans += _figure_span(fact)
    return spans


def _figure_span(fact: Fact) -> list[Span]:
    """The digits of a figure or date with what they are in English: of "Rabu (19/2)" the bracket, of "pukul 20.08" the
    time, so that the model still writes the words around them. Figures in words have no digits to keep apart."""
    written, start = render(fact), fact.span[0]
    if fact.kind == "date" and (bracket := re.search(r"\((\d+/\d+(?:/\d+)?)\)", fact.text)):
        day = written.partition(", ")[2] if fact.value.find("/w") >= 0 else written
        return [Span(start + bracket.start(), start + bracket.end(), f"({day})")] if day else []
    if fact.kind == "time" and (clock := re.search(r"\d{1,2}[.:]\d{2}", fact.text)):
        return [Span(start + clock.start(), start + clock.end(), written)] if ":" in written else []
    return [Span(*fact.span, written)] if written and any(c.isdigit() for c in fact.text) else []
