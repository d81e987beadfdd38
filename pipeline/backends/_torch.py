"""Chooses the device, threads and number format of the engines that compute in torch."""

from __future__ import annotations

from pipeline.backends._heap import keep_memory
from pipeline.backends._seq2seq import resolve_device
from pipeline.core import processors
from pipeline.core.errors import UserError

COMPUTE_TYPES = ("auto", "float32", "bfloat16", "float16")


def place(device: str, threads: int) -> tuple[str, int]:
    """The device as kind and index, CUDA only where torch sees it; sets torch's threads (0: all there are).

    Raises:
        UserError: an unknown device, or CUDA was asked for by name and is not there.
    """
    import torch

    kind, index = resolve_device(device)
    if kind == "cuda" and not torch.cuda.is_available():
        if device != "auto":
            raise UserError(f"device {device!r} is not there: this torch sees no CUDA", "device = 'cpu'")
        kind = "cpu"
    if kind == "cpu":
        keep_memory(0)  # the calling thread's heap serves everything: torch's own threads ask for nothing large
    torch.set_num_threads(threads or processors.available())
    return kind, index


def choose_compute_type(backend: str, requested: str, kind: str) -> str:
    """The number format: ``auto`` is bfloat16 on CUDA and on processors with AVX512-BF16, else float32.

    Raises:
        UserError: the backend does not know it.
    """
    import torch

    if requested not in COMPUTE_TYPES:
        raise UserError(f"{backend} has no compute_type {requested!r}", f"one of: {', '.join(COMPUTE_TYPES)}")
    if requested != "auto":
        return requested
    if kind == "cuda":
        return "bfloat16"
    # Without AVX512-BF16 a CPU emulates bfloat16 and is several times slower than in float32.
    return "bfloat16" if torch.cpu._is_avx512_bf16_supported() else "float32"
