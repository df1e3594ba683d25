"""The terminal, or the pipe, that a command speaks to: what it can show, and what to do when it goes away."""

from __future__ import annotations

import errno
import os
import sys
import time
from typing import TextIO

MARKS = "\u2713\u2717\u2502"
"""What is outside ASCII in our own words; a terminal that lacks one of them gets ASCII."""


_stdout_is_closed = False


def prepare_streams() -> None:
    """Make the standard streams safe to write to, whatever the shell has done to them."""
    global _stdout_is_closed
    _stdout_is_closed = sys.stdout is None  # as Python has it where it found the descriptor closed
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            # Closed (`>&-`): the next file opened, such as the history, would become our output.
            os.open(os.devnull, os.O_RDWR)
    # They stay open to the end.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def is_stdout_closed() -> bool:
    """Return whether the command was started without a stdout (`>&-`), so that what is written there is lost."""
    return _stdout_is_closed


def flush_streams() -> None:
    """Flush what is left, so that Python need not do so at exit, when nobody could catch a closed pipe."""
    for stream in (sys.stdout, sys.stderr):
        write(stream, "")


def write(stream: TextIO, text: str) -> None:
    """Write and flush. A reader that has gone (`| head`) is no fault: from then on the words go nowhere."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        _give_up(stream, error)


def write_bytes(content: bytes) -> None:
    """Write bytes to stdout as they are."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        _give_up(sys.stdout, error)


def _give_up(stream: TextIO, error: OSError) -> None:
    _divert(stream)
    if error.errno != errno.EPIPE and stream is not sys.stderr:
        from judge.errors import UserError

        raise UserError(f"the output cannot be written: {error.strerror}", "send it elsewhere") from None


def _divert(stream: TextIO) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def is_output_lost(error: Exception) -> bool:
    """Return whether an error is that of stdout, which click has written to on its own, and complain if so.

    What could not be written is still in the buffer, so that flushing fails again.
    """
    if not isinstance(error, OSError):
        return False
    try:
        sys.stdout.flush()
    except OSError:
        _divert(sys.stdout)
        complain("error", f"the output cannot be written: {error.strerror}; send it elsewhere")
        return True
    return False


def say(text: str = "") -> None:
    """Write lines to stdout."""
    write(sys.stdout, f"{text}\n")


def fit(text: str) -> str:
    """Return our own text with lines that fit the terminal on stdout; a pipe gets it as it is."""
    if not is_terminal(sys.stdout):
        return text
    from judge.wrap import wrap

    return wrap(text, max(20, min(100, columns())))


def complain(kind: str, text: str) -> None:
    """Write one line to stderr: "judge: <kind>: <text>"."""
    from judge.text import shorten

    prefix = f"judge: {kind}: " if kind else "judge: "
    line = shorten(text, 2000)
    if is_on_github():
        line = line.replace("##[", "# #[")  # which is a command there, wherever in a line it is
    write(sys.stderr, f"{prefix}{line}\n")


def is_on_github() -> bool:
    """Return whether GitHub Actions reads the output, and takes lines of it for commands."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def is_terminal(stream: TextIO) -> bool:
    """Return whether a person looks at the stream."""
    return stream.isatty()


def has_colours() -> bool:
    """Return whether stdout is to be coloured: a terminal that can, unless NO_COLOR is set."""
    if os.environ.get("NO_COLOR"):
        return False
    return is_terminal(sys.stdout) and os.environ.get("TERM") != "dumb"


def has_marks() -> bool:
    """Return whether stdout's encoding has the characters of MARKS."""
    return can_encode(MARKS)


def encoding_remedy() -> str:
    """What to do where the terminal could show more than Python's encoding of stdout lets it."""
    if os.environ.get("PYTHONIOENCODING"):  # it goes before PYTHONUTF8
        return "unset PYTHONIOENCODING"
    return "set PYTHONUTF8=1"


def can_encode(text: str) -> bool:
    """Return whether stdout can show a text without loss."""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def width() -> int:
    """Return how many columns stdout has, at least 40 and at most 100, which is a line that reads well."""
    return max(40, min(100, columns()))


def columns() -> int:
    """Return how many columns stdout has just now."""
    import shutil

    return shutil.get_terminal_size().columns


def table_columns() -> int:
    """Return how many columns a table may take: those of the terminal, 0 (any number) where no person looks."""
    return columns() if is_terminal(sys.stdout) else 0


def lines_break_at() -> int:
    """Return the width at which our own words are broken into lines; 0 where no person looks."""
    return width() if is_terminal(sys.stdout) else 0


class Progress:
    """A line on stderr that says how far long work is; nothing at all unless a person looks at stderr.

    Args:
        what: the work.
        noun: what a step is, in the singular.
    """

    def __init__(self, what: str, *, noun: str = "case", quiet: bool = False) -> None:
        self._what = what
        self._noun = noun
        self._shown = 0
        self._on = not quiet and is_terminal(sys.stderr)
        self._count = 0
        self._last = 0.0
        self._show(what)

    def step(self, note: str = "") -> None:
        """Count one more piece of work done."""
        self._count += 1
        now = time.monotonic()
        if now - self._last >= 0.1:
            self._last = now
            done = f"{self._count} {self._noun}{'' if self._count == 1 else 's'} done"
            self._show(f"{self._what}: {note or done}")

    def clear(self) -> None:
        """Take the line away."""
        if self._on and self._shown:
            write(sys.stderr, "\r" + " " * self._shown + "\r")
            self._shown = 0

    def _show(self, line: str) -> None:
        if self._on:
            padded = line.ljust(self._shown)
            write(sys.stderr, "\r" + padded)
            self._shown = len(line)
