"""Opens inputs as streams of bytes, compressed ones too, and cuts them into lines without holding the file.

``.gz``, ``.bz2`` and ``.zst`` are read by Arrow, ``.xz`` by Python itself; a file may be several compressed parts, one
after the other.
"""

from __future__ import annotations

import atexit
import io
import lzma
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

COMPRESSED = (".gz", ".bz2", ".xz", ".zst")
LONGEST_LINE = 64 << 20  # bytes: a longer line is no article, and a few kilobytes of .gz can hold gigabytes
MOST_BYTES = 256 << 20  # of a compressed file that is read as a whole
DAMAGE = (EOFError, zlib.error, lzma.LZMAError)  # what reading a damaged file raises beside OSError


def inner_suffix(name: str) -> str:
    """A file name's suffix in small letters, that of its compression aside: ``.jsonl`` of ``news.jsonl.gz``."""
    path = Path(name.lower())
    return Path(path.stem).suffix if path.suffix in COMPRESSED else path.suffix


def is_compressed(path: Path) -> bool:
    return path.suffix.lower() in COMPRESSED


def opened(path: Path) -> IO[bytes]:
    """A file to read from, what is compressed decompressed on the way.

    Raises:
        OSError: it cannot be opened; it may be raised while reading, too, as may one of ``DAMAGE``.
    """
    suffix = path.suffix.lower()
    if suffix not in COMPRESSED:
        return path.open("rb")
    if suffix == ".xz":
        return lzma.open(path, "rb")
    import pyarrow as pa

    codec = {".gz": "gzip", ".bz2": "bz2", ".zst": "zstd"}[suffix]
    return cast(IO[bytes], io.BufferedReader(pa.input_stream(str(path), compression=codec), 1 << 16))


def whole(path: Path) -> bytes:
    """All bytes of a file.

    Raises:
        OSError: it cannot be read, or holds more than ``MOST_BYTES`` behind its compression.
    """
    if not is_compressed(path):
        return path.read_bytes()
    with opened(path) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise OSError(f"it holds more than {MOST_BYTES >> 20} MiB")
    return data


def lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """The lines of a stream; None for one longer than ``LONGEST_LINE``, of which only so much is ever in memory."""
    while line := file.readline(LONGEST_LINE):
        if line.endswith(b"\n") or len(line) < LONGEST_LINE:
            yield line
            continue
        while (more := file.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
            pass
        yield None


def spooled(start: bytes, rest: IO[bytes]) -> Path:
    """A temporary file that holds a stream which can be read only once; it is removed when this process ends.

    Args:
        start: what was read of the stream already.
        rest: the stream.

    Raises:
        OSError: there is no room for it.
    """
    with tempfile.NamedTemporaryFile(prefix="ringkas-stdin-", delete=False) as file:
        path = Path(file.name)
        atexit.register(path.unlink, missing_ok=True)
        file.write(start)
        shutil.copyfileobj(rest, file)
    return path
