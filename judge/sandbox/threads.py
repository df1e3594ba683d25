"""How many threads a submission may have."""

from __future__ import annotations

MOST_THREADS = 256


def count_threads(pid: int) -> int:
    """Return how many threads a process has; 0 where the system does not tell, or the process has ended."""
    try:
        with open(f"/proc/{pid}/status", "rb") as status:
            return next((int(line.split()[1]) for line in status if line.startswith(b"Threads:")), 0)
    except OSError:
        return 0
