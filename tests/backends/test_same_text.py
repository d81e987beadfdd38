"""The translate stage over a real engine and a real store: one sentence, one translation, whatever happens.

A tiny random checkpoint in int8, shards on disk, two of them under way at once, as ``ringkas run`` does it.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.backends import ctranslate2
from pipeline.backends.base import Hypothesis
from pipeline.backends.model_card import Card
from pipeline.core.config import TranslateTable
from pipeline.core.records import CleanArticle, Sentence, TranslatedArticle
from pipeline.core.run_folder import Store
from pipeline.execution.engines.local import run_here
from pipeline.execution.shard_work import Task
from pipeline.execution.stage_table import stage_named
from pipeline.stages.base import Output
from pipeline.stages.translate.memory import TranslationMemory
from pipeline.stages.translate.stage import TranslateStage

Build = Callable[[str], Card]
PICK = random.Random(11)
WORDS = ("gempa", "kota", "harga", "beras", "naik", "petugas", "bandara", "presiden", "hujan", "dua", "12", "Rp3")
POOL = [" ".join(PICK.choices(WORDS, k=PICK.randint(1, 20))) for _ in range(40)]
ARTICLES = [
    CleanArticle(
        f"a{n}", f"{n}.txt", None, None, None, None, "id",
        tuple(Sentence(i, 0, t, t) for i, t in enumerate(PICK.choices(POOL, k=PICK.randint(1, 7)))),
    )
    for n in range(14)
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(checkpoint: Build) -> Any:
    return ctranslate2.Engine(checkpoint("marian"), device="cpu", compute_type="int8", threads=2)


WHOLE: dict[bool, dict[str, bytes]] = {}  # with guards or without -> what a run that nobody disturbs leaves


class Killed(BaseException):
    """Stands for the end of the process."""


class Mortal:
    """An engine that is killed after so many calls."""

    def __init__(self, engine: Any, calls: int) -> None:
        self.engine, self.calls = engine, calls
        self.fingerprint, self.max_source_tokens = engine.fingerprint, engine.max_source_tokens
        self.count_tokens = engine.count_tokens

    def translate(self, texts: Sequence[str], **options: Any) -> list[list[Hypothesis]]:
        self.calls -= 1
        if self.calls < 0:
            raise Killed
        found: list[list[Hypothesis]] = self.engine.translate(texts, **options)
        return found


def go(engine: Any, folder: Path, articles: Sequence[CleanArticle], size: int, memory: str, guards: bool) -> Store:
    """A run over these articles; goes on where one in this folder was killed."""
    store = Store(folder)
    shards = [articles[i : i + size] for i in range(0, len(articles), size)]
    for n, part in enumerate(shards):
        if not store.has_lock("clean", n):
            store.write_shard("clean", n, CleanArticle, part, {}, rows_in=len(part))
    table = TranslateTable(guards=guards, beam_size=2)
    stage = TranslateStage(table, translator=engine, memory=TranslationMemory(folder / memory) if memory else None)
    tasks = [Task("translate", n, {}) for n in range(len(shards)) if not store.has_lock("translate", n)]
    work = lambda inputs, tick: Output(stage.run(inputs["clean"]))  # noqa: E731
    for _ in run_here(stage_named("translate"), work, tasks, store, lambda articles: None):
        pass
    return store


def texts(store: Store) -> dict[str, bytes]:
    """Every translated article by its id, to the last bit."""
    shards = [store.read_shard("translate", n, TranslatedArticle) for n in range(store.shard_count("translate"))]
    return {article.id: repr(article).encode() for shard in shards for article in shard}


@pytest.mark.heavy
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(ARTICLES),
    size=st.integers(1, 14),
    killed_after=st.integers(0, 12),
    memory=st.sampled_from(["", "memory.sqlite"]),
    guards=st.booleans(),
    budget=st.integers(64, 4096),
)
def test_order_shards_and_a_kill_leave_the_text_as_it_is(
    engine: Any,
    tmp_path_factory: pytest.TempPathFactory,
    order: list[CleanArticle],
    size: int,
    killed_after: int,
    memory: str,
    guards: bool,
    budget: int,
) -> None:
    folder = tmp_path_factory.mktemp("run")
    engine.batch_tokens = 4096
    if guards not in WHOLE:
        WHOLE[guards] = texts(go(engine, folder / "whole", ARTICLES, 14, "", guards))
    expected = WHOLE[guards]
    engine.batch_tokens = budget
    with contextlib.suppress(Killed):
        go(Mortal(engine, killed_after), folder / "cut", order, size, memory, guards)
    assert texts(go(engine, folder / "cut", order, size, memory, guards)) == expected
