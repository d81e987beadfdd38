"""The page ``report.html`` in a real browser: what a reader clicks, types, prints and hears, and what must not run.

Skipped where Playwright or a Chromium is missing; ``RINGKAS_CHROMIUM`` names the browser's program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval.benchmarks import report_page
from pipeline.core.records import (
    Article,
    Brief,
    BriefSentence,
    Citation,
    CleanArticle,
    Rejected,
    Removed,
    Sentence,
    TranslatedArticle,
    Translation,
)
from pipeline.core.run_articles import ArticleRecords, encoded
from pipeline.stages.report import pages
from tests.chromium import MARKS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = MARKS
Open = Callable[..., "Page"]
LONG = "https://berita.example.com/" + "kabar-tanpa-tanda-hubung" * 12
# Each runs, if a browser takes it for markup or an address, and leaves a trace in ``window.ran``.
PAYLOADS = (
    "<script>window.ran=1</script>",
    "</script><script>window.ran=2</script>",
    "<!--<script>",
    '"><img src=x onerror="window.ran=3">',
    "<svg onload=window.ran=4>",
    "</noscript><script>window.ran=5</script>",
    "{{ 7*7 }}<iframe srcdoc='<script>parent.ran=6</script>'></iframe>",
    "\u2028window.ran=7\u2029",
)


# -- samples


def article(ident: str, flags: tuple[tuple[str, ...], ...] = ((), (), ()), **changes: Any) -> ArticleRecords:
    """An article of four sentences, whose brief is the first three; ``flags`` are those of the translations."""
    indonesian = tuple(f"Kalimat {n} tentang {ident}." for n in range(4))
    english = tuple(f"Sentence {n} about {ident}." for n in range(4))
    url = changes.get("url", f"https://www.example.com/{ident}")
    removed = "Baca juga: kabar lain"
    original = Article(ident, f"{ident}.txt", f"{' '.join(indonesian[:2])}\n{removed}\n{' '.join(indonesian[2:])}")
    original = replace(original, title=f"Judul {ident}", source=changes.get("source", "Kabar"), url=url)
    sentences = tuple(Sentence(n, n // 2, text, text) for n, text in enumerate(indonesian))
    clean = CleanArticle(
        ident,
        original.input,
        original.title,
        changes.get("published"),
        original.source,
        url,
        "id",
        sentences,
        (Removed(1, removed, "read-also"),),
    )
    padded = (*flags, ())
    translations = tuple(
        Translation(n, s, t, -0.1, 0.5, padded[n]) for n, (s, t) in enumerate(zip(indonesian, english, strict=True))
    )
    told = tuple(
        BriefSentence(english[n], (Citation(n, 1.0),), tuple(f"translation-{f}" for f in padded[n])) for n in range(3)
    )
    brief = Brief(
        ident,
        original.input,
        original.title,
        f"Headline {ident}",
        told,
        "salient",
        tuple(changes.get("brief_flags", ())),
    )
    return ArticleRecords(original, clean, TranslatedArticle(ident, original.input, None, translations), brief)


def rejected(ident: str) -> ArticleRecords:
    return ArticleRecords(Article(ident, f"{ident}.txt", "Nur Werbung.", f"Judul {ident}"))


EVENT = {
    "event_id": "ev-0123456789ab",
    "article_ids": ["calm", "minor", "missing"],
    "duplicates": {"minor": "calm"},
    "first": "2026-03-01",
    "last": "2026-03-02",
    "headline": {"text": "Headline of the event", "article_id": "calm", "flags": ["name-lost"]},
    "brief": "Both say it.",
    "sentences": [
        {
            "text": "Both say it.",
            "kind": "shared",
            "citations": [{"article_id": "calm", "sentence": 1}, {"article_id": "missing", "sentence": 9}],
            "sources": ["Kabar", "Warta"],
            "flags": [],
        },
        {
            "text": "Kabar says 224, Warta says 250.",
            "kind": "conflict",
            "citations": [{"article_id": "minor", "sentence": 2}],
            "sources": ["Kabar", "Warta"],
            "flags": ["number-added"],
        },
    ],
    "timeline": [{"date": "2026-03-01", "text": "It began.", "article_id": "calm", "sentence": 0}],
    "names": ["Siti Aminah"],
}
ALONE = {**EVENT, "event_id": "ev-alone", "article_ids": ["worst"], "sentences": [], "timeline": [], "duplicates": {}}
SCORES = [
    {"system": system, "metric": "brief.rouge1", "value": 40.0, "low": 35.0, "high": 45.0, "n": 4, "signature": "s"}
    for system in ("run", "lead-3")
]


def sample() -> list[ArticleRecords]:
    """Articles from harmless to bad, in no order."""
    return [
        article("calm", published="2026-03-01"),
        article("minor", (("split",), (), ()), source="Warta", published="2026-03-05"),
        rejected("gone"),
        article("bad", ((), ("name-lost", "date-lost"), ())),
        article("worst", (("negation-lost", "name-lost", "split"), (), ("number-added",)), url=LONG),
        article("titled", brief_flags=("headline-translation-name-lost",)),
    ]


def html(articles: list[ArticleRecords], hidden: int = 0, **more: Any) -> bytes:
    """The page of these articles."""
    stage = {"in": 8, "out": 7, "rejected": 2, "flagged": 1, "details": {"flag:split": 1}}
    counts = {"ingest": {**stage, "seconds": 1.0}, "translate": {**stage, "seconds": 30.5}, "summarize": stage}
    lost = [Rejected("gone.txt", "clean", "nothing but boilerplate"), Rejected("empty.txt", "ingest", "it is empty")]
    context = pages.pages_context(
        more.pop("title", "Briefs of the day"), counts, SCORES, more.pop("lost", lost), **more
    )
    page = pages.html(context, hidden)
    return encoded("".join([page.head(), *(page.section(one, 0) for one in articles), page.tail()]))


# -- the browser


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page from its file; at the end, it has asked for nothing else and complained of nothing."""
    contexts: list[Any] = []
    asked: list[str] = []
    complaints: list[str] = []

    def open_page(content: bytes, *, scripts: bool = True, **options: Any) -> Page:
        path = tmp_path / "report.html"
        path.write_bytes(content)
        contexts.append(browser.new_context(java_script_enabled=scripts, **options))
        contexts[-1].set_default_timeout(10_000)
        page: Page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        if scripts:
            page.wait_for_selector("#feed[aria-busy=false]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {re.sub(r"#.*", "", url) for url in asked} <= {(tmp_path / "report.html").as_uri()}
    assert complaints == []


def headlines(page: Page) -> list[str]:
    return page.locator("#feed h3").all_inner_texts()


def shows(page: Page, text: str) -> None:
    page.wait_for_function("text => document.getElementById('count').textContent.startsWith(text)", arg=text)


# -- reading


def test_the_worst_stand_first_and_all_are_there(opened: Open) -> None:
    page = opened(html(sample()))
    assert headlines(page) == [
        "Headline worst",
        "Headline bad",
        "Headline titled",
        "Judul gone",
        "empty.txt",
        "Headline calm",
        "Headline minor",
    ]
    assert page.locator("#count").inner_text() == "7 inputs, worst first"
    assert page.locator("#feed h3[lang=id]").all_inner_texts() == ["Judul gone"]
    assert page.locator("#feed article").nth(3).inner_text().count("nothing but boilerplate") == 1
    assert page.locator("#feed article").nth(4).inner_text().count("it is empty") == 1
    assert page.locator("#feed article").first.locator(".original[lang=id]").inner_text() == "Judul worst"
    assert page.locator("#feed article").first.locator("a").get_attribute("href") == LONG


def test_what_is_wrong_is_said_in_words_worst_first_and_once(opened: Open) -> None:
    page = opened(html(sample()))
    reasons = page.locator("#feed article").first.locator(".reasons li").all_inner_texts()
    assert [re.sub(r"^Critical\. ", "", text.replace("\n", " ")) for text in reasons] == [
        "Sentence 1: the source says that something is not so",
        "Sentence 3: a figure that the source does not have",
    ]
    titled = page.locator("#feed article", has_text="Headline titled").locator(".reasons")
    assert "Headline: a name of the source is missing" in titled.inner_text()
    assert page.locator("#feed article", has_text="Headline minor").locator(".pill, .reasons").count() == 0


def test_a_click_opens_what_a_sentence_rests_on(opened: Open) -> None:
    page = opened(html(sample()))
    card = page.locator("#feed article").nth(1)
    card.locator(".sentence").nth(1).click()
    marks = card.locator(".evidence mark").all_inner_texts()
    assert marks == ["Sentence 1 about bad.", "Kalimat 1 tentang bad."]
    english, indonesian = (card.locator(f".pairs p[lang={lang}]").bounding_box() for lang in ("en", "id"))
    assert english
    assert indonesian
    assert english["y"] == indonesian["y"]  # side by side
    assert "A date of the source is missing; a name of the" in card.locator(".evidence").inner_text()
    card.locator(".sentence").nth(1).click()
    assert card.locator(".evidence").count() == 0


def test_it_all_works_from_the_keyboard(opened: Open) -> None:
    page = opened(html(sample()))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the briefs"
    page.locator("#feed .sentence").first.focus()
    page.keyboard.press("Enter")
    focused = "document.activeElement.matches('.sentence[aria-expanded=true]')"
    assert page.evaluate(focused)
    assert page.evaluate("document.getElementById(document.activeElement.getAttribute('aria-controls')) !== null")
    page.keyboard.press("Escape")
    assert page.locator(".evidence").count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator(".evidence mark").first.inner_text() == "Sentence 1 about worst."
    page.locator("#feed button.whole").first.focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.n") == "1"
    assert page.locator(".evidence").count() == 0
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.querySelector('h3').textContent") == "Headline bad"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.querySelector('h3').textContent") == "Headline worst"
    page.keyboard.press("/")
    page.keyboard.type("calm")
    shows(page, "1 input of 7")
    assert headlines(page) == ["Headline calm"]


