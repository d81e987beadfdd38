"""Locates the data that ships with Ringkas: model cards, presets and suites, in a checkout or in an installed wheel.

In a checkout ``models/``, ``configs/`` and ``eval/suites`` are next to the package; a wheel has the same folders inside
the package (``pipeline/_data/...``). Nothing else builds these paths.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.core.errors import UserError, did_you_mean

PACKAGE = Path(__file__).resolve().parents[1]
NAMES = ("models", "configs", "eval/suites")


def data_dir(name: str) -> Path:
    """The folder of one kind of data.

    Args:
        name: ``models``, ``configs`` or ``eval/suites``.

    Raises:
        UserError: another name, or an installation without its data.
    """
    if name not in NAMES:
        raise UserError(f"there is no data folder {name!r}", did_you_mean(name, NAMES, "data folders"))
    checkout = PACKAGE.parent / name
    # Only a checkout has pyproject.toml beside the package: a stray `models` folder in site-packages is not ours.
    if (PACKAGE.parent / "pyproject.toml").is_file() and checkout.is_dir():
        return checkout
    installed = PACKAGE / "_data" / name
    if installed.is_dir():
        return installed
    raise UserError(f"the data folder {name!r} is missing from {PACKAGE.parent}", "install Ringkas again")
