"""Importing the libraries that speak to the kernel, and not what they bring along.

landlockpy and seccompy load helpers for tests, and with them subprocess, tempfile and urllib. To find the C library,
which this process runs on anyway, they load what would run ldconfig, and gcc after it. All that is half of the time in
which a launcher starts.
"""

from __future__ import annotations

import contextlib
import ctypes
import sys
from collections.abc import Iterator
from types import ModuleType

_UNUSED = ("landlockpy.testing", "seccompy.testing")


@contextlib.contextmanager
def lean_imports() -> Iterator[None]:
    """While it is open, imports get empty modules for what is not used here. The libraries' first calls belong in it.

    Whoever imports one of these modules later gets the real one.
    """
    finder = ModuleType("ctypes.util")
    finder.__dict__["find_library"] = lambda name: None  # None means "this process" to ctypes.CDLL
    empty = [ModuleType(name) for name in _UNUSED]
    known = {module.__name__: module for module in (finder, *empty) if module.__name__ not in sys.modules}
    sys.modules.update(known)
    lent = "util" not in vars(ctypes)
    if lent:
        vars(ctypes)["util"] = finder
    try:
        yield
    finally:
        for name in known:
            del sys.modules[name]
        if lent:
            del vars(ctypes)["util"]
