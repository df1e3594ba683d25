"""The progress bar of a run over many submissions: how far it is, how fast, and how long it will take."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

from judge.commands import terminal

_EVERY_S = 0.1


class Bar:
    """A line on stderr, there only when a person looks at stderr. A context manager: it goes away at the end.

    Args:
        total: how many submissions there are.
        quiet: show nothing.
        clock: seconds, from any beginning.
    """

    def __init__(self, total: int, *, quiet: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._on = not quiet and terminal.is_terminal(sys.stderr)
        self._done = 0
        self._known = 0
        self._failed = 0
        self._shown = 0
        self._begun = clock()
        self._last = self._begun - _EVERY_S

    def __enter__(self) -> Bar:
        self._show()
        return self

    def __exit__(self, *_: object) -> None:
        if self._on and self._shown:
            terminal.write(sys.stderr, "\r" + " " * self._shown + "\r")

    def step(self, failed: bool, known: bool = False) -> None:
        """Count one more submission; one that is known from an earlier run says nothing about the speed of this one."""
        self._done += 1
        self._known += known
        self._failed += failed
        self._show()

    def _show(self) -> None:
        now = self._clock()
        if not self._on or (now - self._last < _EVERY_S and self._done < self._total):
            return
        self._last = now
        room = _columns() - 1
        line = draw(self._done, self._total, self._failed, now - self._begun, known=self._known, room=room)
        terminal.write(sys.stderr, "\r" + line.ljust(self._shown))
        self._shown = len(line)


def draw(
    done: int, total: int, failed: int, seconds: float, *, known: int = 0, width: int = 24, room: int = 1000
) -> str:
    """Return the line, such as "judging [######......] 12/24  4.0/s  3 s left  2 not accepted".

    Args:
        known: how many of those done an earlier run had judged.
        width: how long the bar is.
        room: how long the line may be. Where that is too little it goes without the bar, which only says it again.
    """
    filled = width * done // total if total else width
    parts = [f"{done}/{total}"]
    if done > known and seconds > 0:
        rate = (done - known) / seconds
        parts += [f"{rate:.1f}/s", f"{_duration((total - done) / rate)} left"]
    if failed:
        parts.append(f"{failed} not accepted")
    numbers = "  ".join(parts)
    line = f"judging [{'#' * filled}{'.' * (width - filled)}] {numbers}"
    return line if len(line) <= room else f"judging {numbers}"[:room]


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _columns() -> int:
    try:
        return max(20, os.get_terminal_size(sys.stderr.fileno()).columns)
    except (OSError, ValueError):
        return 80
