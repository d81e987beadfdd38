"""Hostile inputs: each ends as a brief or a ``Rejected``, costs bounded time, and leaves its neighbours alone."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from tests.torture import damaged_files, poison
from tests.torture.conftest import TEXT, TOWNS, Note
from tests.torture.program import FULL, Ended, Program

FAKE = ("--config", "tiny", "--set", "translate.memory=", "--set", "run.shard_size=64")
COUNT = int(os.environ.get("TORTURE_COUNT", "2000")) if FULL else 3  # articles of a class
BATCH = 500  # articles of a run: one that is ended for want of time does not cost the others
MEMORY = 1_500  # MiB at most
# Seconds of processor time: start-up and a busy machine; each megabyte of input. A megabyte of tags that are text, or
# of figures, takes 70 s, every stage and every guard together, in short articles as in long ones.
BASE, PER_MEGABYTE = 20.0, 200.0
ROW_FILES = ("briefs.jsonl", "translations.jsonl", "clean.jsonl")


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, strictly: one line a row, UTF-8, and no number that JSON does not have."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{path} holds {name}, which is not JSON")

    # not splitlines: a JSON string may hold U+2028 and U+0085
    return [json.loads(line, parse_constant=refuse) for line in path.read_bytes().decode("utf-8").split("\n") if line]


def good_rows() -> list[str]:
    """Five articles that nobody can complain about."""
    texts = [TEXT.format(n=n + 3, town=town) for n, town in enumerate(TOWNS[3:8])]
    return [json.dumps({"text": text, "title": f"Banjir {n}", "id": f"baik-{n}"}) for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def alone(program: Program, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bytes]]:
    """What a run of the five good articles alone writes of them."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "a-good.jsonl").write_text("\n".join(good_rows()) + "\n", "utf-8")
    ended = program.run("run", folder / "a-good.jsonl", *FAKE, "--out", folder / "run")
    assert ended.code == 0, ended.err
    return good_lines(folder / "run")


def good_lines(run: Path) -> dict[str, list[bytes]]:
    """The rows of the good articles; which event they belong to is left out: that depends on their neighbours."""
    rows = {name: (run / name).read_bytes().split(b"\n") for name in ROW_FILES}
    return {
        name: [re.sub(rb', "event_id": "[^"]*"', b"", row) for row in found if row.startswith(b'{"article_id": "baik-')]
        for name, found in rows.items()
    }


def digest_run(program: Program, folder: Path, alone: dict[str, list[bytes]], megabytes: float) -> Ended:
    """Run on all that is in the folder, and check what must hold whatever it is."""
    (folder / "in" / "a-good.jsonl").write_text("\n".join(good_rows()) + "\n", "utf-8")
    ended = program.run("run", folder / "in", *FAKE, "--out", folder / "run")
    assert ended.code == 0, ended.err[-3000:]
    assert not ended.traceback, ended.err
    assert ended.megabytes < MEMORY
    assert ended.seconds < BASE + PER_MEGABYTE * megabytes, f"{ended.seconds:.1f} s for {megabytes:.2f} MB"
    assert len(alone["briefs.jsonl"]) == 5
    assert good_lines(folder / "run") == alone
    check_pages(folder / "run")
    return ended


def check_pages(run: Path) -> None:
    """Nothing that an article says is markup in the page for a browser."""
    from lxml import html

    page = html.fromstring((run / "report.html").read_bytes())
    for element in page.iter():
        if isinstance(element.tag, str):
            assert not any(name.lower().startswith("on") for name in element.attrib), html.tostring(element)[:200]
            address = re.sub(r"[\x00-\x20]", "", element.get("href", "") + element.get("src", "")).lower()
            assert not address.startswith(("javascript:", "data:text", "vbscript:")), address
            assert "alert(1)" not in (element.text or "") or element.tag != "script" or element.get("type"), "a script"


HEADINGS = r"# Ringkas: briefs$|## \d+\. |## Rejected$|## Events in more than one article$|### "


def markup_in(text: str) -> list[str]:
    """What is markup in ``briefs.md`` and was not written by its template."""
    found = re.findall(r".{0,30}(?<!\\)<(?!https?://[^<>\s]*>)[a-zA-Z!/].{0,30}", text)  # HTML
    found += re.findall(r".{0,30}(?<!\\)\]\(.{0,30}", text)  # a link
    found += [line[:60] for line in re.findall(r"^\s*#.*", text, re.MULTILINE) if not re.match(HEADINGS, line.lstrip())]
    return found + re.findall(r"^\s*(?:```|~~~).*", text, re.MULTILINE)


def accounted(run: Path, names: Iterable[str]) -> None:
    """Every input is a brief or rejected, and no more than one of them."""
    briefs = [row["input"] for row in lines(run / "briefs.jsonl")]
    refused = [row["input"] for row in lines(run / "rejected.jsonl")]
    lost = set(names) - set(briefs) - set(refused)
    assert not lost, sorted(lost)[:5]
    assert not set(briefs) & set(refused)
    assert len(set(briefs)) == len(briefs)


