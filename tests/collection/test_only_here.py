"""The network is reached from a few named places only, and an offline verb never loads what collects."""

from __future__ import annotations

import ast

import pytest

from pipeline.core import dependencies
from tests.test_layout import modules

REACH = {"httpx2", "httpcore2", "httpx", "requests", "aiohttp", "urllib3", "socket", "ftplib", "smtplib", "uvicorn"}
REACH |= {"urllib.request", "http.client", "http.server"}
# serve listens on this machine; _client speaks to a model server that the user named; download is `models fetch`; the
# engine for Ray asks whether the head of the user's own cluster is there.
PLACES = {"pipeline.serve.app", "pipeline.backends._client", "pipeline.backends.download"}
PLACES |= {"pipeline.execution.engines.ray"}


def imported(module: str) -> set[str]:
    path = dependencies.module_file(module)
    assert path is not None
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name in REACH or name.partition(".")[0] in REACH}


@pytest.mark.parametrize("module", modules())
def test_only_named_modules_reach_the_network(module: str) -> None:
    if module in PLACES or module.startswith("pipeline.collection."):
        return
    assert not imported(module)


def test_the_places_are_what_they_are_said_to_be() -> None:
    assert all(imported(module) for module in PLACES)
    assert imported("pipeline.collection.network")


def test_only_its_verb_loads_what_collects() -> None:
    users = {
        module
        for module in modules()
        if not module.startswith("pipeline.collection")
        and any(name.startswith("pipeline.collection") for name in dependencies.imports_of(module)[0])
    }
    assert users == {"pipeline.cli.collect"}
