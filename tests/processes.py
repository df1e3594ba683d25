"""Looking at processes through Linux' /proc, and waiting for their ends through pidfds."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterable
from pathlib import Path


def descendants(root: int) -> set[int]:
    """The processes below one, those that have ended and wait to be reaped left out."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):  # it ended in the meantime
                state, parent = (entry / "stat").read_bytes().rpartition(b")")[2].split()[:2]
                if state not in (b"Z", b"X"):
                    parents[int(entry.name)] = int(parent)
    found: set[int] = set()
    below = {root}
    while below:
        below = {pid for pid, parent in parents.items() if parent in below}
        found |= below
    return found


def children(pid: int) -> set[int]:
    """The processes that one has started and not reaped."""
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()))


def alive(pids: Iterable[int]) -> list[int]:
    """Those of the processes that have not ended."""
    return watch(pids).still_there(0)


def open_descriptors(pid: int | None = None) -> int:
    """How many descriptors a process has open, this one where none is named; -1 where only root may look."""
    try:
        return len(os.listdir(f"/proc/{pid or 'self'}/fd"))
    except PermissionError:
        return -1


def resident_mb(pid: int) -> float:
    """How much memory a process has in use, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def cpu_seconds(pid: int) -> float:
    """How much CPU time a process has used; 0 for one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watched:
    """Processes held by descriptors: their numbers may be used again, the descriptors stay true.

    Args:
        pids: the processes; one that has ended already is left out.
    """

    def __init__(self, pids: Iterable[int]) -> None:
        self._held: dict[int, int] = {}
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                self._held[os.pidfd_open(pid)] = pid

    def still_there(self, timeout_ms: int) -> list[int]:
        """Wait until all have ended, but not longer than this; return those that have not, and close the others."""
        poller = select.poll()
        for descriptor in self._held:
            poller.register(descriptor, select.POLLIN)
        while self._held and (ended := poller.poll(timeout_ms)):
            for descriptor, _ in ended:
                poller.unregister(descriptor)
                os.close(descriptor)
                del self._held[descriptor]
        return sorted(self._held.values())

    def kill(self) -> None:
        """End those that are left."""
        for descriptor in self._held:
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            os.close(descriptor)
        self._held.clear()


def watch(pids: Iterable[int]) -> Watched:
    """Hold processes, to wait for their ends."""
    return Watched(pids)
