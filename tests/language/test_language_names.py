"""Every language that can be told has a name."""

from __future__ import annotations

from pipeline.language.langid import _identifier
from pipeline.language.language_names import NAMES, language_name


def test_every_language_that_can_be_told_has_a_name() -> None:
    assert set(_identifier().labels) | {"su"} <= set(NAMES)
    assert (language_name("fr"), language_name("ht"), language_name("xx")) == ("French", "Haitian Creole", "xx")
