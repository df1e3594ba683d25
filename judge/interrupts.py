"""What ends a command from outside ends it as Ctrl-C does: with what is finished told, and nothing left behind."""

from __future__ import annotations

import contextlib
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)
_before: dict[int, Any] = {}
"""What was to be done on them."""


def end_like_interrupted() -> None:
    """From now on, have SIGTERM, which CI systems send, and SIGHUP raise KeyboardInterrupt; the first of them alone."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            with contextlib.suppress(ValueError):  # only the main thread may
                _before[number] = signal.signal(number, _interrupt)


def restore() -> None:
    """Have them do what they did before, if that was changed."""
    while _before:
        signal.signal(*_before.popitem())


def _interrupt(number: int, frame: object) -> None:
    for other in _before:  # more of them must not disturb the end
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt
