"""Finds backends, metrics, checks and presets by file name: a folder is the registry of its modules.

Listing reads file names only and imports nothing, so ``--help`` and ``plan`` stay quick and adding a member is
adding one file. Files whose name starts with an underscore, and the names a registry excludes (``base``), are not
members.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from pipeline.core.errors import UserError, did_you_mean


def names_in(folder: Path, suffix: str, exclude: Iterable[str] = ()) -> tuple[str, ...]:
    """The members of a folder, sorted: the stems of its files with that suffix."""
    hidden = set(exclude)
    stems = (p.stem for p in folder.glob(f"*{suffix}") if p.is_file())
    return tuple(sorted(s for s in stems if not s.startswith(("_", ".")) and s not in hidden))


@dataclass(frozen=True, slots=True)
class Registry:
    """The modules of one package, by name.

    Args:
        package: dotted name of the package, such as ``pipeline.backends``.
        what: what a member is called in messages, such as ``backend``.
        exclude: module names that are not members.
    """

    package: str
    what: str
    exclude: tuple[str, ...] = ("base",)

    @property
    def folder(self) -> Path:
        return Path(__file__).resolve().parents[1].joinpath(*self.package.split(".")[1:])

    def names(self) -> tuple[str, ...]:
        return names_in(self.folder, ".py", self.exclude)

    def require(self, name: str) -> str:
        """``name`` itself when it is a member.

        Raises:
            UserError: it is not; the hint names the nearest members.
        """
        members = self.names()
        if name not in members:
            raise UserError(f"unknown {self.what} {name!r}", did_you_mean(name, members, f"{self.what}s"))
        return name

    def load(self, name: str) -> ModuleType:
        """Import one member.

        Raises:
            UserError: there is no such member, or a library that it needs is not installed.
        """
        self.require(name)
        try:
            return importlib.import_module(f"{self.package}.{name}")
        except ModuleNotFoundError as error:
            if error.name is not None and error.name.split(".")[0] == "pipeline":
                raise
            message = f"{self.what} {name!r} needs the library {error.name!r}"
            raise UserError(message, f"pip install {error.name}") from error
