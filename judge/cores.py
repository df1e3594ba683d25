"""How much can be done side by side."""

from __future__ import annotations

import os


def count_cores() -> int:
    """The cores that this process may use; not every system tells them from those that there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
