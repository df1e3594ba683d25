"""Text that stays, above one line of status that is written again and again; a pipe gets only what stays."""

from __future__ import annotations

from collections.abc import Callable


class Screen:
    """A plain terminal: no alternate screen, no cursor that wanders, so that all that was said can be scrolled back to.

    Args:
        write: writes text as it is.
        columns: how wide the terminal is just now; 0 where nobody looks, and a status is not shown.
        can_erase: the terminal knows the sequence that erases the rest of a line.
    """

    def __init__(self, write: Callable[[str], None], columns: Callable[[], int], *, can_erase: bool) -> None:
        self._write = write
        self._columns = columns
        self._can_erase = can_erase
        self._status = ""

    def say(self, text: str) -> None:
        """Write lines that stay."""
        self.clear()
        self._write(f"{text}\n")

    def show_status(self, text: str, *shorter: str) -> None:
        """Write the last line anew: the first of these that fits the terminal's width, or what fits of the last."""
        room = max(0, self._columns() - 1)
        shown = next((words for words in (text, *shorter) if len(words) <= room), (text, *shorter)[-1][:room])
        if shown != self._status:
            self.clear()
            self._write(shown)
            self._status = shown

    def clear(self) -> None:
        """Take the status away, before somebody else writes."""
        if self._status:
            self._write("\r\x1b[K" if self._can_erase else "\r" + " " * len(self._status) + "\r")
            self._status = ""

    def forget(self) -> None:
        """The status is no longer where it was: somebody else has used the terminal."""
        self._status = ""
