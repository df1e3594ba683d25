"""Feeds one Tally with votes, beside the candidate, and gives back what it says."""

from __future__ import annotations

from typing import Any


def drive(submission: Any, entry: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Make a tally, add every [name, count] of the first argument to it, and ask it for everything."""
    tally = getattr(submission, entry)()
    for name, count in args[0]:
        tally.add(name, count)
    return {"names": tally.names(), "total": tally.total(), "counts": tally.counts(), "mean": tally.mean()}
