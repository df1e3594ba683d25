"""Single keys from a terminal, whose modes are put back on every way out: return, exception, signal, Ctrl-C, Ctrl-Z."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import signal
import termios
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Any

END_OF_FILE = "\x04"
"""What Ctrl-D sends; also returned once when the terminal is gone."""

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_HELD_BACK = {signal.SIGINT, signal.SIGTSTP, *_ENDING}
_LOCAL_FLAGS, _CONTROL_CHARACTERS = 3, 6
# Arrow and function keys, and what a terminal answers: ESC, then CSI, SS3 or one more character.
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)


class Keyboard:
    """Keys as they are pressed, without echo. A context manager; enter it in the main thread, for it handles signals.

    Ctrl-C stays what it is, a KeyboardInterrupt. SIGTERM, SIGHUP and SIGQUIT raise SystemExit(128 + number). Ctrl-Z
    puts the terminal back, stops, and takes it again when the process goes on in the foreground. Where the descriptor
    is no terminal, there are no keys and nothing is changed but the signals.

    Args:
        descriptor: of the terminal, usually 0.
        stopping: called before a stop.
        resumed: called after it.
    """

    def __init__(
        self,
        descriptor: int,
        stopping: Callable[[], None] = lambda: None,
        resumed: Callable[[], None] = lambda: None,
    ) -> None:
        self._descriptor = descriptor
        self._stopping = stopping
        self._resumed = resumed
        self._is_terminal = os.isatty(descriptor)
        self._saved: list[Any] | None = None
        self._handlers: dict[int, Any] = {}

    @property
    def descriptor(self) -> int | None:
        """What to wait on for keys; None while there are none to be had."""
        return self._descriptor if self._saved is not None else None

    def __enter__(self) -> Keyboard:
        atexit.register(self._give_back)
        for number in _ENDING:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup means it
                self._handlers[number] = signal.signal(number, _end)
        if self._is_terminal:
            self._handlers[signal.SIGTSTP] = signal.signal(signal.SIGTSTP, self._stop)
            self._handlers[signal.SIGCONT] = signal.signal(signal.SIGCONT, self._continue)
            self._take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with _signals_held_back():
            self._give_back()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            self._handlers.clear()
            atexit.unregister(self._give_back)

    def read(self) -> str:
        """Return the keys that wait, in lower case, or END_OF_FILE when the terminal is gone. May be empty."""
        try:
            data = os.read(self._descriptor, 1024)
        except BlockingIOError:
            return ""
        except OSError:
            data = b""
        return keys_in(data) if data else END_OF_FILE

    def _take(self) -> None:
        """Switch off line editing and echo, unless the terminal is another job's now."""
        with contextlib.suppress(termios.error, OSError), _signals_held_back():
            if os.tcgetpgrp(self._descriptor) != os.getpgrp():
                return
            modes = termios.tcgetattr(self._descriptor)
            saved = [*modes[:_CONTROL_CHARACTERS], list(modes[_CONTROL_CHARACTERS])]
            modes[_LOCAL_FLAGS] &= ~(termios.ICANON | termios.ECHO)
            modes[_CONTROL_CHARACTERS][termios.VMIN] = 1
            modes[_CONTROL_CHARACTERS][termios.VTIME] = 0
            self._saved = saved
            termios.tcsetattr(self._descriptor, termios.TCSANOW, modes)

    def _give_back(self) -> None:
        if self._saved is not None:
            with contextlib.suppress(termios.error, OSError):  # the terminal may be gone
                termios.tcsetattr(self._descriptor, termios.TCSANOW, self._saved)
            self._saved = None

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping()
        self._give_back()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.raise_signal(signal.SIGTSTP)  # returns when the process goes on
        signal.signal(signal.SIGTSTP, self._stop)
        self._continue(number, frame)

    def _continue(self, number: int, frame: FrameType | None) -> None:
        if self._saved is None:
            self._take()
            self._resumed()


def keys_in(data: bytes) -> str:
    """Return the keys in what a terminal has sent: lower case, without arrow keys and the like."""
    return _SEQUENCE.sub("", data.decode("utf-8", "replace")).lower()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
    """Nothing interrupts what has to be done as a whole; in the background, changing modes would stop the process."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {*_HELD_BACK, signal.SIGTTOU})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
