"""Reaches files at addresses such as ``s3://bucket/folder`` through fsspec, with one clear error for what goes wrong.

S3 is spoken by Arrow, which every installation has; other addresses need what fsspec imports for them (gcsfs for
``gs://``). Keys, regions and endpoints come from where these look for them, such as ``AWS_ACCESS_KEY_ID`` and
``AWS_ENDPOINT_URL``.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.core.errors import PipelineError, StoreError, UserError
from pipeline.core.files import atomic_path

_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://.")
_WEB = ("http", "https")  # pages, which are no store and no folder
_FULL = ("quotaexceeded", "insufficientstorage", "no space left", "storagefull")
_TAGS = ("ETag", "etag", "md5Hash")
CONNECT, REQUEST = 10, 60  # seconds that S3 has for an answer
LOCK = ".lock.json"


def is_address(text: str) -> bool:
    """Whether this is the address of a file system, and no path of this machine."""
    found = _ADDRESS.match(text)
    return found is not None and found[1].lower() not in _WEB


def address_in(path: Path) -> str:
    """The address that was taken for a path, in which two slashes became one; empty for a path of this machine."""
    text = str(path)
    address = text.replace(":/", "://", 1) if "://" not in text else text
    return address if is_address(address) and not path.exists() else ""


class Place:
    """A folder, or a file, at an address.

    Args:
        address: such as ``s3://bucket/folder``.

    Raises:
        UserError: no file system has such addresses, or its library is not installed.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        kind = address.partition("://")[0]
        try:
            self._files, self._root = _opened(self.address)
        except ImportError as error:
            raise UserError(f"{address}: {error}", f"pip install '.[remote]', or what {kind}:// needs") from error
        except (ValueError, OSError) as error:
            raise UserError(f"{address}: {error}", "addresses are those of fsspec: s3://, gs://, and others") from error

    def is_file(self) -> bool:
        with self._told("read"):
            return bool(self._files.isfile(self._root))

    def listing(self) -> dict[str, str]:
        """The files below it by name, hidden ones left out; the tag of each changes with its content.

        Raises:
            StoreError: it cannot be read.
        """
        with self._told("read"):
            self._files.invalidate_cache()
            found: Mapping[str, Mapping[str, Any]] = {}
            with suppress(FileNotFoundError):  # fsspec would take a store that does not answer for an empty one, too
                found = self._files.find(self._root, detail=True, on_error="raise")
        names = {PurePosixPath(path).relative_to(self._root): _tag(info) for path, info in found.items()}
        plain = {name: tag for name, tag in names.items() if not any(part.startswith(".") for part in name.parts)}
        return {name.as_posix(): tag for name, tag in plain.items()}

    def fetch(self, name: str, path: Path) -> None:
        """Copy a file from there to here, whole or not at all; an empty name stands for the place itself.

        Raises:
            StoreError: it cannot be read.
        """
        with atomic_path(path) as temporary, self._told("read"):
            self._files.get_file(self._at(name), str(temporary))

    def read(self, name: str) -> bytes | None:
        """A small file's content; None where there is none.

        Raises:
            StoreError: it cannot be read.
        """
        with self._told("read"):
            try:
                return bytes(self._files.cat_file(self._at(name)))
            except FileNotFoundError:
                return None

    def send(self, name: str, content: Path | bytes) -> str:
        """Copy a file, or bytes, from here to there; returns the tag it has there.

        Raises:
            StoreError: it cannot be written.
        """
        with self._told("written"):
            if isinstance(content, bytes):
                self._files.pipe_file(self._at(name), content)
            else:
                self._files.put_file(str(content), self._at(name))
            return self.tag(name)

    def tag(self, name: str = "") -> str:
        """A file's tag."""
        with self._told("read"):
            return _tag(self._files.info(self._at(name)))

    def remove(self, name: str) -> None:
        """Delete a file, if it is there.

        Raises:
            StoreError: it cannot be deleted.
        """
        with self._told("written"):
            try:
                self._files.rm_file(self._at(name))
            except FileNotFoundError:
                return

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}" if name else self._root

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Say in one error what went wrong.

        Raises:
            StoreError: anything did: every file system has exceptions of its own.
        """
        try:
            yield
        except (PipelineError, FileExistsError):
            raise
        except Exception as error:
            reason = next(iter(str(error).splitlines()), "") or type(error).__name__
            number = error.errno if isinstance(error, OSError) else None
            if number in (errno.ENOSPC, errno.EDQUOT) or any(sign in reason.lower() for sign in _FULL):
                raise StoreError(f"{self.address} is full: {reason}", "make room there, then the same again") from error
            hint = "is the address right, the store up, and may you use it? then the same command goes on"
            raise StoreError(f"{self.address} cannot be {what}: {reason}", hint) from error


def _opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path there.

    Raises:
        ImportError: its library is not installed.
        ValueError: there is none for such addresses.
    """
    import fsspec

    kind, _, path = address.partition("://")
    if kind.lower() != "s3":
        files, root = fsspec.core.url_to_fs(address, use_listings_cache=False)
        return files, str(root)
    from fsspec.implementations.arrow import ArrowFSWrapper
    from pyarrow.fs import S3FileSystem

    waits = {"connect_timeout": CONNECT, "request_timeout": REQUEST}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or None
    # A small file is then one request and not three.
    return ArrowFSWrapper(S3FileSystem(endpoint_override=endpoint, allow_delayed_open=True, **waits)), path


def _tag(info: Mapping[str, Any]) -> str:
    """What tells one content of a file from another, by what its file system says of it."""
    tag = next((str(info[name]) for name in _TAGS if info.get(name)), "")
    when = next((str(info[name]) for name in ("LastModified", "mtime", "updated", "created") if info.get(name)), "")
    return tag or f"{info.get('size')} {when}"


def locks_last(name: str) -> tuple[bool, str]:
    """The order in which files are copied: a lock behind the file that it speaks of."""
    return name.endswith(LOCK), name


def bring(place: Place, folder: Path, known: dict[str, str]) -> None:
    """Copy what is new or changed there into a folder here, and delete here what was deleted there.

    Args:
        place: from where.
        folder: to where; files that were never there are left alone.
        known: the tag of each file when it was last the same in both; brought up to date.

    Raises:
        StoreError: the place cannot be read.
    """
    there = place.listing()
    for name in sorted(there, key=locks_last):
        path = folder / name
        if known.get(name) == there[name] and path.is_file():
            continue
        if not name.endswith(LOCK):  # until its new lock is here, a shard that was replaced counts as missing
            path.with_name(path.name.partition(".")[0] + LOCK).unlink(missing_ok=True)
        place.fetch(name, path)
        known[name] = there[name]
    for name in known.keys() - there.keys():
        if there:  # where nothing is left, the copy here is the last one
            (folder / name).unlink(missing_ok=True)
        del known[name]
