"""Pages: the article, its title, date and address are found; a page without one is no error."""

from __future__ import annotations

import pytest

from pipeline.stages.ingest.html import extract

PARAGRAPHS = [
    "Pedagang di pasar induk menambah stok beras menjelang hari raya karena permintaan naik sejak pekan lalu.",
    "Pengelola pasar menyebut pasokan cukup hingga akhir bulan depan dan meminta warga tidak panik.",
    "Pemerintah daerah berjanji menggelar operasi pasar jika harga naik lebih dari sepuluh persen.",
]
PAGE = f"""<!doctype html><html lang="id"><head><title>Pasar Ramai | Contoh.id</title>
<meta property="og:title" content="Pasar Ramai | Contoh.id"><meta name="author" content="Budi Santoso">
<meta property="article:published_time" content="2023-09-14T08:21:00+07:00">
<link rel="canonical" href="https://contoh.id/pasar-ramai"></head>
<body><nav><a href="/">Beranda</a><a href="/x">Ekonomi</a></nav><article><h1>Pasar Ramai</h1>
{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article><footer>Hak cipta</footer></body></html>"""


def test_an_article_is_found() -> None:
    found = extract(PAGE)
    assert [line for line in found.text.split("\n") if line in PARAGRAPHS] == PARAGRAPHS
    assert found.title == "Pasar Ramai"
    assert found.published == "2023-09-14"
    assert found.author == "Budi Santoso"
    assert found.url == "https://contoh.id/pasar-ramai"


def test_a_page_without_an_article_is_empty() -> None:
    assert extract("", "https://contoh.id/a").text == ""
    assert extract("<html></html>", "https://contoh.id/a").url == "https://contoh.id/a"


def page(head: str = "", above: str = "", within: str = "", below: str = "") -> str:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    return (
        f"<html><head><title>Pasar Ramai</title>{head}</head><body>{above}<article><h1>Pasar Ramai</h1>{body}{within}"
        f"</article>{below}</body></html>"
    )


@pytest.mark.parametrize(
    "html",
    [
        page(below="<footer>Hak cipta 2019 Contoh.id</footer>"),
        page(below="<footer><p>Terdaftar sejak 12 Mei 2010</p></footer>"),
        page(below="<aside><time datetime='2021-02-03'>3 Feb 2021</time> Kabar lain</aside>"),
        page(below="<div class='sidebar'><span class='date'>05/06/2018</span></div>"),
        page(below="<div id='comments'><span class='comment-date'>1 Mei 2016</span></div>"),
        page(head="<meta property='og:image' content='https://contoh.id/foto/2020/11/23/a.jpg'>"),
        page(within="<figure><img src='/2019/07/03/a.jpg'><figcaption>Pasar</figcaption></figure>"),
        page(within="<p>Pasar itu dibuka pada 3 Maret 1987 dan diperbaiki pada 2015 oleh pemerintah kota.</p>"),
    ],
)
def test_a_date_that_is_not_the_articles_is_not_taken(html: str) -> None:
    assert extract(html).published is None


@pytest.mark.parametrize(
    "head",
    [
        "<link rel='canonical' href='https://contoh.id/2024/01/31/pasar'>",
        "<meta name='pubdate' content='2024-01-31'>",
        "<script type='application/ld+json'>{'@type': 'NewsArticle', 'datePublished': '2024-01-31'}</script>",
    ],
)
def test_a_date_that_the_page_states_is_taken(head: str) -> None:
    assert extract(page(head.replace("{'", '{"').replace("'}", '"}').replace("': '", '": "').replace("', '", '", "')
                        if "ld+json" in head else head)).published == "2024-01-31"  # fmt: skip


def test_a_list_that_a_paragraph_introduces_is_kept_with_its_links() -> None:
    items = "<p>Syaratnya:</p><ul><li><a href='/a'>Kartu keluarga asli</a></li><li><a href='/b'>Foto</a></li></ul>"
    assert extract(page(within=items)).text.split("\n")[-3:] == ["Syaratnya:", "- Kartu keluarga asli", "- Foto"]


def test_other_lists_of_links_and_tables_reach_cleaning_with_a_mark() -> None:
    links = "<p>Demikian kabar itu disampaikan.</p><ul><li><a href='/a'>Harga Gula Naik</a></li></ul>"
    assert "- [Harga Gula Naik](/a)" in extract(page(within=links)).text
    table = "<p>Hasilnya:</p><table><tr><td>Gula</td><td>5 ton</td></tr><tr><td>Beras</td><td>9 ton</td></tr></table>"
    assert extract(page(within=table)).text.endswith("| Gula | 5 ton |\n| Beras | 9 ton |")


def test_figures_that_are_raised_or_struck_through() -> None:
    within = "<p>Ada 10<sup>6</sup> kuman per liter air, dan harganya <del>Rp 9.000</del> Rp 7.000 saja.</p>"
    assert extract(page(within=within)).text.endswith("Ada 10^6 kuman per liter air, dan harganya Rp 7.000 saja.")


@pytest.mark.parametrize(
    "furniture",
    [
        '<nav><a href="/d">Daerah</a></nav>',
        '<header><ul><li><a href="/d">Daerah</a></li></ul></header>',
        '<div class="tags"><a href="/d">Daerah</a></div>',
        "<form><button>Daerah</button></form>",
    ],
)
def test_menus_of_a_page_with_little_text_reach_cleaning_with_a_mark(furniture: str) -> None:
    sentences = ["Saluran air jebol pada Senin.", "Tidak ada korban."]
    found = extract(
        f"<html><body>{furniture}<div><p>{sentences[0]}</p><p>{sentences[1]}</p><p>Di "
        '<a href="/d">Daerah</a> itu.</p></div></body></html>'
    )
    others = [line for line in found.text.split("\n") if line not in sentences]
    assert [line for line in found.text.split("\n") if line in sentences] == sentences
    assert others[-1] == "Di Daerah itu."
    assert set(others[:-1]) <= {"[Daerah](/d)", "[Daerah]()", "- [Daerah](/d)"}


def test_the_time_of_a_comment_is_not_the_articles() -> None:
    below = '<div class="komentar"><time datetime="2022-01-02">2 Januari 2022</time> Budi: bagus</div>'
    assert extract(page(below=below)).published is None


@pytest.mark.parametrize(
    "body",
    [
        "<p>Air <b>setinggi</b> 2 meter merendam <a href='/d'>Demak</a>.</p><p>Warga <i>mengungsi</i>.</p>",
        "<div>Air <b>setinggi</b> 2 meter merendam <a href='/d'>Demak</a>.<br>Warga <em>mengungsi</em>.</div>",
        "<article><p><strong>Air</strong> <b>setinggi</b> 2 meter merendam Demak.</p><p>Warga mengungsi.</p></article>",
    ],
)
def test_a_short_articles_sentences_stay_whole_around_bold_words_and_links(body: str) -> None:
    found = extract(f"<html><body>{body}</body></html>")
    assert found.text.split("\n") == ["Air setinggi 2 meter merendam Demak.", "Warga mengungsi."]
