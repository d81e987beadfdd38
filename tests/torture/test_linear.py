"""No parser takes more than linear time, whatever is repeated: growth from a small to an eight times larger text."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from pipeline.core.config import CleanTable
from pipeline.core.records import Article
from pipeline.guards import (
    check_all,
    name_spelling,
    notation,
    placeholders,
    rewording,
    short_forms,
    unfamiliar_words,
    word_spelling,
)
from pipeline.language import (
    dates,
    dictionary,
    facts,
    glossary,
    idioms,
    langid,
    lexicon,
    main_clause,
    names,
    news_style,
    normalize,
    numbers,
    numerals,
    phrases,
    rewordings,
    segment,
    title_grammar,
    title_labels,
    truecase,
    voices,
)  # fmt: skip
from pipeline.language.persons import agreement, antecedents
from pipeline.stages.clean import boilerplate, headlines
from pipeline.stages.clean.stage import clean_article
from pipeline.stages.ingest import delimited, html, markdown, markup, moments
from pipeline.stages.profile import mentions, terms
from pipeline.stages.summarize import citations, headline_cut, headline_style, postprocess
from tests.torture.conftest import Note
from tests.torture.program import FULL

UNITS = (
    "12/03/2024 ", "Rp", "Rp 1.000,50 ", "(", ")", "[", "<", "<p>", "</p>", "<!--", "<sup>2</sup>", "<del>",
    "&amp;", "&", '"',
    "“", "'", ". ", "...", "A. ", "Aa Bb ", "a", "9", "1.", "9,", "dua puluh ", "juta ", "persen ", "pukul 10.30 WIB ",
    "Senin (12/3) ", "Baca juga: ", "Jakarta - ", "KOMPAS.com - ", "\\n", "\\u00e9", "*", "_", "# ", "- ", "| ",
    "---\n", "> ",
    "`", "![", "](", "http://a.test/", "a@b.", "\t", "\xa0", "\u0301", "x\ufeff", ",", ";", '"",', '"\n', "ke-",
    "-", "anak-anak ",
    "\r\n", "\n\n", "%", "½", "10^", "e", "?!", "… ", "tidak ", "A", "Budi Santoso ", "(AFP) ", "{", "<a href=x>",
    "<li>",
    "=", "0000-", "T00:", "Jan ", "ribu lima ratus ", "HUJAN DERAS ", "{{", "$", "—",
    "9an ", "0", "setengah ", "5% ",
)  # fmt: skip
CLEAN = CleanTable(min_words=0, language_check=False)
FUNCTIONS: dict[str, Callable[[str], object]] = {
    "clean_article": lambda t: clean_article(Article("a", "a", t), CLEAN),
    "classify": boilerplate.classify,
    "unescape": boilerplate.unescape,
    "title_case": headlines.title_case,
    "segment": segment.spans,
    "normalize": normalize.normalize,
    "numbers": lambda t: numbers.read_numbers(t, "id"),
    "numbers in English": lambda t: numbers.read_numbers(t, "en"),
    "codes": lambda t: list(numerals.codes(t)),
    "dates": lambda t: dates.read_dates(t, "id"),
    "dates in English": lambda t: dates.read_dates(t, "en"),
    "times": lambda t: dates.read_times(t, "id"),
    "names": lambda t: names.read_names(t, "id"),
    "facts": lambda t: facts.extract(t, "id"),
    "facts in English": lambda t: facts.extract(t, "en"),
    "tokens": lambda t: phrases.tokens(t, "id"),
    "langid": langid.identify,
    "sentence_case": lambda t: truecase.sentence_case(t, [t]),
    "ordinary_case": truecase.ordinary_case,
    "content_words": lexicon.content_words,
    "lost_words": lambda t: lexicon.lost_words(t, "The price rose."),
    "arrived": lambda t: glossary.arrived(["price"], t),
    "notation": lambda t: notation.english_notation(t, t),
    "plain": markup.plain,
    "inline": markup.inline,
    "from_html": markup.from_html,
    "settle": markup.settle,
    "page": lambda t: html.extract(f"<html><body><p>{t}</p></body></html>"),
    "markdown": markdown.read,
    "front matter": lambda t: markdown.front_matter(f"---\n{t}"),
    "table": lambda t: list(delimited.read_table(f"text,id\n{t}", "text").rows),
    "tabbed table": lambda t: list(delimited.read_table(f"text\tid\n{t}", "text", tabs=True).rows),
    "moment": moments.published,
    "tidied": postprocess.clean,
    "headline": headline_cut.headline_of,
    "headline style": headline_style.headline_style,
    "main clause": main_clause.main_clause,
    "title grammar": title_grammar.plain_grammar,
    "cut": lambda t: postprocess.cut(t, 12),
    "terms": citations.terms,
    "literal spans": placeholders.literal_spans,
    "guards": lambda t: check_all(t, t),
    "spelled breaks": markup.spelled_breaks,
    "anchors": citations.anchors,
    "voices": voices.voices,
    "plain words": idioms.plain_words,
    "translations": rewordings.translations,
    "expressions": lambda t: list(dictionary.expressions(t)),
    "news style": lambda t: news_style.english_news_style(t, t),
    "title labels": title_labels.plain_title,
    "unfamiliar words": lambda t: rewording.ways(t, unfamiliar_words.lost(t, "The price rose.")),
    "names spelled": lambda t: name_spelling.source_spelling(t, t, glossary.Glossary.load()),
    "words spelled": lambda t: word_spelling.right_spelling(t, t, glossary.Glossary.load()),
    "short forms": lambda t: short_forms.english_short_forms(t, t, glossary.Glossary.load()),
    "mentions": lambda t: mentions.mentions_of([(t, t)], "id"),
    "profile terms": lambda t: list(terms.terms(t)),
    "persons": lambda t: antecedents.Reader([t, t]),
    "pronouns": lambda t: agreement.agreeing(t, antecedents.Meant("f", "f")),
}
SMALL, LARGE = 1_500, 12_000  # characters
WORST = 250.0  # seconds of processor time a megabyte; 12,000 characters in 3 s


def seconds(function: Callable[[str], object], text: str) -> float:
    """Processor time of one call."""
    start = time.process_time()
    function(text)
    return time.process_time() - start


def grows_too_fast(function: Callable[[str], object], unit: str) -> str:
    """What is wrong with the time that a function takes over a repeated unit; empty when nothing is."""
    small, large = unit * (SMALL // len(unit)), unit * (LARGE // len(unit))
    one, eight = seconds(function, small), seconds(function, large)
    # Quadratic growth would be 64 times; the floor keeps measurements of nothing out. Measured again before it counts.
    if eight > 20 * max(one, 0.002):
        one, eight = max(one, seconds(function, small)), min(eight, seconds(function, large))
    if eight > 20 * max(one, 0.002):
        return f"{unit!r}: {one * 1e3:.1f} ms for {SMALL}, {eight * 1e3:.1f} ms for {LARGE} characters"
    return f"{unit!r}: {eight / LARGE * 1e6:.0f} s a megabyte" if eight / LARGE * 1e6 > WORST else ""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_repetitions_take_linear_time(name: str, note: Note) -> None:
    function = FUNCTIONS[name]
    function("Harga beras naik 12 persen, kata Budi Santoso pada Rabu (13/9). ")  # loads and compiles the rules
    dice = random.Random(name)
    units = [*UNITS, *("".join(dice.sample(UNITS, 3)) for _ in range(len(UNITS) if FULL else 2))]
    chosen = units if FULL else dice.sample(units, 8)
    wrong = [said for unit in chosen if (said := grows_too_fast(function, unit))]
    note(f"repetitions against {name}", len(chosen), "linear")
    assert wrong == []
