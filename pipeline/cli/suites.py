"""The verb ``suites``: lists the test sets, whether they are on this machine, and their terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.cli.options import AsJson
from pipeline.cli.output import print_json
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.comparison.suites import Located, Suite


def suites(as_json: AsJson = False) -> None:
    """List the test sets: what each measures, its terms, and whether it is on this machine."""
    from pipeline.comparison.suites import Located, load_suite, suite_names

    places = [(suite, _located_or_why(suite)) for suite in map(load_suite, suite_names())]
    if as_json:
        print_json([{**_terms(suite), **_place(place)} for suite, place in places])
        return
    for suite, place in places:
        here = isinstance(place, Located)
        print(f"{suite.name:<16} {'here' if here else 'absent':<7} {suite.title}")
        references = " and ".join(suite.measures) or "none in English"
        print(f"{'':<16} references: {references}; licence: {suite.licence}; {suite.training}")
        print(f"{'':<16} {place.files[0]} ({place.content})" if isinstance(place, Located) else f"{'':<16} {place}")
        if suite.note:
            print(f"{'':<16} {suite.note}")


def _located_or_why(suite: Suite) -> Located | str:
    from pipeline.comparison.suites import locate

    try:
        return locate(suite)
    except UserError as error:
        return error.hint


def _terms(suite: Suite) -> dict[str, Any]:
    return {
        "name": suite.name,
        "title": suite.title,
        "measures": list(suite.measures),
        "licence": suite.licence,
        "training": suite.training,
        "origin": suite.origin,
    }


def _place(place: Located | str) -> dict[str, Any]:
    if isinstance(place, str):
        return {"here": False, "files": [], "content": "", "why": place}
    return {"here": True, "files": [str(path) for path in place.files], "content": place.content}
