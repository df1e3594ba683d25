"""Holes in the heap: after they were used up, new blocks lie in fresh memory."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import ctypes
from judge.sandbox.heap import use_up_holes

libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
blocks = [libc.malloc(size) for size in (40, 600, 3000, 20000) for _ in range(200)]
holes = blocks[::2]
for hole in holes:
    libc.free(hole)
if {use_up}:
    use_up_holes()
print(sum(libc.malloc(size) < max(blocks) for size in (24, 40, 600, 1000, 3000, 19000) for _ in range(10)))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "gnu_get_libc_version"), reason="another C library")
@pytest.mark.parametrize("use_up", [False, True])
def test_blocks_lie_in_fresh_memory_once_the_holes_are_used_up(use_up: bool) -> None:
    words = [sys.executable, "-c", PROGRAM.format(use_up=use_up)]
    ended = subprocess.run(words, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)
    assert (int(ended.stdout) == 0) is use_up