def test_the_whole_article_and_what_was_removed_on_demand(opened: Open) -> None:
    page = opened(html(sample()))
    card = page.locator("#feed article").first
    card.locator("button.lines").click()
    assert card.locator(".lines del").all_inner_texts() == ["Baca juga: kabar lain"]
    assert card.locator(".lines p").all_inner_texts()[2].strip() == "Kalimat 2 tentang worst. Kalimat 3 tentang worst."
    assert card.locator(".pairs li").count() == 0
    card.locator("button.whole").click()
    assert card.locator(".pairs li").count() == 4
    card.locator(".sentence").nth(2).click()
    assert card.locator("mark").all_inner_texts() == ["Sentence 2 about worst.", "Kalimat 2 tentang worst."]


def test_search_and_filters(opened: Open) -> None:
    page = opened(html(sample(), events=[EVENT, ALONE]))
    page.fill("#query", "HEADLINE wörst")  # neither case nor accents count
    shows(page, "1 input of 7")
    assert headlines(page) == ["Headline worst"]
    page.fill("#query", "kalimat 3")
    shows(page, "Nothing matches")
    page.check("#deep")
    shows(page, "5 inputs of 7")
    page.evaluate("document.getElementById('filters').reset()")
    page.locator("label", has_text="Critical").click()
    shows(page, "1 input of 7")
    page.locator("label", has_text="No brief").click()
    shows(page, "2 inputs of 7")
    page.locator("label[for=show-check]").click()
    shows(page, "3 inputs of 7")
    page.locator("label[for=show-all]").click()
    page.select_option("#source", "Warta")
    shows(page, "1 input of 7")
    page.select_option("#source", "")
    page.select_option("#event", "ev-0123456789ab")
    shows(page, "2 inputs of 7")
    page.select_option("#order", "newest")
    page.wait_for_function("() => document.querySelector('#feed h3').textContent === 'Headline minor'")
    page.select_option("#event", "")
    page.select_option("#order", "input")
    page.wait_for_function("() => document.querySelector('#feed h3').textContent === 'Headline calm'")


