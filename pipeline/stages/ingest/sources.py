"""Lists what the user pointed at (files, folders, stdin, datasets) as sources, before anything is read.

A path that does not exist is the user's mistake and stops the run at once; whatever is wrong inside a source is
found while reading it (:mod:`pipeline.stages.ingest.readers`) and costs only that source.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import IO

from pipeline.core.errors import UserError
from pipeline.core.fingerprints import Parts, digest, file_hash
from pipeline.stages.ingest import sidecars
from pipeline.stages.ingest.streams import COMPRESSED, inner_suffix, opened, spooled

STDIN = "-"
HUB = "hf:"
UNSUPPORTED = "unsupported"
SPECIAL = "special"  # a pipe, a device, a socket: reading it may never end
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".warc": "warc",
}
KEPT = 1 << 20  # bytes: a longer stdin is put into a file
STREAMED = ("text", "markdown", "html", "jsonl", "csv", "warc")  # kinds that are read from compressed files too
_PANDOC = "; turn it into text first, for example: pandoc --to plain --wrap none FILE --output FILE.txt"
ADVICE = {  # what to do with files that are not read
    ".pdf": "; turn it into text first, for example: pdftotext FILE.pdf FILE.txt",
    **dict.fromkeys((".doc", ".odt", ".rtf", ".epub"), _PANDOC),
    **dict.fromkeys((".xlsx", ".xls", ".ods"), "; save the sheet as CSV first"),
    ".json": "; write one JSON object a line: jq -c '.[]' FILE.json > FILE.jsonl",
    **dict.fromkeys((".zip", ".gz", ".xz", ".bz2", ".zst", ".7z", ".tar"), "; unpack it first"),
}
NO_COPIES: Mapping[str, Path] = MappingProxyType({})
SUPPORTED = ".txt .md .html .jsonl .csv .tsv (also .gz .bz2 .xz .zst), .docx .parquet .arrow .warc"
WORD_LOCK = "~$"  # the file beside a document that is open in Word begins so; it holds who opened it


def kind_of(name: str) -> str:
    """What a file is read as, by its name: ``news.jsonl.zst`` as ``jsonl``."""
    path = Path(name.lower())
    if path.suffix not in COMPRESSED:
        return KINDS.get(path.suffix, UNSUPPORTED)
    kind = KINDS.get(inner_suffix(name), UNSUPPORTED)
    return kind if kind in STREAMED else UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read.

    ``name`` is what its articles' ``input`` begins with; ``kind`` is a value of ``KINDS``, ``dataset`` (a folder
    written by ``save_to_disk``), ``hub``, ``stdin``, ``unsupported``, ``special`` (a pipe or a device) or ``nothing``
    (a folder without articles). ``data`` holds what stdin said where that is little; else ``path`` is a file that holds
    it. ``typed`` is the path as the user wrote it.
    """

    name: str
    kind: str
    path: Path = Path()
    data: bytes = b""
    typed: str = ""

    def open(self) -> IO[bytes]:
        """Its bytes, what is compressed decompressed.

        Raises:
            OSError: it cannot be read.
        """
        if self.kind != "stdin":
            return opened(self.path)
        return io.BytesIO(self.data) if self.path == Path() else self.path.open("rb")

    def fingerprint(self) -> str:
        """Hash of the source's bytes; of its name alone where the bytes are not on this machine."""
        if self.kind == "stdin" and self.path == Path():
            return hashlib.sha256(self.data).hexdigest()
        if self.kind in ("hub", "nothing", SPECIAL):
            return self.name
        try:
            if self.kind == "dataset":
                files = sorted(p for p in self.path.rglob("*") if p.is_file())
                return digest({p.relative_to(self.path).as_posix(): file_hash(p) for p in files})
            beside = sidecars.path_of(self.path)
            if self.kind == "html" and beside.is_file():
                return digest({"page": file_hash(self.path), "sidecar": file_hash(beside)})
            return file_hash(self.path)
        except OSError as error:
            return f"unreadable: {error.strerror}"


def fingerprints(sources: Iterable[Source]) -> Parts:
    """The parts that stand for the inputs: one per source, in order."""
    return {f"input.{number:06d} {s.name} ({s.kind})": s.fingerprint() for number, s in enumerate(sources)}


