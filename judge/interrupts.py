"""What ends a command from outside ends it as Ctrl-C does: with what is finished told, and nothing left behind."""

from __future__ import annotations

import contextlib
import signal
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_before: dict[int, Any] = {}
"""What was to be done on them."""
_ONE_INTERRUPT_S = 2.0
_ignored_until = 0.0


def end_like_interrupted() -> None:
    """From now on, have SIGTERM, which CI systems send, and SIGHUP raise KeyboardInterrupt, as Ctrl-C does.

    Others that come soon after the first, Ctrl-C included, are passed over: what ends then tells what is finished.
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
            signal.signal(number, _ignore)
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is _ignore:
                signal.signal(number, handler)


def restore() -> None:
    """Have them do what they did before, if that was changed."""
    while _before:
        signal.signal(*_before.popitem())


def _interrupt(number: int, frame: object) -> None:
    global _ignored_until
    _ignored_until = time.monotonic() + _ONE_INTERRUPT_S
    for other in _before:
        signal.signal(other, _interrupt_again)
    raise KeyboardInterrupt


def _interrupt_again(number: int, frame: object) -> None:
    """Pass over what comes with the first one; whoever insists, as where nobody reads what is told, means it."""
    if time.monotonic() > _ignored_until:
        raise KeyboardInterrupt


def _ignore(number: int, frame: object) -> None:
    """Do nothing: about a signal that came just before it was ignored, Python complains on stderr."""
