"""Functions of the C library, called at once or described first and called later, one after another.

Each call raises OSError with the kernel's errno.
"""

from __future__ import annotations

import contextlib
import ctypes
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

Descriptor = ctypes.c_int
Path = ctypes.c_char_p
"""A descriptor and a path of a script: their `value` is what it is when the script runs."""


class Script:
    """Calls that were described and not made yet."""

    def __init__(self) -> None:
        self._calls: list[tuple[Any, tuple[object, ...], str]] = []

    def add(self, name: str, args: tuple[object, ...], title: str) -> None:
        """Describe a call of a function of the C library; its error will have the title."""
        self._calls.append((getattr(_libc, name), args, title))

    def run(self) -> int:
        """Make the calls, in their order; return what the last one does. Raises OSError at the first that fails."""
        result = 0
        for function, args, title in self._calls:
            result = function(*args)
            if result < 0:
                code = ctypes.get_errno()
                raise OSError(code, f"{title}: {os.strerror(code)}")
        return result


_script: Script | None = None


@contextlib.contextmanager
def describing() -> Iterator[Script]:
    """While it is open, calls are described, and come to be made later.

    In a candidate that is several times as quick: whatever Python touches there for the first time is copied.
    """
    global _script
    _script = script = Script()
    try:
        yield script
    finally:
        _script = None


def is_describing() -> bool:
    """Whether calls are described now, and not made."""
    return _script is not None


def call(name: str, *args: object, title: str = "") -> int:
    """Call a function of the C library, or describe that. An error has its name, or a title that tells more."""
    script = Script() if _script is None else _script
    script.add(name, args, title or name)
    return script.run() if _script is None else 0


def syscall(title: str, number: int, *args: object) -> int:
    """Make a system call that the C library has no function for, or describe that."""
    return call("syscall", ctypes.c_long(number), *args, title=title)
