"""Headlines by a writer of single sentences: what it is given, and whether the title, its own or the brief is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief, CleanArticle, TranslatedArticle, Translation
from pipeline.stages.summarize.drafts import SummaryInput
from pipeline.stages.summarize.headline_doubt import Candidate, Origin, doubt
from pipeline.stages.summarize.stage import SummarizeStage

from .test_sentence_rewriting import DIRECT
from .test_stage import Scripted, pair

NEWS = [
    ("Wali Kota Busra meresmikan taman kucing tarambu pada Rabu (12/3).", "Mayor Busra opened a tarambu cat park."),
    ("Taman itu menampung 40 kucing tarambu yang langka.", "The park holds 40 rare tarambu cats."),
    ("Warga berharap taman itu dirawat dengan baik.", "Residents hope that the park is well kept."),
]
TITLE = "Taman Kucing Tarambu Diresmikan, Warga Senang"
PLAIN = "Taman kucing tarambu diresmikan, warga senang"
CLAUSE = "Wali Kota Busra meresmikan taman kucing tarambu"


def made(
    write: Callable[[str, str], list[str]], title: str | None, *, score: float | None = -0.2, **options: object
) -> tuple[str, list[str]]:
    """The headline of the article with a translated title, and what the writer was given for headlines."""
    model = Scripted(write, 1000)
    table = SummarizeTable(**{"model": "shortener", "sentences": 2} | options)  # type: ignore[arg-type]
    stage = SummarizeStage(table, summarizer=model, card=DIRECT)
    clean, translated = article(title, score)
    brief = stage.run([(clean, translated)])[0]
    assert isinstance(brief, Brief)
    return brief.headline or "", [text for style, text in model.given if style == "headline: "]


def article(title: str | None, score: float | None = -0.2) -> tuple[CleanArticle, TranslatedArticle]:
    clean, translated = pair([e for _, e in NEWS], [i for i, _ in NEWS], title=None)
    sentences = tuple(replace(t, score=-0.2) for t in translated.sentences)
    head = None if title is None else Translation(-1, TITLE, title, score=score, risk=0.1)
    clean = replace(clean, title=None if title is None else TITLE)
    return clean, replace(translated, title=head, sentences=sentences)


def nothing(style: str, text: str) -> list[str]:
    return []


def test_a_sound_title_is_the_headline_and_nothing_is_asked() -> None:
    assert made(nothing, "Tarambu cat park opened, residents are happy") == (
        "Tarambu cat park opened, residents are happy",
        [],
    )


def test_a_title_without_a_name_that_the_article_keeps_gives_way() -> None:
    def write(style: str, text: str) -> list[str]:
        return ["Tarambu cat park opens, residents happy"] if style == "headline: " and text == f"{PLAIN}." else []

    headline, given = made(write, "Tarmbu cat park opened, residents happy")
    assert headline == "Tarambu cat park opens, residents happy"
    assert set(given) == {PLAIN, f"{PLAIN}.", CLAUSE, f"{CLAUSE}."}  # the title and the lead's main clause


def test_without_a_title_the_writer_makes_one_of_the_first_sentence() -> None:
    headline, given = made(lambda s, t: ["Mayor Busra opens tarambu cat park"] if s == "headline: " else [], None)
    assert headline == "Mayor Busra opens tarambu cat park"
    assert given == [NEWS[0][0]]


def test_a_written_headline_with_a_figure_of_its_own_gives_way_to_the_brief() -> None:
    headline, _ = made(lambda s, t: ["Mayor opens 70 parks"] if s == "headline: " else [], None)
    assert headline == "Mayor Busra opened a tarambu cat park"


@pytest.mark.parametrize("wrong", ["Mayor opens 70 parks", "Park tarambu park parks", "Wali Kota opens walrus zoo"])
def test_a_written_headline_that_does_not_hold_gives_way_to_the_title(wrong: str) -> None:
    headline, given = made(lambda s, t: [wrong] if s == "headline: " else [], "Tarmbu cat park opened, residents happy")
    assert given
    assert headline != wrong


def test_what_somebody_translated_stands() -> None:
    assert made(nothing, "Tarmbu park opened for his cats", score=None) == ("Tarmbu park opened for his cats", [])


def test_without_guards_the_title_stands() -> None:
    assert made(nothing, "Tarmbu cat park opened", guards=False) == ("Tarmbu cat park opened", [])


def weighed(text: str, origin: Origin = "title", source: str = PLAIN, score: float | None = -0.2) -> float:
    return doubt(SummaryInput.of(*article(None)), Candidate(text, origin, source, score))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (
            "Tarambu cat park opened, residents happy",
            "Tarmbu cat park opened, residents happy",
        ),  # a name of the article
        (
            "Tarambu cat park opened, residents happy",
            "Tarambu cat catfish park opened, residents happy",
        ),  # strange words
        ("Tarambu cat park opened, residents happy", "Tarambu cat park opened, warga happy"),  # Indonesian
        ("Tarambu cat park opened, residents happy", "Tarambu cat park opened, residents resident happy"),  # said twice
        ("Tarambu cat park opened, residents happy", "Tarambu cat park, happy residents"),  # no verb
        ("Tarambu cat park opened, residents happy", "He opened tarambu cat park, residents happy"),  # who?
        ("Tarambu cat park opened, residents happy", "The incident: tarambu cat park opened, residents happy"),
        ("Tarambu cat park opened, residents happy", "Tarambu cat park opened by the"),  # no end
    ],
)
def test_what_speaks_against_a_headline(better: str, worse: str) -> None:
    assert weighed(better) < weighed(worse)


def test_a_low_score_and_others_that_say_something_else_speak_against_it() -> None:
    assert weighed("Tarambu cat park opened, residents happy", score=-0.2) < weighed(
        "Tarambu cat park opened, residents happy", score=-0.6
    )
    held = SummaryInput.of(*article(None))
    candidate = Candidate("Tarambu cat park opened, residents happy", "written-title", PLAIN, -0.2)
    alike, other = ["Tarambu cat park opens, residents happy"], ["Mayor visits school in the hills"]
    assert doubt(held, candidate, alike) < doubt(held, candidate) < doubt(held, candidate, other)


def test_figures_of_the_source_are_kept() -> None:
    source = "Sepuluh kucing tarambu masuk taman"
    assert weighed("Ten tarambu cats enter park", "written-lead", source) < weighed(
        "Twenty tarambu cats enter park", "written-lead", source
    )


@pytest.mark.parametrize("title", [None, "Tarmbu feline garden opened for his cats"])
def test_a_headline_keeps_to_the_terms_of_a_user(title: str | None, tmp_path: Path) -> None:
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("Wali Kota\tTown Head\ntaman kucing\tfeline garden\n", "utf-8")
    model = Scripted(lambda s, t: ["Mayor Busra opens tarambu cat park"] if s == "headline: " else [], 1000)
    table = SummarizeTable(model="shortener", sentences=2)
    stage = SummarizeStage(table, summarizer=model, card=DIRECT, glossary=str(glossary))
    clean, translated = article(title)
    first = replace(translated.sentences[0], text="Town Head Busra opened a tarambu feline garden.")
    brief = stage.run([(clean, replace(translated, sentences=(first, *translated.sentences[1:])))])[0]
    assert isinstance(brief, Brief)
    assert brief.headline == "Town Head Busra opened a tarambu feline garden"


LONG = (
    "Mayor Busra opened a tarambu cat park, which holds 40 rare tarambu cats and was built by the residents in a year."
)


def untitled(first: str, glossary: str | None = None) -> str:
    """The headline of an article without a title whose first sentence an engine translated so."""
    model = Scripted(lambda style, text: [], 1000)
    table = SummarizeTable(model="shortener", sentences=2)
    stage = SummarizeStage(table, summarizer=model, card=DIRECT, **({"glossary": glossary} if glossary else {}))
    clean, translated = article(None)
    sentences = (replace(translated.sentences[0], text=first), *translated.sentences[1:])
    brief = stage.run([(clean, replace(translated, sentences=sentences))])[0]
    assert isinstance(brief, Brief)
    return brief.headline or ""


def test_a_long_beginning_loses_what_the_news_can_do_without() -> None:
    assert untitled(LONG) == "Mayor Busra opened a tarambu cat park"


def test_a_shorter_headline_that_lost_a_users_term_gives_way(tmp_path: Path) -> None:
    terms = tmp_path / "terms.tsv"
    terms.write_text("Wali Kota Busra\tTown Minister Busra\n", "utf-8")
    long = "Town Minister Busra opened the tarambu cat park for all the small children of the old harbor."
    assert untitled(long).startswith("Town minister opened")
    assert untitled(long, str(terms)).startswith("Town Minister Busra opened")
