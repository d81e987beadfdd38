"""A model that reads one sentence at a time: the first sentences shortened, cited, kept where that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.backends.model_card import Card
from pipeline.core.config import SummarizeTable
from pipeline.core.records import Brief
from pipeline.guards.risk import UNKNOWN
from pipeline.stages.summarize import rewriting_risk
from pipeline.stages.summarize.fact_check import Evidence
from pipeline.stages.summarize.rewriting_checks import lost_figures, problems
from pipeline.stages.summarize.stage import SummarizeStage

from .test_stage import ENGLISH, Scripted, pair, plan

CARD = Card(
    name="shortener",
    task="summarize",
    architecture="marian",
    summary="s",
    licence="l",
    source="s",
    path=".",
    reads="sentence",
    styles={"brief": "brief: ", "headline": "headline: "},
)


def brief(
    write: Callable[[str, str], list[str]],
    english: list[str] = ENGLISH,
    limit: int = 1000,
    title: tuple[str, str] | None = ("Quake shakes Krui", "Gempa guncang Krui"),
    **options: object,
) -> tuple[Brief, Scripted]:
    model = Scripted(write, limit)
    stage = SummarizeStage(SummarizeTable(**{"model": "shortener"} | options), summarizer=model, card=CARD)  # type: ignore[arg-type]
    article = pair(english, title=title) if english is not ENGLISH else pair(title=title)
    made = stage.run([article])[0]
    assert isinstance(made, Brief)
    return made, model


def shorter(style: str, text: str) -> list[str]:
    return [text.replace(" in the district", "")]


def test_each_of_the_first_sentences_is_shortened_and_cited() -> None:
    made, model = brief(shorter)
    assert [s.text for s in made.sentences] == [
        ENGLISH[0],
        ENGLISH[1],
        "The quake damaged 214 houses and a health centre.",
    ]
    assert [[c.sentence for c in s.citations] for s in made.sentences] == [[0], [1], [2]]
    # The first is short already; the rest of the article is not read.
    assert model.given == [("brief: ", ENGLISH[1]), ("brief: ", ENGLISH[2])]
    assert made.flags == ()


def test_a_rewriting_that_does_not_hold_gives_way_to_the_sentence_itself() -> None:
    made, _ = brief(lambda style, text: [text.replace("214", "217")])
    assert made.sentences[2].text == ENGLISH[2]
    assert made.sentences[2].flags == ("extracted",)
    refused = plan(made)["ladder"][0]
    assert "217 houses" in refused["text"]
    assert refused["problems"][0]["flag"] == "number-invented-by-summarization"


def test_the_first_faithful_one_of_the_n_best_is_taken() -> None:
    made, _ = brief(lambda style, text: [text.replace("214", "217"), text.replace(" and a health centre", "")])
    assert made.sentences[2].text == "The quake damaged 214 houses in the district."
    assert made.sentences[2].flags == ()


def test_a_word_that_the_sentence_does_not_say_is_not_said() -> None:
    made, _ = brief(lambda style, text: [text.replace("damaged", "domaged"), text.replace(" in the district", "")])
    assert made.sentences[2].text == "The quake damaged 214 houses and a health centre."
    assert made.sentences[2].flags == ()
    refused = next(rung for rung in plan(made)["ladder"] if "domaged" in rung["text"])
    assert refused["problems"][0] == {"fact": "domaged", "flag": "word-invented-by-summarization"}
    made, _ = brief(lambda style, text: [text.replace("damaged", "domaged")])
    assert (made.sentences[2].text, made.sentences[2].flags) == (ENGLISH[2], ("extracted",))
    made, _ = brief(lambda style, text: [text.replace("damaged", "domaged")], guards=False)
    assert "domaged" in made.sentences[2].text


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("Police opened the halls.", []),
        ("Police opened 72 halls in Bali, and Bali thanked.", []),
        ("Seventy-two halls were opened.", []),
        ("Pelice opened the hall.", ["word"]),
        ("Police police police police opened the hall.", ["phrase"]),
        ("Police opened the hall in Bali, of seventy-two, of 72, of 72,.", ["phrase"]),
    ],
)
def test_what_a_rewritten_sentence_must_not_have(said: str, kinds: list[str]) -> None:
    source = "Police are opening the hall, the last of seventy-two (72) in Bali, and Bali's mayor was thanked."
    evidence = Evidence((source,), (source,), language="en")
    assert [p.kind for p in problems(evidence, 0, said) if p.kind != "sentence"] == kinds


def test_a_figure_that_is_no_day_is_not_left_out() -> None:
    sentence = "3. The court sentenced former mayor Budi (52) to 6 years in prison on Monday, May 5, 2025."
    assert [p.text for p in lost_figures(sentence, "The court sentenced former mayor Budi to prison.")] == ["6 years"]
    assert lost_figures(sentence, "The court sentenced former mayor Budi to six years in prison.") == ()


INDONESIAN = "Timnas Indonesia kalah 1-2 dari Paraguay, kata penyidik."


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("Indonesia lost 1-2 to Paraguay, an investigator said.", []),  # "investigator" translates "penyidik"
        ("Indonesia won 2-1 against Paraguay.", ["word", "word", "meaning", "meaning"]),
        ("Indonesia did not lose to Paraguay.", ["meaning"]),
        ("Indonesia lost 1-2 to Paraguay in a thriller.", ["word"]),
    ],
)
def test_words_may_translate_the_indonesian_and_meaning_is_held_against_it(said: str, kinds: list[str]) -> None:
    evidence = Evidence(("Indonesia lost 1-2 to Paraguay, said the singer.",), (INDONESIAN,))
    assert [p.kind for p in problems(evidence, 0, said)] == kinds


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("We will talk about my future in Garut, Ratna said.", ["unquoted"]),
        ('"We will talk about my future in Garut," Ratna said.', []),
        ("Ratna will talk about her future in Garut.", []),
        ("I Ketut and Ratna will talk about the future in Garut.", []),
    ],
)
def test_the_first_person_stays_between_quotation_marks(said: str, found: list[str]) -> None:
    english = '"We will talk about my future in Garut," said Ratna, I Ketut and her.'
    evidence = Evidence(
        (english,), ('"Kami akan membahas masa depan saya di Garut," ujar Ratna dan I Ketut.',), ("", "")
    )
    assert [p.text for p in problems(evidence, 0, said) if p.text == "unquoted"] == found


def test_nothing_usable_and_sentences_the_model_cannot_read() -> None:
    made, _ = brief(lambda style, text: ["", "Quake."])
    assert [s.flags for s in made.sentences[1:]] == [("extracted",), ("extracted",)]
    long = "Residents of the old town " + "and of the hills around it " * 8 + "fled."
    made, model = brief(shorter, [long, *ENGLISH[1:]], limit=20)
    assert made.sentences[0].text == long
    assert made.sentences[0].flags == ("extracted",)
    assert all(text != long for _, text in model.given)


def test_words_are_counted_after_shortening_and_a_headline_is_made_of_the_first_sentence() -> None:
    made, _ = brief(shorter, words=17, sentences=3)
    assert [s.text for s in made.sentences] == ENGLISH[:2]
    made, model = brief(lambda s, t: ["Quake shakes Krui on Wednesday"] if s == "headline: " else [t], title=None)
    assert made.headline == "Quake shakes Krui on Wednesday"
    assert ("headline: ", ENGLISH[0]) in model.given


DIRECT = CARD.model_copy(update={"task": "direct"})
NEWS = [
    (
        "Banjir merendam tiga desa di Garut, kata Kepala BPBD Hendra Gunawan.",
        "Floods submerged three villages in Garut, disaster agency head Hendra Gunawan said.",
    ),
    (
        "Air mulai naik pada Rabu malam setelah hujan deras.",
        "Water began to rise on Wednesday night after heavy rain.",
    ),
    (
        "Menurut Hendra, warga sudah mengungsi ke dua sekolah di desa itu.",
        "According to Hendra, residents have fled to two schools in the village.",
    ),
    (
        "Ia meminta warga tidak kembali sebelum air surut benar-benar habis.",
        "He asked residents not to return before the water had receded entirely.",
    ),
]


def direct(
    write: Callable[[str, str], list[str]],
    picked: list[int],
    limit: int = 1000,
    score: float | None = -0.2,
    **options: object,
) -> tuple[Brief, Scripted]:
    """A brief by a model that reads Indonesian sentences; only ``picked`` sentences are salient."""
    model = Scripted(write, limit)
    own = {"model": "shortener", "sentences": len(picked), "standalone": False}
    table = SummarizeTable(**own | options)  # type: ignore[arg-type]
    stage = SummarizeStage(table, summarizer=model, card=DIRECT)
    rest = [i for i in range(len(NEWS)) if i not in picked]
    stage._ranked = lambda article: [*picked, *rest]  # type: ignore[method-assign]
    clean, english = pair([e for _, e in NEWS], [i for i, _ in NEWS])
    written = tuple(replace(t, score=score) for t in english.sentences)
    made = stage.run([(clean, replace(english, sentences=written))])[0]
    assert isinstance(made, Brief)
    return made, model


def told(style: str, text: str) -> list[str]:
    """What a model writes that resolves the name from the introducing sentence."""
    return ["Residents have fled to two schools, disaster agency head Hendra Gunawan said."] if " | " in text else []


def test_a_model_that_reads_indonesian_is_given_the_introduction_and_cites_it_where_it_is_used() -> None:
    made, model = direct(told, [2])
    assert model.given == [("brief: ", f"{NEWS[0][0]} | {NEWS[2][0]}")]
    assert made.sentences[0].text == "Residents have fled to two schools, disaster agency head Hendra Gunawan said."
    assert [c.sentence for c in made.sentences[0].citations] == [2, 0]
    assert made.sentences[0].flags == ()


def test_what_the_brief_introduces_itself_is_not_introduced_twice() -> None:
    _, model = direct(told, [0, 2])
    assert model.given == [("brief: ", NEWS[0][0]), ("brief: ", NEWS[2][0])]


def test_an_introduction_that_is_not_used_is_not_cited() -> None:
    made, _ = direct(lambda style, text: ["Residents have fled to two schools in the village."], [2])
    assert [c.sentence for c in made.sentences[0].citations] == [2]


def test_an_english_article_stays_as_it_is_with_a_model_that_reads_indonesian() -> None:
    english = [sentence for _, sentence in NEWS]
    clean, translated = pair(english, english)
    model = Scripted(lambda style, text: ["Something else that is said of it."], 1000)
    table = SummarizeTable(model="shortener", sentences=4)
    stage = SummarizeStage(table, summarizer=model, card=DIRECT)
    for title in (clean.title, None):
        made = stage.run([(replace(clean, language="en", title=title), replace(translated, title=None))])[0]
        assert isinstance(made, Brief)
        assert [s.text for s in made.sentences] == english
    assert model.given == []


def test_a_name_that_neither_sentence_has_is_refused() -> None:
    made, _ = direct(lambda style, text: [told(style, text)[0].replace("Hendra", "Hendro")], [2])
    assert (made.sentences[0].text, made.sentences[0].flags) == (NEWS[2][1], ())
    assert "Hendro" in plan(made)["ladder"][0]["text"]


def test_a_translation_that_somebody_wrote_stands() -> None:
    made, model = direct(told, [2], score=None)
    assert (made.sentences[0].text, model.given) == (NEWS[2][1], [])


def test_a_sentence_that_fits_alone_is_asked_for_alone() -> None:
    _, model = direct(lambda style, text: ["Residents have fled to two schools in the village."], [2], limit=14)
    assert model.given == [("brief: ", NEWS[2][0])]


@pytest.mark.parametrize(
    "said",
    [
        "Three residents have fled to two schools, disaster agency head Hendra Gunawan said.",  # of the introduction
        "Disaster agency head Hendra Gunawan said floods submerged villages in Garut.",
        "Residents submerged two schools, disaster agency head Hendra Gunawan said.",
    ],
)
def test_what_only_the_introduction_says_is_no_news_of_the_sentence(said: str) -> None:
    made, _ = direct(lambda style, text: [said], [2])
    assert made.sentences[0].text == NEWS[2][1]


def test_a_rewriting_that_is_too_risky_gives_way_to_the_translation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting_risk, "knows", lambda engine: True)
    for risk, safe in ((0.05, True), (0.6, False)):
        monkeypatch.setattr(rewriting_risk, "probability", lambda values, risk=risk: risk)
        made, _ = direct(lambda style, text: ["Residents have fled to two schools in the village."], [2])
        assert (made.sentences[0].text != NEWS[2][1]) == safe
        assert made.sentences[0].risk == (risk if safe else None)


def test_the_least_risky_of_the_faithful_ones_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting_risk, "knows", lambda engine: True)
    monkeypatch.setattr(rewriting_risk, "probability", lambda values: (1 - values["kept"]) / 9)
    offers = ["Residents have fled to two schools.", "Residents have fled to two schools in the village."]
    made, _ = direct(lambda style, text: offers, [2])
    assert made.sentences[0].text == offers[1]


def test_what_the_risk_is_told_from() -> None:
    values = rewriting_risk.features(
        "Menurut Hendra, warga sudah mengungsi.",
        "According to Hendra, residents have fled.",
        "Residents have moved, Hendra Gunawan said.",
        score=-0.2,
        risk=None,
        introduction="Agency head Hendra Gunawan came.",
    )
    assert values["score"] == -0.2
    assert values["translation"] == UNKNOWN
    assert 0 < values["new"] < 0.5  # "moved"; the surname is the introduction's
    assert 0 < values["kept"] < 1
    assert values["lost"] > 0  # "mengungsi" is no "moved"


def test_without_guards_what_the_model_wrote_stands() -> None:
    made, _ = brief(lambda style, text: [text.replace("214", "217")], guards=False)
    assert "217" in made.sentences[2].text
    assert made.plan is None


def test_a_rewriting_keeps_to_the_terms_of_a_user(tmp_path: Path) -> None:
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("sekolah\tshelters\n", "utf-8")
    english = [e.replace("two schools", "two shelters") for _, e in NEWS]
    for said, kept in (("Residents have fled to two shelters.", True), ("Residents have fled to schools.", False)):
        model = Scripted(lambda style, text, said=said: [said], 1000)  # type: ignore[misc]
        table = SummarizeTable(model="shortener", sentences=1, standalone=False)
        stage = SummarizeStage(table, summarizer=model, card=DIRECT, glossary=str(glossary))
        stage._ranked = lambda article: [2, 0, 1, 3]  # type: ignore[method-assign]
        clean, translated = pair(english, [i for i, _ in NEWS])
        written = tuple(replace(t, score=-0.2) for t in translated.sentences)
        made = stage.run([(clean, replace(translated, sentences=written))])[0]
        assert isinstance(made, Brief)
        assert (made.sentences[0].text == said) == kept
        assert (made.sentences[0].text == english[2]) != kept


def test_what_an_editor_mended_in_a_brief_is_taken_first() -> None:
    clean, translated = pair([e for e, _ in NEWS], [i for i, _ in NEWS])
    last = len(translated.sentences) - 1
    sentences = (*translated.sentences[:last], replace(translated.sentences[last], in_brief=("a",)))
    for words in (0, 18):
        table = SummarizeTable(model="shortener", sentences=2, words=words, standalone=False)
        stage = SummarizeStage(table, summarizer=Scripted(lambda style, text: [text], 1000), card=DIRECT)
        for mended in (translated, replace(translated, sentences=sentences)):
            made = stage.run([(clean, mended)])[0]
            assert isinstance(made, Brief)
            assert (NEWS[last][0] in [s.text for s in made.sentences]) == (mended is not translated)