def test_events_and_the_way_to_their_articles(opened: Open) -> None:
    page = opened(html(sample(), events=[EVENT, ALONE]))
    page.click("nav a[href='#events']")
    card = page.locator("#event-feed article")
    assert card.count() == 1
    assert "1 article stands alone" in page.locator("#alone").inner_text()
    assert "Headline: a name of the source is missing" in card.inner_text()
    assert "They contradict each other" in card.inner_text()
    card.locator(".sentence").first.click()
    assert card.locator("mark").all_inner_texts() == ["Sentence 1 about calm.", "Kalimat 1 tentang calm."]
    assert "translations.jsonl has it" in card.locator(".evidence").inner_text()
    assert "2026-03-01" in card.locator(".timeline").inner_text()
    card.locator("a", has_text="Headline calm").click()
    page.wait_for_function("() => document.activeElement.querySelector?.('h3')?.textContent === 'Headline calm'")
    page.locator(":focus a", has_text="event of 3 articles").click()
    page.wait_for_function("() => !document.getElementById('events').hidden")


def test_plots_show_times_scores_and_risk(opened: Open) -> None:
    page = opened(html(sample()))
    page.click("nav a[href='#quality']")
    plots = page.locator("#plots svg").evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert plots[0] == "Time per stage: ingest 1.0 s, translate 30.5 s"
    assert plots[1].startswith("Sentences of the briefs: at a trust of 1 or more, 73.3% of the sentences, 0% of them")
    assert plots[1].endswith("at a trust of 0.3 or more, 100% of the sentences, 20% of them with a warning")
    assert page.locator("svg.interval").count() == len(SCORES)


