"""A server's message in an article's place is rejected with a reason of its own; news about one is not."""

from __future__ import annotations

import pytest

from pipeline.core.config import CleanTable
from pipeline.core.records import Article, CleanArticle, Rejected
from pipeline.stages.clean.stage import clean_article

PAGES = [
    (
        "404 Not Found",
        "The requested URL /berita/1 was not found on this server.\nApache/2.4 at situs.id Port 443",
    ),
    (None, "404 Not Found\n\nThe page that you are looking for has been moved or does not exist any more. Go home."),
    (
        "Access Denied",
        "You don't have permission to access this page on this server.\nReference #18.2d3c1402.17",
    ),
    (
        "Just a moment...",
        "Enable JavaScript and cookies to continue to this site. Performance & security",
    ),
    (None, "Please enable cookies.\nSorry, you have been blocked. You are unable to access this site at the moment."),
    (
        "Error 503 Service Unavailable",
        "The server is unable to service your request. Please try again later.",
    ),
    ("Page not found | Situs", "Oops! That page can’t be found. It looks like nothing was found at this location."),
]
ARTICLES = [
    "Access denied to the hearing, the lawyers of the victims waited outside the court in Jakarta for three hours "
    "on Monday, while the judges heard two witnesses behind closed doors.",
    "The ministry blocked 404 sites last week. Not found among them was the largest one, a spokesman said in Jakarta, "
    "and he added that the list would be longer by the end of the month.",
    "The mayor of Bandung opened a library on Monday.\nIt holds eighty thousand books, he said at the ceremony, and "
    "opens every day.\nPlease enable JavaScript to view the comments.",
    "Banyak warga mengeluh karena situs itu menampilkan pesan dalam bahasa Inggris sejak pagi.\n404 Not Found\n"
    "Pemerintah daerah mengatakan bahwa situs itu akan pulih pada hari Senin.",
]


@pytest.mark.parametrize(("title", "text"), PAGES)
def test_a_servers_message_is_no_article(title: str | None, text: str) -> None:
    made = clean_article(Article(id="a", input="a.html", title=title, text=text), CleanTable())
    assert isinstance(made, Rejected)
    assert made.reason.startswith("an error page in the article's place: "), made.reason


@pytest.mark.parametrize("text", ARTICLES)
def test_news_of_one_is_an_article(text: str) -> None:
    assert isinstance(clean_article(Article(id="a", input="a.html", text=text), CleanTable()), CleanArticle)


def test_what_was_chosen_to_be_translated_stays() -> None:
    title, text = PAGES[0]
    article = Article(id="a", input="a.html", title=title, text=text, reference_translation="404")
    assert isinstance(clean_article(article, CleanTable()), CleanArticle)
