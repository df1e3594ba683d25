"""How much can be done side by side, and where."""

from __future__ import annotations

import contextlib
import os


def count_cores() -> int:
    """The cores that this process may use; not every system tells them from those that there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def choose_cores(jobs: int) -> list[int]:
    """The cores to keep so many processes on, one each: where they are as many as the cores; else none.

    A judge and its candidates take turns more often than they work at once. On one core they find each other's memory
    in its cache, and none of their messages has to wake another core.
    """
    if not hasattr(os, "sched_getaffinity") or jobs < 2:
        return []
    cores = sorted(os.sched_getaffinity(0))
    return cores if len(cores) == jobs else []


def keep_on(pid: int, core: int) -> None:
    """Keep a process that has just been started, and all that it starts, on one core; where it can't be, it runs on."""
    with contextlib.suppress(OSError):
        os.sched_setaffinity(pid, {core})
