"""A submission that looks for two tokens in everything it can get at, and prints where it found which.

Each token comes in two halves and is never put together here, so that a whole one in memory is somebody else's.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

Text = str | bytes | bytearray

libc = ctypes.CDLL(None, use_errno=True)
libc.write.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t]
libc.write.restype = ctypes.c_ssize_t
libc.sbrk.restype = ctypes.c_void_p
BLOCK = 1 << 16
HEAP = 48 << 20
STACK = 8 << 20


def holds(text: Text, halves: Sequence[str]) -> bool:
    """Whether one half is followed by the other."""
    first, second = halves if isinstance(text, str) else (half.encode() for half in halves)
    where: Any = text
    start = where.find(first)
    while start >= 0:
        if where.startswith(second, start + len(first)):
            return True
        start = where.find(first, start + 1)
    return False


def objects() -> Iterator[Text]:
    """The texts of all objects that the garbage collector knows, and of what they refer to."""
    for item in gc.get_objects():
        for text in (item, *gc.get_referents(item)):
            if type(text) in (str, bytes, bytearray):
                yield text


def memory() -> Iterator[Text]:
    """The bytes round every object, the heap below the break, and the stack: the kernel says what is mapped."""
    blocks = {id(item) // BLOCK for item in gc.get_objects()}
    blocks |= {id(item) // BLOCK for some in gc.get_objects() for item in gc.get_referents(some)}
    top = libc.sbrk(0)
    blocks |= set(range(max(0, top - HEAP) // BLOCK, top // BLOCK + 1))
    above = ctypes.POINTER(ctypes.c_void_p).in_dll(libc, "environ")[0]  # the environment lies above the stack
    blocks |= set(range((above - STACK) // BLOCK, above // BLOCK + 2))
    reader, writer = os.pipe()  # a write from what is not mapped fails, where a read of it would crash
    for block in sorted(blocks):
        part = bytearray()
        for page in range(block * BLOCK, (block + 1) * BLOCK + 4096, 4096):
            if libc.write(writer, page, 4096) == 4096:
                part += os.read(reader, 4096)
        yield part
    os.close(reader)
    os.close(writer)


def files() -> Iterator[Text]:
    """What the kernel tells of this process, where that can be read, and what can be read from descriptors."""
    for name in ("environ", "cmdline", "maps", "stat", "status"):
        for path in (f"/proc/self/{name}", f"/proc/thread-self/{name}"):
            try:
                with open(path, "rb") as file:
                    yield file.read()
            except OSError:
                pass
    for name in os.listdir():
        with open(name, "rb") as file:
            yield file.read()
    yield os.read(0, 4096)


def words() -> Iterator[Text]:
    """Environment, arguments, and the names of all that is loaded."""
    yield from os.environ
    yield from os.environ.values()
    yield from sys.argv
    yield from sys.orig_argv
    yield from sys.path
    for module in list(sys.modules.values()):
        yield str(getattr(module, "__file__", ""))


def descriptors() -> list[int]:
    """The descriptors that are open."""
    found = []
    for number in range(1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found


def double(secret: list[str], decoy: list[str], whole: str) -> None:
    """Print what was found; answer nothing of use."""
    gc.unfreeze()  # so that what was there before the fork is seen too
    found: dict[str, Any] = {"descriptors": descriptors(), "bytes scanned": 0, "secret": [], "decoy": []}
    for place in (objects, memory, files, words):
        for text in place():
            found["bytes scanned"] += len(text)
            for name, halves in (("secret", secret), ("decoy", decoy)):
                if place.__name__ not in found[name] and holds(text, halves):
                    found[name].append(place.__name__)
    print(found)
