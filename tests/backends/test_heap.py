"""glibc is told once to keep what an engine frees, and nobody's own settings are overruled."""

from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
from collections.abc import Iterator

import pytest

from pipeline.backends import _heap
from pipeline.backends._heap import KEPT, M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD, keep_memory

ON_GLIBC = platform.libc_ver()[0] == "glibc"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[int, int]]:
    """What glibc would have been told; this process's heap is left alone."""
    asked: dict[int, int] = {}

    def mallopt(name: int, value: int) -> bool:
        asked[name] = value
        return True

    for name in [n for n in os.environ if n.startswith("MALLOC_") or n == "GLIBC_TUNABLES"]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(_heap, "_mallopt", mallopt)
    monkeypatch.setattr(platform, "libc_ver", lambda: ("glibc", "2.36"))
    keep_memory.cache_clear()
    yield asked
    keep_memory.cache_clear()


def test_a_small_vocabulary_keeps_a_heap_for_each_thread(told: dict[int, int]) -> None:
    assert keep_memory(12_000)
    assert set(told) == {M_MMAP_THRESHOLD, M_TRIM_THRESHOLD}


def test_large_pieces_are_given_back_where_a_heap_would_keep_their_gaps(told: dict[int, int]) -> None:
    assert keep_memory(0, 64 << 20)
    assert told == {M_MMAP_THRESHOLD: 64 << 20, M_TRIM_THRESHOLD: KEPT}


def test_scores_that_no_threads_heap_holds_get_one_heap_for_all(told: dict[int, int]) -> None:
    assert keep_memory(55_000)
    assert told[M_ARENA_MAX] == 1


@pytest.mark.parametrize("name", ["MALLOC_ARENA_MAX", "GLIBC_TUNABLES"])
def test_who_has_set_glibc_up_is_not_overruled(
    told: dict[int, int], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "")
    assert not keep_memory(55_000)
    assert not told


def test_another_c_library_is_left_alone(told: dict[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "libc_ver", lambda: ("", ""))
    assert not keep_memory(55_000)
    assert not told


PIECES = """
import ctypes, resource, sys
from pipeline.backends._heap import keep_memory
if sys.argv[1] == "keep":
    assert keep_memory(55_000)
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
def piece():
    address = libc.malloc(48 << 20)
    ctypes.memset(address, 1, 48 << 20)
    libc.free(address)
piece()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    piece()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not ON_GLIBC, reason="another C library")
def test_a_large_piece_is_paid_for_once() -> None:
    """Page faults of five pieces of 48 MiB, after the first: none to speak of, against all of them."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MALLOC_") and k != "GLIBC_TUNABLES"}
    faults = {
        how: int(subprocess.run([sys.executable, "-c", PIECES, how], env=clean, capture_output=True, check=True).stdout)
        for how in ("keep", "leave")
    }
    pages = 5 * (48 << 20) // resource.getpagesize()
    assert faults["keep"] < pages / 20
    assert faults["leave"] > faults["keep"]