def find(
    inputs: Sequence[str], base: Path = Path(), stdin: Path | None = None, copies: Mapping[str, Path] = NO_COPIES
) -> list[Source]:
    """The sources behind the inputs as typed, folders opened up and sorted.

    Args:
        inputs: paths, addresses, ``-`` for stdin, ``hf:owner/name`` for a dataset on the hub.
        base: the folder that relative paths start from.
        stdin: the file that keeps what stdin said, when it was read before (a run that continues).
        copies: by address where its copy lies here.

    Raises:
        UserError: a path is empty or does not exist.
    """
    found: list[Source] = []
    for given in inputs:
        if not given.strip():
            raise UserError("an input without a name was given", "name a file or a folder; this folder is .")
        if given == STDIN:
            found.append(_stdin(stdin))
        elif given in copies:
            found.extend(_at(copies[given], given))
        elif given.startswith(HUB):
            found.append(Source(given.removeprefix(HUB), "hub"))
        elif Path(given).name.startswith(WORD_LOCK) and len(inputs) > 1:  # `ringkas run news/*` names it too
            continue
        elif sidecars.page_of(given) not in inputs:  # likewise
            found.extend(_at(base / given, given))
    return _told_apart(found)


def _stdin(kept: Path | None) -> Source:
    """What stdin says, or said."""
    if kept is not None:
        return Source("stdin", "stdin", kept)
    data = sys.stdin.buffer.read(KEPT)
    if len(data) < KEPT:
        return Source("stdin", "stdin", data=data)
    return Source("stdin", "stdin", spooled(data, sys.stdin.buffer))


def _at(path: Path, given: str) -> list[Source]:
    if not path.exists():
        hint = "check the path"
        if given.startswith(("http://", "https://")):
            raise UserError(
                f"input {given} is an address",
                f"save the page first: curl -o page.html '{given}', or ringkas collect '{given}' --out DIR",
            )
        if given.count("/") == 1 and not given.startswith((".", "/")) and not path.suffix:
            hint = f"check the path; a dataset on the hub is written {HUB}{given}"
        raise UserError(f"input {given} does not exist", hint)
    if path.is_file():
        return [Source(_text(path.name), kind_of(path.name), path, typed=_text(given))]
    if not path.is_dir():
        return [Source(_text(path.name), SPECIAL, path, typed=_text(given))]
    if (path / "dataset_info.json").is_file() or (path / "dataset_dict.json").is_file():
        return [Source(_text(path.name), "dataset", path, typed=_text(given))]
    return [_within(path, file, given) for file in _files(path)] or [
        Source(_text(path.name), "nothing", path, typed=_text(given))
    ]


def _text(name: str) -> str:
    """A file's name as text that can be written: bytes of it that are not UTF-8 become U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(folder: Path) -> list[Path]:
    """All files below a folder, sorted by path; hidden ones and our own run folders left out.

    Raises:
        UserError: a folder below it may not be read.
    """

    def refuse(error: OSError) -> None:
        raise UserError(f"{error.filename} cannot be read: {error.strerror}", "change its permissions, or leave it out")

    found: list[Path] = []
    seen: set[str] = set()
    for here, folders, files in os.walk(folder, followlinks=True, onerror=refuse):
        real = os.path.realpath(here)
        if real in seen or ("run.json" in files and "shards" in folders):  # a link in a circle; what a run wrote
            folders[:] = []
            continue
        seen.add(real)
        folders[:] = [f for f in folders if not f.startswith(".")]
        found.extend(Path(here, f) for f in sidecars.without_sidecars(files) if not f.startswith((".", WORD_LOCK)))
    return sorted(found, key=lambda p: p.relative_to(folder).as_posix())


def _within(folder: Path, file: Path, given: str) -> Source:
    name = file.relative_to(folder).as_posix()
    typed = f"{given.rstrip('/')}/{_text(name)}" if "://" in given else _text((Path(given) / name).as_posix())
    special = file.exists() and not file.is_file()  # a link to nowhere is a file that cannot be read
    return Source(_text(name), SPECIAL if special else kind_of(file.name), file, typed=typed)


def _told_apart(sources: list[Source]) -> list[Source]:
    """Names that occur twice become the paths as typed: the same file name in two folders is two inputs."""
    counts = Counter(s.name for s in sources)
    return [replace(s, name=s.typed) if counts[s.name] > 1 and s.typed else s for s in sources]