@pytest.mark.parametrize("first", range(0, COUNT, BATCH))
@pytest.mark.parametrize("kinds", [[k] for k in poison.ROWS] if FULL else [list(poison.ROWS)], ids=lambda k: k[0])
def test_rows(
    program: Program, alone: dict[str, list[bytes]], tmp_path: Path, kinds: list[str], first: int, note: Note
) -> None:
    (tmp_path / "in").mkdir()
    made = [line for kind in kinds for line in islice(poison.rows(kind, COUNT), first, first + BATCH)]
    content = "\n".join(made) + "\n"
    (tmp_path / "in" / "poison.jsonl").write_text(content, "utf-8")
    ended = digest_run(program, tmp_path, alone, len(content) / 1e6)
    accounted(tmp_path / "run", (f"poison.jsonl:{n + 1}" for n in range(len(made))))
    note(f"articles: {', '.join(kinds)}", len(made), f"{ended.seconds:.0f} s, {ended.megabytes} MiB")


def test_nothing_that_articles_say_is_markup_in_briefs_md(program: Program, tmp_path: Path, note: Note) -> None:
    kinds = ("scripts in every field", "hostile addresses", "path-like ids")
    made = [line for kind in kinds for line in poison.rows(kind, COUNT)]
    (tmp_path / "poison.jsonl").write_text("\n".join(made) + "\n", "utf-8")
    assert program.run("run", tmp_path / "poison.jsonl", *FAKE, "--out", tmp_path / "run").code == 0
    found = markup_in((tmp_path / "run" / "briefs.md").read_text("utf-8"))
    note("payloads in every field of briefs.md", len(made), f"{len(found)} left as markup")
    assert found == [], "\n".join(found)


def test_broken_json(program: Program, alone: dict[str, list[bytes]], tmp_path: Path, note: Note) -> None:
    (tmp_path / "in").mkdir()
    made = list(poison.broken_lines(COUNT))
    (tmp_path / "in" / "poison.jsonl").write_bytes(b"\n".join(made) + b"\n")
    ended = digest_run(program, tmp_path, alone, sum(map(len, made)) / 1e6)
    accounted(tmp_path / "run", (f"poison.jsonl:{n + 1}" for n, line in enumerate(made) if line.strip()))
    note("JSON lines with bytes changed", len(made), f"{ended.seconds:.0f} s, {ended.megabytes} MiB")


def every_file_is_told(
    program: Program, folder: Path, alone: dict[str, list[bytes]], made: Iterable[tuple[str, bytes]]
) -> Ended:
    """A run of these files, each of which has a brief or a reason."""
    (folder / "in").mkdir()
    sizes = {}
    for name, data in made:
        sizes[name] = (folder / "in" / name).write_bytes(data)
    ended = digest_run(program, folder, alone, sum(sizes.values()) / 1e6)
    told = [row["input"] for name in ("briefs.jsonl", "rejected.jsonl") for row in lines(folder / "run" / name)]
    assert {name.partition(":")[0] for name in told} >= sizes.keys()
    return ended


def test_tables(program: Program, alone: dict[str, list[bytes]], tmp_path: Path, note: Note) -> None:
    made = list(poison.tables(COUNT))
    ended = every_file_is_told(program, tmp_path, alone, made)
    note("CSV and TSV files", len(made), f"{ended.seconds:.0f} s, {ended.megabytes} MiB")


def test_damaged_files(program: Program, alone: dict[str, list[bytes]], tmp_path: Path, note: Note) -> None:
    """Word documents, Parquet, Arrow and WARC: the libraries that read them end otherwise, and once the process."""
    for library in ("docx", "warcio"):
        pytest.importorskip(library, reason="an extra is not installed")
    made = list(damaged_files.files(COUNT if FULL else 24))
    ended = every_file_is_told(program, tmp_path, alone, made)
    note("damaged Word, Parquet, Arrow and WARC files", len(made), f"{ended.seconds:.0f} s, {ended.megabytes} MiB")


def test_odd_files(program: Program, alone: dict[str, list[bytes]], tmp_path: Path, note: Note) -> None:
    (tmp_path / "in").mkdir()
    made = list(poison.odd_files())
    for name, data in made:
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "in" / "baris\nbaru\u202e<b>.txt").write_text(poison.SENTENCES[0] * 3, "utf-8")
    (tmp_path / "in").joinpath(b"caf\xe9.txt".decode("utf-8", "surrogateescape")).write_text("Kabar " * 9, "utf-8")
    ended = digest_run(program, tmp_path, alone, sum(len(data) for _, data in made) / 1e6)
    told = [row["input"] for name in ("briefs.jsonl", "rejected.jsonl") for row in lines(tmp_path / "run" / name)]
    assert {name.partition(":")[0] for name in told} >= {name for name, _ in made}
    note("bombs, deep, wide and misnamed files, Parquet", len(made), f"{ended.seconds:.0f} s, {ended.megabytes} MiB")


