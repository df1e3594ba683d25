"""The C library's free memory, used up before candidates are forked.

An import leaves some hundred holes in the heap, each on a page of its own, and malloc prefers them to fresh memory. A
candidate would fill them first, and have the kernel copy a page for every few hundred bytes that it allocates: a tenth
of its time. What is used up here lies on pages that all candidates share, and costs nothing.
"""

from __future__ import annotations

import ctypes

_LARGEST = 100_000  # below what malloc would map by itself
_SIZES = (65536, 32768, 16384, 8192, 4096, 2048, *range(1032, 23, -16))
"""From large to small: what is left of a large hole is a smaller one. The step is that of the C library's sizes."""
_MOST_HOLES = 50_000


def use_up_holes() -> None:
    """Allocate what is free below the top of the heap, and keep it. Does nothing where the C library is not GNU's."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "gnu_get_libc_version"):
        return
    malloc, free = libc.malloc, libc.free
    malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    free.restype, free.argtypes = None, [ctypes.c_void_p]
    top = malloc(_LARGEST) or 0
    left = _MOST_HOLES
    for size in _SIZES:
        while left and (block := malloc(size)) is not None:
            if block > top:  # no hole of this size is left
                free(block)
                break
            left -= 1
