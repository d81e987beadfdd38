"""Markup and escapes in a text column: read as what they mean, and nothing of the news lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.stages.ingest.markup import has_markup, inline, plain, settle


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Satu.<br>Dua.<BR />Tiga.", ["Satu.", "Dua.", "Tiga."]),
        ("<p>Satu.</p><p>Dua &amp; tiga.</p>", ["Satu.", "Dua & tiga."]),
        ("<!-- wp:paragraph -->\n<p>Satu.</p>\n<!-- /wp:paragraph -->", ["Satu."]),
        ("&lt;p&gt;Satu.&lt;/p&gt;&lt;p&gt;Dua.&lt;/p&gt;", ["Satu.", "Dua."]),
        ("Satu <strong>tebal</strong> dan <a href='x'>tautan</a>.\nDua.", ["Satu tebal dan tautan.", "Dua."]),
        ("<div>Syarat:<ul><li>KTP</li><li>KK</li></ul></div>", ["Syarat:", "- KTP", "- KK"]),
        ("<ol><li>Rebus.</li><li>Tumis.</li></ol>", ["1. Rebus.", "2. Tumis."]),
        ("<table><tr><th>Tahun</th><th>Kuota</th></tr><tr><td>2023</td><td>240</td></tr></table>",
         ["| Tahun | Kuota |", "| 2023 | 240 |"]),
        ("<p>Satu.</p><script>var a = 1;</script><style>p {}</style><p>Dua.</p>", ["Satu.", "Dua."]),
        ("<p>Skor 3 < 5 dan <Budi> menang.</p>", ["Skor 3 < 5 dan <Budi> menang."]),
        ("Satu.[caption id='1' width='2']<img src='a.jpg'/> Foto[/caption]<br>Dua.", ["Satu.", "Foto: Foto", "Dua."]),
        ("Satu.[caption id='1']Sawah[/caption] Dua.", ["Satu.", "Foto: Sawah", " Dua."]),
        ("Satu. [embed]https://contoh.id/v[/embed] Dua.", ["Satu. ", "https://contoh.id/v", " Dua."]),
        ("&amp;lt;p&amp;gt;Satu.&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Dua.&amp;lt;/p&amp;gt;", ["Satu.", "Dua."]),
        ("<p>Satu.</p><o:p></o:p><p>Dua.</p>", ["Satu.", "Dua."]),
        ("<p>Satu\nbaris.</p>\n<blockquote>Kutipan.</blockquote>Sisa.", ["Satu baris.", "Kutipan.", "Sisa."]),
        ("Satu.<p>Dua", ["Satu.<p>Dua"]),  # no tag is closed: not markup
        ("Satu.\\n\\nDua.\\nTiga.", ["Satu.", "", "Dua.", "Tiga."]),
        (r'Satu.\r\nDua \"siap\".', ["Satu.", 'Dua "siap".']),
        ("Satu\\u0020kata.\\nDua.", ["Satu kata.", "Dua."]),
        ("Berkas di C:\\news\\nama.txt hilang.", ["Berkas di C:\\news\\nama.txt hilang."]),
    ],
)  # fmt: skip
def test_lines_of_a_text_column(text: str, lines: list[str]) -> None:
    assert plain(text).split("\n") == lines


@pytest.mark.parametrize(
    "text", ["Harga < 10 dan > 5.", "Tag <p> dipakai untuk paragraf.", "a <- b", "<Budi>", "1 <2> 3", "R&D"]
)
def test_plain_text_is_not_markup(text: str) -> None:
    assert not has_markup(text)
    assert plain(text) == text


def test_titles_are_one_line() -> None:
    assert inline("<b>Harga</b> Beras &amp; Gula<br>Naik") == "Harga Beras & Gula Naik"
    assert inline("Harga Beras") == "Harga Beras"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>9</sup> sel", "10^9 sel"),
        ("3 x 10<sup>-4</sup> gram", "3 x 10^-4 gram"),
        ("luas 12 km<sup>2</sup> dan 4 m<sup>3</sup>", "luas 12 km² dan 4 m³"),
        ("naik 25<sup>3</sup> persen", "naik 25 persen"),
        ("kata menteri<sup>[4]</sup>.", "kata menteri."),
        ("kata menteri<sup><a href='#1'>1</a></sup>.", "kata menteri."),
        ("ulang tahun ke-21<sup>st</sup>", "ulang tahun ke-21st"),
        ("suhu 38<sup>o</sup>C", "suhu 38°C"),
        ("harga <s>Rp 9.000</s> Rp 7.000", "harga   Rp 7.000"),
        ("harga <span style='text-decoration: line-through'>Rp 9.000</span>Rp 7.000", "harga  Rp 7.000"),
        ("1<sup>1</sup>/<sub>2</sub> liter", "1 1/<sub>2</sub> liter"),
    ],
)
def test_what_is_raised_or_struck_through_keeps_its_sense(markup: str, text: str) -> None:
    assert settle(markup) == text


@given(st.text(st.sampled_from("ab <>/pbr&;\\n\n'\""), max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(plain(text), str)
