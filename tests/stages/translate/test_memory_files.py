"""TMX and XLIFF: what other tools write is understood, and what goes out comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import UserError
from pipeline.stages.translate.memory import IMPORTED, TranslationMemory
from pipeline.stages.translate.memory_files import export_file, import_file, read_segments

NASTY = [
    ("a", "5 < 6 & \"7\" > '8'", "<seg>&amp;</seg>"),
    ("a", "dua\nbaris dan \u200bnol", "two\nlines"),
    ("b", "日本 😀", "مرحبا"),
    (IMPORTED, "harga naik", "prices rise"),
]


def segments(path: Path) -> list[tuple[str, str]]:
    return [(segment.source, segment.text) for segment in read_segments(path)]


def tmx(path: Path, *units: str, root: str = '<tmx version="1.4">') -> Path:
    path.write_text(f'<?xml version="1.0"?>{root}<header/><body>{"".join(units)}</body></tmx>', "utf-8")
    return path


def unit(source: str, target: str, left: str = "id", right: str = "en") -> str:
    return f'<tu><tuv xml:lang="{left}"><seg>{source}</seg></tuv><tuv xml:lang="{right}"><seg>{target}</seg></tuv></tu>'


@pytest.mark.parametrize("name", ["m.tmx", "m.xlf", "M.XLIFF"])
def test_what_goes_out_comes_back_with_its_engine(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        for engine, source, text in NASTY[:3]:
            memory.put_many(engine, {source: {"text": text}})
        memory.import_many({NASTY[3][1]: NASTY[3][2]})
        assert export_file(memory, file) == 4
        before = sorted(memory.pairs())
    with TranslationMemory(tmp_path / "other.sqlite") as memory:
        assert import_file(memory, file).new == 4
        assert sorted(memory.pairs()) == before
        assert import_file(memory, file).same == 4


def test_an_export_that_was_corrected_wins(tmp_path: Path) -> None:
    file = tmp_path / "m.tmx"
    with TranslationMemory(tmp_path / "m.sqlite") as memory:
        memory.put_many("a", {"Persib menang.": {"text": "Persia won.", "score": -1.0}, "Hujan.": {"text": "Rain."}})
        export_file(memory, file)
        file.write_text(file.read_text("utf-8").replace("Persia", "Persib"), "utf-8")
        done = import_file(memory, file)
        assert (done.new, done.replaced, done.same) == (1, 0, 1)
        assert memory.get_many("a", ["Persib menang."])["Persib menang."] == {"text": "Persib won."}


@pytest.mark.parametrize(
    ("left", "right"),
    [("id", "en"), ("ID-id", "en-US"), ("ind", "eng"), ("in", "en_GB"), ("in-ID", "EN"), ("ind-Latn", "eng-Latn")],
)
def test_languages_by_any_code(tmp_path: Path, left: str, right: str) -> None:
    assert segments(tmx(tmp_path / "a.tmx", unit("Hujan", "Rain", left, right))) == [("Hujan", "Rain")]


@pytest.mark.parametrize(
    "root", ['<tmx version="1.4">', '<tmx xmlns="http://www.lisa.org/tmx14" version="1.4">', '<tmx version="1.1">']
)
def test_a_namespace_changes_nothing(tmp_path: Path, root: str) -> None:
    assert segments(tmx(tmp_path / "a.tmx", unit("Hujan", "Rain"), root=root)) == [("Hujan", "Rain")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_unicode(tmp_path: Path, encoding: str) -> None:
    file = tmx(tmp_path / "a.tmx", unit("Kafé", "Café"))
    declared = "utf-16" if encoding == "utf-16" else "utf-8"
    text = file.read_text("utf-8").replace('"1.0"', f'"1.0" encoding="{declared}"', 1)
    file.write_bytes(text.encode(encoding))
    assert segments(file) == [("Kafé", "Café")]


def test_native_codes_are_not_text(tmp_path: Path) -> None:
    coded = (
        'Rain <bpt i="1">&lt;i&gt;</bpt>falls<ept i="1">&lt;/i&gt;</ept> in <hi>Bogor</hi>.'
        '<ph x="1">&lt;img/&gt;</ph><it pos="begin">&lt;b&gt;</it><ut>{x}</ut>'
    )
    assert segments(tmx(tmp_path / "a.tmx", unit("Hujan turun.", coded))) == [("Hujan turun.", "Rain falls in Bogor.")]
    broken = "Rain<ph>&lt;br/&gt;</ph>falls"
    assert segments(tmx(tmp_path / "b.tmx", unit("Hujan", broken))) == [("Hujan", "Rain falls")]


def test_units_without_a_text_in_both_languages_are_passed_over(tmp_path: Path) -> None:
    file = tmx(tmp_path / "a.tmx", unit("Hujan", " \n "), unit("Banjir", "Flood"), unit("Angin", "Wind", "id", "fr"))
    assert segments(file) == [("Banjir", "Flood")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<tmx><body>", "is not TMX"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><tmx/>', "XML entities"),
        ("<html><body/></html>", "its root is <html>"),
        ("bukan xml", "it is not XML"),
        ("", "it is not XML"),
        (f"<tmx><body>{unit('Hujan', 'Regen', 'id', 'de')}</body></tmx>", "languages found: de, id"),
        (f"<tmx><body>{unit('Hujan', ' ')}</body></tmx>", "none of its 1 units"),
        ('<xliff version="1.2"><file/></xliff>', "languages found: none"),
        ('<xliff version="1.2"><file source-language="id" target-language="de"><body><trans-unit id="1"><source>a'
         "</source><target>b</target></trans-unit></body></file></xliff>", "languages found: de, id"),
    ],
)  # fmt: skip
def test_a_file_that_gives_nothing_is_an_error(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "bad.dat"
    file.write_text(content)
    if message == "is not TMX":
        file = file.rename(tmp_path / "bad.tmx")
    with pytest.raises(UserError, match=message):
        read_segments(file)
    with pytest.raises(UserError, match="does not exist"):
        read_segments(tmp_path / "none.tmx")


XLIFF_12 = """<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" datatype="html" source-language="in-ID" target-language="en-US"><body><group id="g">
<trans-unit id="1"><source>Hujan <g id="1">turun</g><x id="2"/>.</source><target>Rain <g id="1">falls</g>.</target>
<alt-trans><source>Hujan</source><target>Old rain</target></alt-trans></trans-unit>
<trans-unit id="2"><source>Banjir</source><target state="new">Banjir</target></trans-unit>
<trans-unit id="3"><source>Angin</source></trans-unit>
<trans-unit id="4" translate="no"><source>Kode</source><target>Code</target></trans-unit>
<trans-unit id="5"><source>Satu. Dua.</source><seg-source><mrk mtype="seg" mid="1">Satu.</mrk> <mrk mtype="seg"
 mid="2">Dua.</mrk></seg-source><target><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></target>
