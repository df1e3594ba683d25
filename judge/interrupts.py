"""What ends a command from outside ends it as Ctrl-C does: with what is finished told, and nothing left behind."""

from __future__ import annotations

import contextlib
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_before: dict[int, Any] = {}
"""What was to be done on them."""


def end_like_interrupted() -> None:
    """From now on, have SIGTERM, which CI systems send, and SIGHUP raise KeyboardInterrupt, as Ctrl-C does.

    The first of them alone, Ctrl-C included: what ends then ends soon, and tells what is finished.
    """
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            with contextlib.suppress(ValueError):  # only the main thread may
                _before[number] = signal.signal(number, _interrupt)


@contextlib.contextmanager
def held_off() -> Iterator[None]:
    """While it is open, what has begun to be written is not interrupted."""
    before = {number: signal.getsignal(number) for number in _before}
    try:
        for number in before:
            signal.signal(number, _pass_over)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def restore() -> None:
    """Have them do what they did before, if that was changed."""
    while _before:
        signal.signal(*_before.popitem())


def _interrupt(number: int, frame: object) -> None:
    for other in _before:  # more of them must not disturb the end
        signal.signal(other, _pass_over)
    raise KeyboardInterrupt


def _pass_over(number: int, frame: object) -> None:
    """Do nothing: about one that came just before it was ignored, Python complains on stderr."""
