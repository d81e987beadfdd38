"""Where the tests of pages find a browser; they are skipped where Playwright or a Chromium is missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("RINGKAS_CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(find_spec("playwright") is None, reason="Playwright is not installed (the extra dev)"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed; RINGKAS_CHROMIUM names another browser"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one for the tests of a file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