</trans-unit></group></body></file></xliff>"""
XLIFF_20 = """<?xml version="1.0"?><xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="id"
 trgLang="en"><file id="f"><unit id="1"><segment><source>Hujan <pc id="1">turun</pc>.<ph id="2"/></source>
<target>Rain <pc id="1">falls</pc>.</target></segment><ignorable><source> </source></ignorable>
<segment><source>Banjir.</source><target>Flood.</target></segment></unit></file></xliff>"""


def test_xliff_of_other_tools(tmp_path: Path) -> None:
    (tmp_path / "a.sdlxliff").write_text(XLIFF_12)
    assert segments(tmp_path / "a.sdlxliff") == [("Hujan turun.", "Rain falls."), ("Satu.", "One."), ("Dua.", "Two.")]
    (tmp_path / "b.xlf").write_text(XLIFF_20)
    assert segments(tmp_path / "b.xlf") == [("Hujan turun.", "Rain falls."), ("Banjir.", "Flood.")]


def test_xliff_from_english_is_read_the_other_way_round(tmp_path: Path) -> None:
    turned = XLIFF_20.replace('srcLang="id"', 'srcLang="eng"').replace('trgLang="en"', 'trgLang="ind"')
    (tmp_path / "a.xlf").write_text(turned)
    assert segments(tmp_path / "a.xlf")[1] == ("Flood.", "Banjir.")


def test_an_export_needs_an_ending_that_names_a_format(tmp_path: Path) -> None:
    with TranslationMemory(tmp_path / "m.sqlite") as memory, pytest.raises(UserError, match="is not a format"):
        export_file(memory, tmp_path / "m.csv")
