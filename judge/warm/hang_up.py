"""Noticing that whoever is judged for is gone, in the middle of a submission too."""

from __future__ import annotations

import os
import select
import signal
import threading


def has_hung_up(channel: int) -> bool:
    """Whether the other side of a connection is closed: it has ended, or wants nothing of this one any more."""
    poller = select.poll()
    poller.register(channel, 0)  # its end is told all the same
    return bool(poller.poll(0))


class HangUp:
    """While it is open, the other side's end sends the main thread a signal, wherever that waits. A context manager.

    Args:
        channel: the descriptor of the connection.
        number: the signal.
    """

    def __init__(self, channel: int, number: signal.Signals) -> None:
        self._channel = channel
        self._number = number
        self._done, self._finish = os.pipe()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        os.write(self._finish, b"x")
        self._thread.join()
        os.close(self._done)
        os.close(self._finish)

    def _watch(self) -> None:
        poller = select.poll()
        poller.register(self._channel, 0)
        poller.register(self._done, select.POLLIN)
        if all(descriptor != self._done for descriptor, _ in poller.poll()):
            signal.pthread_kill(threading.main_thread().ident or 0, self._number)
