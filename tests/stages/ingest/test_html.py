"""Pages: the article, its title, date and address are found; a page without one is no error."""

from __future__ import annotations

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