def risky(records: ArticleRecords, *risks: float) -> ArticleRecords:
    """The article with the risk of its first translations, which its brief's sentences are; the last sentence of the
    brief is shown with its Indonesian."""
    assert records.translated is not None
    assert records.brief is not None
    told = [*risks, *(None for _ in range(len(records.translated.sentences) - len(risks)))]
    sentences = tuple(replace(t, risk=r) for t, r in zip(records.translated.sentences, told, strict=True))
    brief = [replace(s, risk=r) for s, r in zip(records.brief.sentences, told, strict=False)]
    brief[-1] = replace(brief[-1], source="Kalimat asli.", flags=("source-shown",))
    return replace(
        records,
        translated=replace(records.translated, sentences=sentences),
        brief=replace(records.brief, sentences=tuple(brief)),
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_risk_is_known_the_curve_is_of_the_wrong_sentences_to_expect(opened: Open, scheme: str) -> None:
    articles = [risky(article("one"), 0.2, 0.4, 0.6), risky(article("two"), 0.1, 0.3, 0.8, 0.0)]
    page = opened(html(articles, limit=0.35), color_scheme=scheme, viewport={"width": 375, "height": 800})
    page.click("nav a[href='#quality']")
    figure = page.locator("#plots figure", has_text="Coverage against risk")
    assert figure.locator("svg").get_attribute("aria-label") == (
        "Translated sentences: of the surest 25%, 5% are expected to be wrong; of the surest 50%, 15% are expected to "
        "be wrong; of the surest 75%, 26.7% are expected to be wrong; of all, 34.3% are expected to be wrong"
    )
    caption = figure.locator("figcaption").inner_text()
    assert "7 translated sentences (of 8; of the others none is known), of whose surest half 15% and of all" in caption
    assert "Dashed: 6 sentences of the briefs, 40% (summarize.trust is 0.35)" in caption
    box = figure.locator("svg").bounding_box()
    assert box
    assert box["x"] + box["width"] <= 375
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    for path in figure.locator("path").all():
        colour = path.evaluate("one => getComputedStyle(one).stroke")
        assert colour not in ("none", figure.evaluate("one => getComputedStyle(one).backgroundColor"))


def test_the_risk_stands_in_words_with_each_sentence(opened: Open) -> None:
    page = opened(html([risky(article("one", ((), ("unsure",), ())), 0.02, 0.58, 0.81)]))
    card = page.locator("#feed article")
    assert card.locator(".brief .beside[lang=id]").inner_text().strip() == "(Kalimat asli.)"
    reasons = card.locator(".reasons").inner_text()
    assert (
        "Sentence 2: the translator was unsure, and it is probably wrong (about 6 in 10 such sentences are" in reasons
    )
    assert "its Indonesian stands beside it (about 8 in 10 such sentences are wrong)" in reasons
    card.locator("button.whole").click()
    assert card.locator(".odds").all_inner_texts() == [
        "Fewer than 1 in 20 such sentences are wrong",
        "About 6 in 10 such sentences are wrong",
        "About 8 in 10 such sentences are wrong",
    ]


def test_bullets_headlines_and_english_articles(opened: Open) -> None:
    shown = article("one")
    assert shown.brief is not None
    listed = replace(shown, brief=replace(shown.brief, plan='{"style": "bullets"}'))
    page = opened(html([listed]))
    assert page.locator("#feed ul.brief li").count() == 3
    alone = replace(
        shown, brief=replace(shown.brief, plan='{"style": "headline"}', sentences=shown.brief.sentences[:1])
    )
    page = opened(html([alone]))
    assert page.locator("#feed .sentence").inner_text().startswith("What the headline rests on")
    page.locator("#feed .sentence").click()
    assert page.locator("#feed mark").first.inner_text() == "Sentence 0 about one."


# -- how it looks


def test_dark_and_light_by_system_and_by_choice(opened: Open) -> None:
    page = opened(html(sample()), color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(background)
    page.select_option("#theme", "light")
    light = page.evaluate(background)
    assert dark != light
    page.reload()
    page.wait_for_selector("#feed article")
    assert page.evaluate(background) == light
    assert page.input_value("#theme") == "light"
    page.select_option("#theme", "")
    assert page.evaluate(background) == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened: Open, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(html(sample(), hidden=3, events=[EVENT]), color_scheme=scheme, bypass_csp=True)
    page.evaluate("() => { for (const part of document.querySelectorAll('main > section')) part.hidden = false; }")
    for opener in ("#feed .sentence", "#feed button.whole", "#feed button.lines", "#event-feed .sentence"):
        page.locator(opener).first.click()
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["impact"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("view", ["briefs", "events", "quality", "help"])
def test_a_phone_has_no_need_to_scroll_sideways(opened: Open, view: str) -> None:
    long = article("long", url=LONG, source="Kabar" * 30)
    page = opened(html([*sample(), long], hidden=3, events=[EVENT]), viewport={"width": 375, "height": 700})
    page.goto(f"{page.url}#{view}")
    if view == "briefs":
        for n in range(3):
            page.locator("#feed .sentence").nth(n).click()
        page.locator("#feed button.whole").first.click()
    assert page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]") == [375, 375]


def test_print_shows_every_source_and_then_folds_it_again(opened: Open) -> None:
    page = opened(html(sample()))
    page.evaluate(
        "addEventListener('beforeprint', () => { window.pairs = document.querySelectorAll('.pairs li').length; })"
    )
    assert page.pdf().startswith(b"%PDF")
    assert page.evaluate("window.pairs") == 5 * 4
    page.wait_for_function("() => document.querySelectorAll('.pairs li').length === 0")


def test_without_script_it_is_a_plain_list(opened: Open) -> None:
    page = opened(html(sample(), hidden=2, events=[EVENT]), scripts=False)
    text = page.locator("body").inner_text()
    assert "Scripts are off in this browser" in text
    assert "Sentence 0 about calm. Sentence 1 about calm." in text
    assert "Sentence 3: a figure that the source does not have." in text
    assert "leaves out 2 of 7 articles" in text
    assert "it is empty" in text
    assert "Both say it." in text
    assert not page.locator("#filters").is_visible()


# -- what must not happen


@pytest.mark.parametrize("scripts", [True, False])
def test_no_text_of_an_article_runs(opened: Open, scripts: bool) -> None:
    every = " ".join(PAYLOADS)
    articles = [hostile(ident, text) for ident, text in enumerate([*PAYLOADS, every])]
    lost = [Rejected(text, text, text) for text in PAYLOADS]
    event = {
        **EVENT,
        "article_ids": [every, "0", "1"],
        "headline": {"text": every, "article_id": "0", "flags": [every]},
        "brief": every,
        "sentences": [
            {
                "text": t,
                "kind": "shared",
                "citations": [{"article_id": "0", "sentence": 0}],
                "sources": [t],
                "flags": [t],
            }
            for t in PAYLOADS
        ],
        "names": [every],
    }
    page = opened(html(articles, title=every, lost=lost, events=[event]), scripts=scripts)
    if not scripts:
        assert page.locator("img, iframe, svg[onload]").count() == 0
        return
    assert all("javascript:" in text for text in page.locator("#feed .meta").all_inner_texts())  # shown, but no link
    assert page.locator("#feed .meta a[href^=http], #feed .meta a[href^=j]").count() == 0
    for n in range(page.locator("#feed .sentence").count()):
        page.locator("#feed .sentence").nth(n).click()
    for button in ("whole", "lines"):
        for n in range(len(articles)):
            page.locator(f"#feed button.{button}").nth(n).click()
    page.fill("#query", every)
    for view in ("events", "quality", "help", "briefs"):
        page.goto(f"{page.url.split('#')[0]}#{view}")
    assert page.locator("img, iframe, svg[onload]").count() == 0
    assert page.evaluate("window.ran") is None
    addresses = page.locator("a[href]").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert all(re.match(r"#|https?://", address) for address in addresses)


def hostile(number: int, text: str) -> ArticleRecords:
    """An article with a payload in every field."""
    translation = Translation(0, text, text, -0.1, 0.5, (text,))
    clean = CleanArticle(
        str(number),
        f"{number} {text}",
        text,
        text,
        text,
        f"javascript:window.ran=8//{text}",
        "id",
        (Sentence(0, 0, text, text),),
        (Removed(0, text, text),),
    )
    brief = Brief(
        str(number),
        clean.input,
        text,
        text,
        (BriefSentence(text, (Citation(0, 1.0),), (text, "split")),),
        text,
        (text,),
    )
    original = Article(str(number), clean.input, f"{text}\n{text}", text, text, clean.url, text)
    return ArticleRecords(original, clean, TranslatedArticle(str(number), clean.input, None, (translation,)), brief)


def test_the_policy_stops_what_gets_in_all_the_same(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(
        html(sample()).replace(b"</main>", b"<img src=x onerror='window.ran=1'><script>window.ran=2</script>")
    )
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#feed article")
    assert page.evaluate("window.ran") is None
    assert (
        page.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; } catch { return 'refused'; } }")
        == "refused"
    )
    page.close()


def test_five_thousand_articles_open_and_scroll(opened: Open) -> None:
    made = [one for one in report_page.articles(60) if one.brief]
    section = pages.html(pages.pages_context("", {"ingest": {}, "summarize": {}}, [], []), 0).section
    few = [section(one, 0) for one in made[:50]]
    marker = "<p id=marker></p>"
    whole = html([], lost=[]).decode().replace("</section>", f"{marker}</section>", 1)
    many = "".join(
        text.replace('"article-000', f'"article-{n:02}0').replace("news/", f"news{n}/")
        for n in range(100)
        for text in few
    )
    page = opened(whole.replace(marker, many).encode())
    assert page.locator("#count").inner_text() == "5,000 inputs, worst first"
    times = page.evaluate(report_page.PAINTED)
    print(f"5,000 articles: first paint {times['paint']:.0f} ms, briefs there {times['ready']:.0f} ms")
    assert page.locator("#feed article").count() < 200
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_selector("#feed article[aria-posinset='5000']")
    page.wait_for_function("() => document.querySelectorAll('#feed article').length < 200")
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    page.wait_for_function(
        "() => [...document.querySelectorAll('#feed h3')].some((one) => Math.abs(one.getBoundingClientRect().y) < 600)"
    )
    page.fill("#query", "news42/00007")
    shows(page, "1 input of 5,000")
