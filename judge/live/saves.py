"""Noticing that a file was saved, whichever way the editor does it: in place, by renaming, by deleting first."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple

News = Literal["same", "saved", "gone"]

SETTLE_S = 0.15
"""How long an empty or a missing file may be one that an editor is about to write."""
LOOK_S = 0.5
"""How often to look without being told: network folders tell nothing, and a folder may be deleted and made anew."""

_STEP_MS = 5
_DEBOUNCE_MS = 20


class Stamp(NamedTuple):
    """What changes when a file is written or replaced."""

    inode: int
    time_ns: int
    size: int


class SavedFile:
    """One file, looked at again and again.

    Args:
        path: the file.
        clock: seconds that only grow.
    """

    def __init__(self, path: str, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._seen = _stamp(path)
        self._unsettled: tuple[Stamp | None, float] | None = None

    def look(self) -> News:
        """Return what has become of the file since the last news."""
        found = _stamp(self._path)
        if found == self._seen:
            self._unsettled = None
            return "same"
        if (found is None or found.size == 0) and not self._has_settled(found):
            return "same"
        self._seen, self._unsettled = found, None
        return "gone" if found is None else "saved"

    @property
    def look_in_s(self) -> float:
        """How long to wait, at most, before looking again."""
        if self._unsettled is None:
            return LOOK_S
        return max(0.0, self._unsettled[1] - self._clock())

    def _has_settled(self, found: Stamp | None) -> bool:
        """Whether the file has been missing or empty for so long that it is meant."""
        now = self._clock()
        if self._unsettled is None:
            self._unsettled = found, now + SETTLE_S
        return now >= self._unsettled[1]


class FolderEvents:
    """A thread that calls back whenever something changes in the folders of a file: its own, and its link's target's.

    It is a help, not the truth: whoever is called looks at the file. Where the system offers no events, none come.
    A context manager.

    Args:
        path: the file.
        notify: called in the thread.
    """

    def __init__(self, path: str, notify: Callable[[], None]) -> None:
        places = {os.path.dirname(os.path.abspath(path)), os.path.dirname(os.path.realpath(path))}
        self._folders = [folder for folder in sorted(places) if os.path.isdir(folder)]
        self._notify = notify
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="folder events", daemon=True)

    def __enter__(self) -> FolderEvents:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=1.0)

    def _watch(self) -> None:
        import watchfiles

        with contextlib.suppress(OSError, RuntimeError):  # no events to be had here, such as too many watches
            for _ in watchfiles.watch(
                *self._folders,
                watch_filter=None,
                debounce=_DEBOUNCE_MS,
                step=_STEP_MS,
                stop_event=self._stop,
                raise_interrupt=False,
                recursive=False,
                ignore_permission_denied=True,
            ):
                self._notify()


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return Stamp(found.st_ino, found.st_mtime_ns, found.st_size)
