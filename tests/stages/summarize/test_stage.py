"""Briefs from any article: what the model writes is checked, shaped, cited, and replaced where it does not hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from pipeline.backends.base import Hypothesis
from pipeline.core.config import SummarizeTable
from pipeline.core.errors import UserError
from pipeline.core.records import (
    Brief,
    CleanArticle,
    Rejected,
    Sentence,
    TranslatedArticle,
    Translation,
    from_row,
    to_row,
)
from pipeline.stages.summarize.stage import SummarizeStage

ENGLISH = [
    "An earthquake shook Krui on Wednesday.",
    "Hendra Wiratama said 1,100 people had fled to higher ground.",
    "The quake damaged 214 houses and a health centre in the district.",
    "Aid in the form of blankets and clean water began to arrive on Thursday.",
    "Residents do not yet dare to go home because the ground still shakes.",
]
INDONESIAN = [
    "Gempa mengguncang Krui pada Rabu.",
    "Hendra Wiratama mengatakan 1.100 orang mengungsi ke tempat tinggi.",
    "Gempa merusak 214 rumah dan sebuah puskesmas di kecamatan itu.",
    "Bantuan berupa selimut dan air bersih mulai tiba pada Kamis.",
    "Warga belum berani pulang karena tanah masih bergoyang.",
]


def pair(
    english: Sequence[str] = ENGLISH,
    indonesian: Sequence[str] | None = None,
    title: tuple[str, str] | None = ("Quake shakes Krui", "Gempa guncang Krui"),
    kinds: Sequence[str] | None = None,
) -> tuple[CleanArticle, TranslatedArticle]:
    indonesian = indonesian if indonesian is not None else INDONESIAN if english == ENGLISH else english
    kinds = kinds or ["text"] * len(english)
    clean = CleanArticle(
        id="a1",
        input="a.txt",
        title=title[1] if title else None,
        published=None,
        source=None,
        url=None,
        language="id",
        sentences=tuple(Sentence(i, 0, s, s, k) for i, (s, k) in enumerate(zip(indonesian, kinds, strict=True))),
    )
    head = Translation(-1, title[1], title[0]) if title else None
    sides = zip(indonesian, english, strict=True)
    return clean, TranslatedArticle("a1", "a.txt", head, tuple(Translation(i, s, t) for i, (s, t) in enumerate(sides)))


class Scripted:
    """A summarizer that writes what the test says; ``given`` records what it was asked."""

    fingerprint = "scripted"

    def __init__(self, write: Callable[[str, str], list[str]], limit: int = 1000) -> None:
        self.write, self.max_source_tokens = write, limit
        self.given: list[tuple[str, str]] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(t.split()) + 1 for t in texts]

    def summarize(
        self,
        texts: Sequence[str],
        *,
        min_tokens: int | None = None,
        max_tokens: int | None = None,
        n_best: int = 1,
        style: str = "",
        beam_size: int | None = None,
        **decoding: Any,
    ) -> list[list[Hypothesis]]:
        assert all(n <= self.max_source_tokens for n in self.count_tokens(texts))
        self.given += [(style, t) for t in texts]
        return [[Hypothesis(h, -0.1, 5) for h in self.write(style, t)[:n_best]] for t in texts]


def saying(*texts: str) -> Scripted:
    return Scripted(lambda style, text: list(texts))


def brief(summarizer: Scripted | None, article: tuple[CleanArticle, TranslatedArticle], **options: Any) -> Brief:
    table = SummarizeTable(**{"model": "scripted"} | options)
    made = SummarizeStage(table, summarizer=summarizer).run([article])[0]
    assert isinstance(made, Brief)
    assert from_row(Brief, json.loads(json.dumps(to_row(made)))) == made
    return made


def plan(made: Brief) -> dict[str, Any]:
    assert made.plan is not None
    found: dict[str, Any] = json.loads(made.plan)
    return found


def test_a_good_summary_passes_with_its_citations_and_the_translated_title() -> None:
    made = brief(saying("An earthquake shook Krui, and 1,100 people fled. Aid began to arrive on Thursday."), pair())
    assert made.text == "An earthquake shook Krui, and 1,100 people fled. Aid began to arrive on Thursday."
    assert [sorted(c.sentence for c in s.citations) for s in made.sentences] == [[0, 1], [3]]
    assert made.headline == "Quake shakes Krui"
    assert (made.flags, made.plan) == ((), None)


def test_the_most_faithful_of_the_n_best_is_taken() -> None:
    made = brief(saying("A quake damaged 512 houses.", "The quake damaged 214 houses."), pair())
    assert made.text == "The quake damaged 214 houses."
    assert made.flags == ()
    assert plan(made)["ladder"][0]["problems"] == [
        {"fact": "512", "flag": "number-invented-by-summarization", "instead": "214"}
    ]


def test_a_second_decoding_goes_without_what_misled_the_model() -> None:
    model = Scripted(lambda style, text: ["The quake damaged 512 houses." if "214" in text else "Aid began to arrive."])
    made = brief(model, pair())
    assert made.text == "Aid began to arrive."
    assert [("214" in text) for _, text in model.given] == [True, False]


def test_what_still_does_not_hold_is_replaced_by_the_nearest_sentence_and_flagged() -> None:
    made = brief(saying("An earthquake shook Krui. The quake damaged 512 houses in the district."), pair())
    assert [s.text for s in made.sentences] == ["An earthquake shook Krui.", ENGLISH[2]]
    assert made.sentences[1].flags == ("extracted",)
    assert made.sentences[1].citations[0].sentence == 2
    assert [r["how"] for r in plan(made)["ladder"]][-1] == "replaced"


def test_a_number_that_the_translator_invented_is_shown_with_its_flag() -> None:
    english = [*ENGLISH[:2], "The quake damaged 219 houses and a health centre in the district.", *ENGLISH[3:]]
    made = brief(saying("The quake damaged 219 houses."), pair(english, INDONESIAN))
    assert made.text == "The quake damaged 219 houses."
    assert "number-invented-by-translation" in made.flags


def test_guards_off_lets_everything_through() -> None:
    made = brief(saying("The quake damaged 512 houses."), pair(), guards=False, citations=False)
    assert (made.text, made.flags, made.sentences[0].citations) == ("The quake damaged 512 houses.", (), ())


def test_an_output_without_an_end_is_replaced() -> None:
    made = brief(saying("The quake damaged 214 houses and the"), pair())
    assert made.text == ENGLISH[2]
    assert "extracted" in made.flags


@pytest.mark.parametrize("output", [[], [""], ["   "]])
def test_an_empty_output_gives_the_lead(output: list[str]) -> None:
    made = brief(saying(*output), pair(), sentences=2)
    assert [s.text for s in made.sentences] == ENGLISH[:2]
    assert set(made.sentences[0].flags) == {"extracted", "model-empty"}


def test_length_is_kept_and_repeats_are_dropped() -> None:
    text = "An earthquake shook Krui. An earthquake shook Krui. Aid began to arrive. Residents do not dare to go home."
    assert len(brief(saying(text), pair(), sentences=2).sentences) == 2
    made = brief(saying(text), pair(), words=9)
    assert made.text == "An earthquake shook Krui. Aid began to arrive."


def long_article(sentences: int) -> tuple[CleanArticle, TranslatedArticle]:
    english = [
        f"Speaker number{i} of the assembly talked about village{i} and its road{i} today." for i in range(sentences)
    ]
    return pair(english)


def first_sentence(style: str, text: str) -> list[str]:
    return [text.split(". ")[0].rstrip(".") + "."]


@pytest.mark.heavy
def test_a_long_article_is_read_in_parts_on_sentence_boundaries_and_the_plan_says_so() -> None:
    article = long_article(1600)  # 19,200 words
    model = Scripted(first_sentence, limit=440)
    made = brief(model, article)
    rounds = plan(made)["rounds"]
    spans = rounds[0]
    assert spans[0][0] == 0
    assert spans[-1][1] == 1599
    assert all(b[0] == a[1] + 1 for a, b in pairwise(spans))  # nothing left out, nothing twice
    assert [len(spans) for spans in rounds] == [45, 2]  # and what these gave fits into the model at once
    parts = [text for _, text in model.given[: len(spans)]]
    assert " ".join(parts) == " ".join(t.text for t in article[1].sentences)
    assert made.sentences[0].citations[0].sentence == 0
    assert made.flags == ()


def test_a_model_that_does_not_shorten_ends_and_says_so() -> None:
    """Each part comes back as its first sentence, so even a copier shortens; one that lengthens is stopped."""
    made = brief(Scripted(lambda style, text: [text], limit=40), long_article(30))
    assert made.sentences


def test_a_sentence_above_the_limit_is_read_in_pieces() -> None:
    english = [" ".join(f"word{i}" for i in range(100)) + ".", "The end came soon after that for all of them."]
    model = Scripted(first_sentence, limit=30)
    assert brief(model, pair(english)).sentences
    assert sorted({w for _, t in model.given for w in t.split() if w.startswith("word0")}) == ["word0"]


def test_headings_are_not_summarized_and_lists_only_where_there_is_nothing_else() -> None:
    model = saying("Aid began to arrive.")
    brief(model, pair(["The quake", *ENGLISH], ["Gempa", *INDONESIAN], kinds=["heading"] + ["text"] * 5))
    assert "The quake An earthquake" not in model.given[0][1]
    scores = [f"Persib {i} - Persija 0, played at the stadium in town {i} on the weekend" for i in range(2, 8)]
    made = brief(saying("Persib won 9 - 0."), pair(scores, kinds=["item"] * 6))
    assert made.text.removesuffix(".") in scores  # the model's figure does not stand in the list
    assert made.text.endswith(".")
    assert "extracted" in made.flags
    captioned = pair(["Results of the week:", *scores], kinds=["text"] + ["item"] * 6)
    assert brief(None, captioned, model="lead").text.startswith("Persib 2 - Persija 0")


def test_one_sentence_is_its_own_brief() -> None:
    model = saying("Something else.")
    made = brief(model, pair(ENGLISH[:1], INDONESIAN[:1]))
    assert (made.text, model.given) == (ENGLISH[0], [])
    assert made.flags == ("whole-article",)


@pytest.mark.parametrize("english", [[], ["", " "], ["--", "***"]])
def test_nothing_to_summarize_is_a_rejection_with_a_reason(english: list[str]) -> None:
    made = SummarizeStage(SummarizeTable(model="scripted"), summarizer=saying("X.")).run([pair(english)])
    assert isinstance(made[0], Rejected)
    assert (made[0].input, made[0].stage) == ("a.txt", "summarize")
    assert "nothing to summarize" in made[0].reason


def test_order_is_kept_with_rejections_between() -> None:
    def named(name: str, article: tuple[CleanArticle, TranslatedArticle]) -> tuple[CleanArticle, TranslatedArticle]:
        return replace(article[0], id=name, input=name), replace(article[1], id=name, input=name)

    stage = SummarizeStage(SummarizeTable(model="scripted"), summarizer=saying("An earthquake shook Krui."))
    outcomes = stage.run([named("a", pair()), named("b", pair([])), named("c", pair())])
    assert [(type(o), o.input) for o in outcomes] == [(Brief, "a"), (Rejected, "b"), (Brief, "c")]


def test_without_a_title_the_headline_comes_from_the_brief() -> None:
    made = brief(
        saying("The quake damaged 214 houses and a health centre in the district. Aid came."), pair(title=None)
    )
    assert made.headline == "The quake damaged 214 houses and a health centre in the district"


def test_a_title_that_does_not_hold_gives_way_to_the_start_of_the_brief() -> None:
    bad = ("Quake of 9.9 shakes Krui", "Gempa guncang Krui")
    made = brief(saying("Aid began to arrive."), pair(title=bad))
    assert (made.headline, made.flags) == ("Aid began to arrive", ())


def test_a_figure_that_every_headline_has_wrong_is_flagged() -> None:
    english = [s.replace("1,100", "1,900") for s in ENGLISH]
    bad = ("Quake makes 1,900 people flee", "Gempa membuat 1.100 orang mengungsi")
    made = brief(saying("Hendra Wiratama said 1,900 people had fled."), pair(english, INDONESIAN, title=bad))
    assert made.headline == bad[0]
    assert "headline-number-invented-by-translation" in made.flags


def test_styles_are_the_cards_prefixes() -> None:
    from pipeline.backends.model_card import Card

    card = Card.model_validate(
        {
            "name": "tiny",
            "task": "summarize",
            "architecture": "marian",
            "summary": "for a test",
            "licence": "none",
            "source": "a test",
            "path": "tiny",
            "styles": {"brief": "brief: ", "brief1": "brief1: ", "headline": "headline: "},
        }
    )

    def asked(**options: Any) -> str:
        model = saying("An earthquake shook Krui.")
        SummarizeStage(SummarizeTable(model="tiny", **options), summarizer=model, card=card).run([pair()])
        return model.given[0][0]

    assert asked() == "brief: "
    assert asked(sentences=1) == "brief1: "
    assert asked(style="bullets") == "brief: "
    assert asked(style="headline") == "headline: "
    model = Scripted(lambda style, text: ["Quake shakes Krui" if style == "headline: " else "Aid began to arrive."])
    untitled = SummarizeStage(SummarizeTable(model="tiny"), summarizer=model, card=card).run([pair(title=None)])[0]
    assert isinstance(untitled, Brief)
    assert untitled.headline == "Quake shakes Krui"


def test_headline_style_is_one_line_without_a_full_stop_flag() -> None:
    made = brief(saying("Quake shakes Krui"), pair(), style="headline")
    assert (made.text, made.flags, plan(made)) == ("Quake shakes Krui", (), {"style": "headline"})


def test_unknown_style_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match="unknown style"):
        SummarizeStage(SummarizeTable(style="haiku"), summarizer=saying("x"))


@pytest.mark.parametrize("model", ["lead", "centroid"])
def test_extractive_rankers_quote_and_cite_themselves(model: str) -> None:
    made = brief(None, pair(), model=model, sentences=2)
    assert len(made.sentences) == 2
    for sentence in made.sentences:
        assert sentence.text == ENGLISH[sentence.citations[0].sentence]
    assert made.flags == ()
    order = [s.citations[0].sentence for s in made.sentences]
    assert order == sorted(order)


def test_lead_takes_the_first_sentences() -> None:
    assert brief(None, pair(), model="lead", sentences=2).text == " ".join(ENGLISH[:2])


def test_where_a_headline_is_asked_for_it_is_the_brief() -> None:
    made = brief(None, pair(), model="lead", style="headline")
    assert made.text == made.headline == "Quake shakes Krui"
    untitled = brief(None, pair(title=None), model="lead", style="headline")
    assert untitled.text == untitled.headline == "An earthquake shook Krui on Wednesday"
    written = brief(saying("Quake drives 1,100 people to higher ground"), pair(), style="headline")
    assert written.text == written.headline == "Quake drives 1,100 people to higher ground"
    invented = brief(saying("Quake drives 9,900 people to higher ground"), pair(), style="headline")
    assert invented.text == "Hendra Wiratama said 1,100 people had fled to higher ground"  # what holds of the article


def test_a_title_whose_translation_broke_gives_way_to_the_brief() -> None:
    clean, english = pair(title=("Quake quake shakes Krui", "Gempa guncang Krui"))
    assert english.title is not None
    broken = replace(english, title=replace(english.title, flags=("loop",)))
    assert brief(None, (clean, broken), model="lead").headline == "An earthquake shook Krui on Wednesday"
    assert brief(None, (clean, english), model="lead").headline == "Quake quake shakes Krui"
    assert brief(None, (clean, broken), model="lead", guards=False).headline == "Quake quake shakes Krui"


def test_a_quotation_that_nobody_said_is_replaced() -> None:
    quoted = ["Ratna said: “We wait for the data.”", *ENGLISH]
    source = ["Ratna berkata: “Kami menunggu data.”", *INDONESIAN]
    for text in (
        "Ratna said “we wait for the data”.",
        "Ratna said “we wait … the data”.",
        "Ratna said “kami menunggu data”.",
    ):
        assert brief(saying(text), pair(quoted, source), sentences=1).text == text
    made = brief(saying("Ratna said “we will raise it soon”."), pair(quoted, source), sentences=1)
    assert made.text == quoted[0]
    assert "extracted" in made.sentences[0].flags
    assert made.plan is not None
    assert "quote-invented-by-summarization" in made.plan


@pytest.mark.parametrize("words", [3, 8, 12, 30])
@pytest.mark.parametrize("trust", [0.0, 0.9])
def test_the_number_of_words_is_kept(words: int, trust: float) -> None:
    """Where no sentence is short enough the shortest ends early, and says so."""
    for model in (None, saying(" ".join(ENGLISH))):
        made = brief(model, pair(), model="lead" if model is None else "scripted", words=words, trust=trust)
        assert 0 < len(made.text.split()) <= words
        assert ("shortened" in made.flags) == (words == 3)
