"""Generates hostile articles and files, class by class; the same ones every time."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import random
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
SENTENCES = (
    "Pemerintah Kota Semarang membagikan bantuan kepada warga yang terendam banjir pada Rabu (13/9).",
    "Kepala dinas mengatakan bahwa anggaran daerah naik 12,5 persen menjadi Rp 3,4 miliar.",
    "Warga berharap saluran air yang rusak sejak tahun lalu segera diperbaiki.",
)
BIDI = "\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
SCRIPTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><svg onload=alert(1)>", "{{7*7}}",
    "${7*7}",
    "](javascript:alert(1))", "[x](javascript:alert(1))", "![x](http://a.test/x.png)", "<!--", "]]>",
    "</script><script>",
    "'\"><b>", "`rm -rf`", "# kepala", "| a | b |", "---", "<a href='javascript:alert(1)'>x</a>", "&lt;script&gt;",
    "\\", "*tebal*", "_miring_", "\u2028", "\u2029", "=1+1", "@SUM(1)", "-2+3", "%s%n", "\x1b[31m",
)  # fmt: skip
URLS = (
    "javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "JaVaScRiPt:alert(1)", "vbscript:x",
    "file:///etc/x",
    "http://a.test/\"onmouseover=alert(1)", "http://a.test/> [x](javascript:alert(1))", "//a.test", "http://[::1",
    "http://a.test/" + "a" * 3000, "\x01javascript:alert(1)", "java\nscript:alert(1)",
)  # fmt: skip
IDS = (
    "../../../etc/passwd", "/etc/passwd", "..", ".", "a/b", "a\\b", "C:\\x", "a\nb", "a\r\nb", "", " ", "\x00",
    "-rf", "~",
    "con", "a" * 5000, "\u202eabc", "<b>", "a b", "$(id)", "'; DROP TABLE translations; --", "%2e%2e%2f", "0", "🙂",
)  # fmt: skip


def body(dice: random.Random) -> str:
    """An ordinary text that no other row has."""
    return f"{' '.join(dice.sample(SENTENCES, 3))} Nomor {dice.randrange(10**9)}."


def _unicode(dice: random.Random) -> Row:
    points = (dice.choice((range(32, 0x3000), range(0x3000, 0xD800), range(0xE000, 0x110000))) for _ in range(200))
    text = "".join(chr(dice.choice(r)) for r in points)
    return {"text": f"{body(dice)}\n{text}", "title": text[:50]}


def _combining(dice: random.Random) -> Row:
    marks = "".join(chr(dice.randrange(0x300, 0x370)) for _ in range(500))
    return {"text": "\n".join((body(dice), "a" + marks, unicodedata.normalize("NFD", "é" * 100)))}


def _bidi(dice: random.Random) -> Row:
    text = "".join(c + dice.choice(BIDI) * dice.randrange(3) for c in body(dice))
    return {"text": text, "title": text[:80], "source": dice.choice(BIDI) + "sumber"}


def _surrogates(dice: random.Random) -> Row:
    halves = "".join(chr(dice.randrange(0xD800, 0xE000)) for _ in range(5))
    return {"text": body(dice) + halves, "title": halves, "id": halves + str(dice.random()), "url": halves}


def _controls(dice: random.Random) -> Row:
    text = "".join(c + (chr(dice.randrange(32)) if dice.random() < 0.1 else "") for c in body(dice))
    return {"text": text, "title": "\x00\x01" + text[:40], "id": f"\x00{dice.random()}"}


def _nested_html(dice: random.Random) -> Row:
    tag, depth = (
        dice.choice(("div", "p", "b", "ul><li", "table><tr><td", "blockquote", "font")),
        dice.randrange(10, 400),
    )
    return {"text": f"<{tag}>" * depth + body(dice) + (f"</{tag[:1]}>" * depth if dice.random() < 0.5 else "")}


def _page(dice: random.Random) -> Row:
    tags = ("<p>", "</p>", "<div", ">", "<li><a href=x>", body(dice), "<", "&#", "<!--", "<table>", "</html>")
    parts = [dice.choice(tags) for _ in range(40)]
    return {"text": "<!doctype html><html><body>" + "".join(parts)}


def _entities(dice: random.Random) -> Row:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE html [<!ENTITY a0 "ha">{laughs}]><html><body><p>{body(dice)} &a11;</p></body></html>'
    chain = "&" + "amp;" * dice.randrange(1, 400) + "lt;p&gt;" + body(dice)
    return {"text": dice.choice((bomb, chain, "&#x110000;&#0;&#xD800;&#99999999999;" + body(dice)))}


def _fields(dice: random.Random) -> Row:
    names = ("title", "source", "url", "published", "language", "reference_summary", "reference_translation")
    row: Row = {name: dice.choice(SCRIPTS) + dice.choice(SENTENCES) for name in names}
    return {
        **row,
        "text": f"{dice.choice(SCRIPTS)}{body(dice)}\n{dice.choice(SCRIPTS)}",
        "id": f"{dice.choice(SCRIPTS)}{dice.random()}",
    }


def _urls(dice: random.Random) -> Row:
    return {"text": body(dice), "url": dice.choice(URLS), "title": f"[{dice.choice(URLS)}]({dice.choice(URLS)})"}


def _ids(dice: random.Random) -> Row:
    return {"text": body(dice), "id": dice.choice(IDS), "source": dice.choice(IDS)}


def _types(dice: random.Random) -> Row:
    odd: tuple[Any, ...] = (
        10**400,
        -1,
        1e308,
        float("nan"),
        float("inf"),
        True,
        None,
        [],
        {},
        [[[]]],
        {"$oid": [1]},
        ["a", 1],
        "",
        "\n",
        0.1,
    )
    names = ("id", "title", "url", "source", "published", "language", "reference_summary")
    row = {name: dice.choice(odd) for name in names}
    return {**row, "text": body(dice) if dice.random() < 0.7 else dice.choice(odd), body(dice)[:30]: dice.choice(odd)}


def _numbers(dice: random.Random) -> Row:
    units = (
        "Rp",
        "12/03/2024 ",
        "1.",
        ",5",
        "%",
        "9" * 300,
        "juta ",
        "pukul 25.61 WIB ",
        "(",
        "½",
        "٣",
        "1e9",
        " ribu",
        "-",
        "0" * 40,
        "an ",
        "s ",
        " setengah ",
    )
    return {"text": body(dice) + "".join(dice.choice(units) for _ in range(60))}


def _repeated(dice: random.Random) -> Row:
    unit = dice.choice(
        ("Rp", '"', "(", "[", "... ", "12/03/2024 ", "Baca juga: ", "A. ", "kata-kata ", "\\n", "&", "<p>", "*")
    )
    return {"text": body(dice) + "\n" + unit * dice.randrange(100, 600)}


def _dates(dice: random.Random) -> Row:
    pieces = (
        "2024",
        "-",
        "13",
        "/",
        "31",
        "T25:61",
        "Feb",
        "0000",
        "99999",
        "+99:99",
        "Senin, ",
        "1e30",
        "NaN",
        "-1",
        " ",
    )
    return {"text": body(dice), "published": "".join(dice.choice(pieces) for _ in range(6))}


ROWS: dict[str, Callable[[random.Random], Row]] = {
    "random Unicode": _unicode, "combining marks": _combining, "bidi overrides": _bidi, "lone surrogates": _surrogates,
    "control characters": _controls, "nested HTML": _nested_html, "broken pages": _page, "entity bombs": _entities,
    "scripts in every field": _fields, "hostile addresses": _urls, "path-like ids": _ids, "wrong types": _types,
    "numbers": _numbers, "repetitions": _repeated, "impossible dates": _dates,
}  # fmt: skip


def rows(kind: str, count: int) -> Iterator[str]:
    """JSON lines of that class."""
    dice = random.Random(kind)
    for _ in range(count):
        yield json.dumps(ROWS[kind](dice))


def broken_lines(count: int) -> Iterator[bytes]:
    """JSON lines with bytes changed, cut, doubled or put in."""
    dice = random.Random("broken")
    for _ in range(count):
        line = bytearray(json.dumps({"text": body(dice), "title": "Judul", "id": str(dice.random())}).encode())
        for _ in range(dice.randrange(1, 4)):
            at = dice.randrange(len(line))
            match dice.randrange(4):
                case 0:
                    line[at] = dice.randrange(256)
                case 1:
                    del line[at:]
                case 2:
                    line[at:at] = line[at : at + 20]
                case _:
                    line[at:at] = dice.choice((b"[" * 3000, b'{"a":' * 2000, b"\xff\xfe", b"1" * 5000, b"NaN", b"\\u"))
            if not line:
                break
        yield bytes(line).replace(b"\n", b" ")


def tables(count: int) -> Iterator[tuple[str, bytes]]:
    """CSV and TSV files: unclosed quotes, ragged rows, odd delimiters, null bytes."""
    dice = random.Random("tables")
    pieces = (
        '"',
        '""',
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "|",
        "teks",
        "\x00",
        "sep=;",
        body(dice),
        "'",
        " ",
        "text",
        "é",
        "\ufeff",
    )
    for number in range(count):
        made = "".join(dice.choice(pieces) for _ in range(dice.randrange(5, 60)))
        head = dice.choice(("text,title\n", '"text";"id"\n', "text\n", "", "\ufefftext\ttitle\n", "title,text,text\n"))
        yield f"t{number}{dice.choice(('.csv', '.tsv'))}", (head + made).encode("utf-8")


def odd_files() -> Iterator[tuple[str, bytes]]:
    """Files that are too large, too deep, or not what their name says."""
    dice = random.Random("files")
    yield "bomb.gz", gzip.compress(b"0" * (20 << 20))
    yield "bomb.xz", lzma.compress(b"0" * (20 << 20))
    yield "bomb.txt", gzip.compress(b"0" * (1 << 20))
    yield "bomb.html", lzma.compress(b"0" * (1 << 20))
    yield "nul.txt", b"\0" * 10_000
    yield "wide.csv", (",".join(f"c{n}" for n in range(9_999)) + ",text\n" + "x," * 9_999 + body(dice) + "\n").encode()
    yield "quote.csv", b'text\n"' + body(dice).encode() * 200
    yield "deep.jsonl", b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}\n"
    yield "deep.html", b"<html><body>" + b"<div>" * 50_000 + body(dice).encode() + b"</body></html>"
    yield "huge.jsonl", b'{"text": ' + b"9" * 100_000 + b"}\n"
    yield "mixed.txt", b"\xff\xfe\x00" + body(dice).encode()
    yield "half.txt", ("\ud800" + body(dice)).encode("utf-8", "surrogatepass")
    yield "no.parquet", b"PAR1" + b"\0" * 100 + b"PAR1"
    yield from parquets()


def parquets() -> Iterator[tuple[str, bytes]]:
    """Parquet files whose columns are of the wrong types, nested, or many."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = body(random.Random("parquet"))
    columns: dict[str, dict[str, Any]] = {
        "int": {"text": [1, 2]},
        "struct": {"text": [{"a": {"b": [text]}}]},
        "list": {"text": [[text, text]]},
        "lists": {"text": [[[text]]]},
        "bytes": {"text": [b"\xff\xfe", text.encode()]},
        "map": {"text": pa.array([[("a", text)]], pa.map_(pa.string(), pa.string()))},
        "null": {"text": pa.nulls(3)},
        "id": {"text": [text], "id": [{"x": [1, None]}], "title": [[None]], "published": [10**18]},
        "dictionary": {"text": pa.array([text, text]).dictionary_encode()},
        "wide": {"text": [text], **{f"c{n}": [n] for n in range(3_000)}},
    }
    for name, made in columns.items():
        sink = io.BytesIO()
        pq.write_table(pa.table(made), sink)
        yield f"{name}.parquet", sink.getvalue()


def large_files() -> Iterator[tuple[str, bytes]]:
    """Inputs of many megabytes, each one article."""
    dice = random.Random("large")
    line = body(dice) + " "
    yield "line.txt", line.encode() * ((1 << 20) // len(line))
    yield "article.txt", b"".join(f"{body(dice)}\n".encode() for _ in range((10 << 20) // 300))
    yield "line.jsonl", json.dumps({"text": line * ((50 << 20) // len(line))}).encode()
    yield "letters.txt", b"a" * (1 << 20)
