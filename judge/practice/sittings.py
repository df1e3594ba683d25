"""Activities -> sittings: one go at a problem, from opening it to solving it or leaving it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from judge.history import Activity
from judge.model import Verdict

GAP = timedelta(hours=3)
"""After so long without a sign of life, what comes next is another sitting."""


class Sitting(NamedTuple):
    """One go at a problem. What came after the first accepted submission does not count.

    Attributes:
        began_at: the first sign of it.
        at: when it was decided: the first accepted submission, else the last one, or the reveal.
        last: its last sign of life.
        solved: a submission was accepted.
        submissions: how many there were, up to the first accepted one; faults of the judge are not counted.
        hints: how many hints were shown before.
        revealed: the solution was shown before.
        timed: it began with `judge start`, so that `minutes` is the whole time; else it is the least it took.
    """

    problem: str
    began_at: datetime
    at: datetime
    last: datetime
    solved: bool = False
    submissions: int = 0
    hints: int = 0
    revealed: bool = False
    timed: bool = False

    @property
    def failures(self) -> int:
        """How many submissions were not accepted."""
        return self.submissions - self.solved

    @property
    def minutes(self) -> float:
        """Minutes from its beginning to its decision."""
        return (self.at - self.began_at).total_seconds() / 60

    @property
    def is_decided(self) -> bool:
        """Whether anything was submitted or given up; opening a file, or reading a hint, alone is neither."""
        return self.submissions > 0 or self.revealed


def group_sittings(activities: Iterable[Activity]) -> list[Sitting]:
    """Return the sittings of all problems, in the order of their beginnings.

    A sitting ends with a gap of GAP, or when the person starts a problem afresh that the sitting has solved.

    Args:
        activities: the oldest first.
    """
    by_problem: defaultdict[str, list[Sitting]] = defaultdict(list)
    for activity in activities:
        sittings = by_problem[activity.problem]
        if not sittings or _is_over(sittings[-1], activity):
            sittings.append(_begin(activity))
        sittings[-1] = _go_on(sittings[-1], activity)
    return sorted((sitting for sittings in by_problem.values() for sitting in sittings), key=lambda each: each.began_at)


def _is_over(sitting: Sitting, activity: Activity) -> bool:
    return activity.at - sitting.last > GAP or (activity.kind == "start" and sitting.solved)


def _begin(activity: Activity) -> Sitting:
    moment = activity.at
    return Sitting(activity.problem, moment, moment, moment, timed=activity.kind == "start")


def _go_on(sitting: Sitting, activity: Activity) -> Sitting:
    sitting = sitting._replace(last=activity.at)
    if sitting.solved:
        return sitting
    match activity.kind:
        case "hint":
            return sitting._replace(hints=max(sitting.hints, activity.number))
        case "reveal":
            return sitting._replace(revealed=True, at=activity.at)
        case "attempt":
            solved = activity.verdict is Verdict.AC
            return sitting._replace(submissions=sitting.submissions + 1, solved=solved, at=activity.at)
    return sitting
