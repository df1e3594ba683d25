"""Seccomp programs, kept beside Python's bytecode once they are compiled, and read from there by every later launcher.

Loading the library that compiles them, and compiling, takes as long as all the rest that a launcher does at its start.
As with bytecode, what is kept is not used when what it was made of has changed, and where nothing can be written it is
made anew each time.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
import zlib
from collections.abc import Callable

_SOURCES = ("syscalls.py", "ranges.py")
_SUM_BYTES = 4


def load_program(name: str, compile_it: Callable[[], bytes]) -> bytes:
    """Return a program.

    Args:
        name: tells it from others made of the same sources.
        compile_it: makes it.
    """
    path = _place(name)
    try:
        with open(path, "rb") as file:
            kept = file.read()
    except OSError:
        kept = b""
    program = kept[_SUM_BYTES:]
    if program and kept[:_SUM_BYTES] == _sum(program):
        return program
    program = compile_it()
    _keep(path, _sum(program) + program)
    return program


def _place(name: str) -> str:
    """Where the program is kept: a name that changes with the sources, the library and the machine."""
    here = os.path.dirname(os.path.abspath(__file__))
    sources = [os.path.join(here, source) for source in _SOURCES]
    sources += [path for folder in sys.path if os.path.isfile(path := os.path.join(folder, "seccompy", "__init__.py"))]
    stamps = [os.uname().machine]
    for path in sources:
        found = os.stat(path)
        stamps.append(f"{path} {found.st_mtime_ns} {found.st_size}")
    key = zlib.crc32("\n".join(stamps).encode("utf-8", "surrogateescape"))
    folder = os.path.dirname(importlib.util.cache_from_source(os.path.abspath(__file__)))
    return os.path.join(folder, f"seccomp-{name}-{key:08x}.bpf")


def _sum(program: bytes) -> bytes:
    return zlib.crc32(program).to_bytes(_SUM_BYTES, "little")


def _keep(path: str, content: bytes) -> None:
    unfinished = f"{path}.{os.getpid()}"
    try:
        with open(unfinished, "xb") as file:
            file.write(content)
        os.replace(unfinished, path)
    except OSError:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)
