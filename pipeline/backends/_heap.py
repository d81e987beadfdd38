"""Configures glibc to keep the memory that an engine or a training on a CPU frees.

An engine allocates megabytes at every decoding step and frees them at its end, a training gigabytes. By default glibc
returns large blocks to the system each time, and the next step pays for mapping them again, page by page.

Two layouts (measured in eval/results/translate-speed.md). A heap for each thread keeps what a thread uses in the
caches of its own core. Such a heap is 64 MiB and serves no block of half its size well; the scores that a large
vocabulary needs at each step are bigger than that, and then one heap for all threads is faster and smaller.
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform

# The names of <malloc.h>.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
KEPT = 1 << 30  # bytes: pieces up to this size come from a heap, and so much of it is kept when it is free
ROWS = 256  # sequences that an engine has under way at a time: 64 sentences with four beams
LARGEST_OF_A_THREAD = 32 << 20  # bytes: half of what glibc gives a thread's heap


@functools.cache
def keep_memory(vocabulary: int, largest: int = KEPT) -> bool:
    """Tell glibc, before an engine starts its threads, to keep what is freed.

    Nothing is changed where glibc's own variables (``MALLOC_ARENA_MAX`` and its like, ``GLIBC_TUNABLES``) are set, or
    with another C library.

    Args:
        vocabulary: pieces in the engine's vocabulary; each has a float32 score at every step of every sequence. 0 where
            the calling thread allocates what is large, as in torch.
        largest: bytes of the largest piece that comes from a heap. Where pieces of many sizes come and go, large ones
            leave gaps that nothing fits, and a heap grows by gigabytes.

    Returns:
        Whether glibc took it.
    """
    decided = any(name.startswith("MALLOC_") or name == "GLIBC_TUNABLES" for name in os.environ)
    if decided or platform.libc_ver()[0] != "glibc":
        return False
    options = {M_MMAP_THRESHOLD: largest, M_TRIM_THRESHOLD: KEPT}
    if vocabulary * ROWS * 4 > LARGEST_OF_A_THREAD:
        options[M_ARENA_MAX] = 1
    answers = [_mallopt(name, value) for name, value in options.items()]  # each is asked, whatever another answered
    return all(answers)


def _mallopt(name: int, value: int) -> bool:
    mallopt = ctypes.CDLL(None).mallopt
    mallopt.argtypes, mallopt.restype = (ctypes.c_int, ctypes.c_int), ctypes.c_int
    return bool(mallopt(name, value) == 1)
