"""For the tests of practice: activities by the minute, and the problems of a small bank."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from judge.history import Activity
from judge.index import Summary
from judge.model import Verdict

MORNING = datetime(2024, 5, 6, 9, 0, tzinfo=UTC)
"""A Monday."""
TOKYO = timezone(timedelta(hours=9))
PROBLEMS = [
    Summary("double", "Double", "加倍", "easy", ("sums",), 10, "numpy"),
    Summary("halve", "Halve", "减半", "easy", ("shares", "sums"), 20, "numpy"),
    Summary("root", "Square root", "平方根", "hard", ("roots",), 30, "tensorflow"),
]
MINUTES = {problem.slug: problem.minutes for problem in PROBLEMS}


def after(minutes: float = 0, *, days: int = 0) -> datetime:
    """A moment so long after MORNING."""
    return MORNING + timedelta(days=days, minutes=minutes)


def did(kind: str, minutes: float = 0, *, days: int = 0, problem: str = "double", number: int = 0) -> Activity:
    """An activity: "start", "reveal", "hint" (with its number), or a verdict, for a submission with that verdict."""
    moment = after(minutes, days=days)
    if kind in Verdict.__members__:
        return Activity(problem, "attempt", moment, Verdict(kind))
    kinds: dict[str, Literal["start", "hint", "reveal"]] = {"start": "start", "hint": "hint", "reveal": "reveal"}
    return Activity(problem, kinds[kind], moment, None, number)