@pytest.mark.skipif(not FULL, reason="make torture: inputs of many megabytes")
@pytest.mark.parametrize("name", ["line.txt", "article.txt", "line.jsonl", "letters.txt"])
def test_large_inputs(program: Program, alone: dict[str, list[bytes]], tmp_path: Path, name: str, note: Note) -> None:
    (tmp_path / "in").mkdir()
    data = dict(poison.large_files())[name]
    (tmp_path / "in" / name).write_bytes(data)
    ended = digest_run(program, tmp_path, alone, len(data) / 1e6)
    (row,) = lines(tmp_path / "run" / "rejected.jsonl")
    assert row["input"].partition(":")[0] == name
    assert row["reason"].endswith("allowed; --set clean.max_words=0 takes it anyway")
    assert (tmp_path / "run" / "report.html").stat().st_size < 2 << 20
    note(f"an article of {len(data) / 1e6:.0f} MB ({name})", 1, f"{ended.seconds:.0f} s, {ended.megabytes} MiB")


TOMLS = (
    "", "\x00", "[run", "run = 1", "[run]\nworkers = 99999999999999999999", "[run]\nworkers = -1",
    "[run]\nshard_size = nan",
    "[translate]\nmodel = '../../etc/passwd'", "[translate]\nmodel = ''", "a = " + "[" * 2000, "extends = 'poison'",
    "extends = '../../../etc/passwd'", "[ingest]\nencoding = 'zlib'", "[ingest]\nencoding = 'idna'",
    "[__class__]\nx = 1",
    "[ingest.columns]\ntext = ''", "\ufeff[run]", "x" * 100_000, "[report]\ntitle = '<script>alert(1)</script>'",
    "[run]\nworkers = " + "9" * 5_000, "trust_remote_code = true",
    "[translate]\ntrust_remote_code = true", "[group]\nenabled = 'yes'",
)  # fmt: skip


def test_hostile_presets(program: Program, sample: Path, tmp_path: Path, note: Note) -> None:
    """A preset that nobody should write: it works, or one error names the file and what is allowed."""
    tried = TOMLS if FULL else TOMLS[::3]  # every third one: the nested, the remote code
    for number, text in enumerate(tried):
        preset = tmp_path / "poison.toml"
        preset.write_text(text, "utf-8")
        ended = program.run("plan", sample, "--config", preset, "--out", tmp_path / "run")
        assert ended.code in (0, 1, 2), (text[:80], ended)
        assert not ended.traceback, (text[:80], ended.err)
        assert ended.code == 0 or ended.err.startswith("error: "), (text[:80], ended.err)
        assert "trust_remote_code" not in text or ended.code == 2, "remote code may be switched on"
        assert number < len(tried)
    note("hostile presets", len(tried), "an error that names the key, or a plan")


UNIT = '<tu><tuv xml:lang="id"><seg>{a}</seg></tuv>{b}</tu>'
TMX = f'<?xml version="1.0"?>{{dtd}}<tmx version="1.4"><body>{UNIT}</body></tmx>'
ENGLISH = '<tuv xml:lang="en"><seg>{}</seg></tuv>'
FAR = "<!-- " + "x" * 5_000 + " -->"  # beyond what a look at the beginning would see
TMXS = (
    TMX.format(dtd='<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>', a="&x;", b=ENGLISH.format("a")),
    TMX.format(dtd=FAR + '<!DOCTYPE tmx [<!ENTITY x SYSTEM "file:///etc/passwd">]>', a="&x;", b=ENGLISH.format("a")),
    TMX.format(dtd='<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/x.dtd">', a="a", b=ENGLISH.format("&y;")),
    TMX.format(dtd=FAR + "<!DOCTYPE tmx [<!ENTITY a '" + "ha" * 50 + "'>"
               + "".join(f"<!ENTITY {c} '{f'&{p};' * 30}'>" for p, c in zip("abcdefg", "bcdefgh", strict=True)) + "]>",
               a="&h;", b=ENGLISH.format("a")),
    "<tmx>" * 20_000, "<tmx", "", "\x00" * 50, "<html/>", TMX.format(dtd="", a="a" * 100_000, b="<tuv/>" * 5000),
    TMX.format(dtd="", a="<hi>" * 20_000 + "a" + "</hi>" * 20_000, b=""),
)  # fmt: skip


@pytest.mark.heavy
def test_hostile_memories(program: Program, tmp_path: Path, note: Note) -> None:
    """TMX files that reach for other files, or that grow: refused, in little time, and nothing of them is kept."""
    for text in TMXS:
        (tmp_path / "poison.tmx").write_text(text, "utf-8")
        ended = program.run("memory", "import", tmp_path / "poison.tmx")
        assert ended.code == 2, (text[:80], ended)
        assert not ended.traceback, (text[:80], ended.err)
        assert "root:" not in ended.out + ended.err
        assert ended.seconds < BASE
        assert ended.megabytes < MEMORY
    note("hostile TMX files", len(TMXS), "refused, with the reason")
