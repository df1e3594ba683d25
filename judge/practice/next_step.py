"""What to do now, and why: go on, review, something new, or rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import Literal, NamedTuple

from judge.index import Summary
from judge.practice.review import Review, pick_due
from judge.practice.sittings import GAP, Sitting
from judge.practice.words import ago, day_name, last_time

DIFFICULTIES = ("easy", "medium", "hard")


class Step(NamedTuple):
    """What to do now.

    Attributes:
        kind: a "mock" interview is running, "go on" with what is open, "review" what is due, try something "new", or
            "wait": nothing is to be done.
        problem: which, "" where there is none.
        reason: why, as a clause.
    """

    kind: Literal["mock", "go on", "review", "new", "wait"]
    problem: str
    reason: str


def choose_step(
    problems: Sequence[Summary],
    sittings: Sequence[Sitting],
    reviews: Sequence[Review],
    now: datetime,
    zone: tzinfo | None,
    has_runtime: Callable[[str], bool],
) -> Step:
    """Return what to do now.

    What is open comes first; then what is due, the most likely forgotten first; then what is new, the easy and short
    first.

    Args:
        problems: the bank's.
        sittings: all of them, in the order of time.
        reviews: from plan_reviews.
        now: the present moment.
        zone: where days begin; None for the zone of this machine.
        has_runtime: whether a runtime is installed.
    """
    here = {problem.slug: problem for problem in problems if has_runtime(problem.runtime)}
    if (latest := _find_open(sittings, here, now)) is not None:
        return Step("go on", latest.problem, _say_open(latest, now))
    possible = [review for review in reviews if review.problem in here]
    due = pick_due(possible, now, zone)
    if due:
        first = due[0]
        others = f"; {len(due) - 1} more {'is' if len(due) == 2 else 'are'} due" if len(due) > 1 else ""
        return Step("review", first.problem, f"it is due: {last_time(first, now, zone)}{others}")
    if (fresh := _find_new(here, {review.problem for review in reviews})) is not None:
        words = f"it is new: {fresh.difficulty}, about {fresh.minutes} minutes, on {', '.join(fresh.topics)}"
        return Step("new", fresh.slug, words)
    if possible:
        return Step("wait", possible[0].problem, f"nothing is due before {day_name(possible[0].due_date(zone))}")
    return Step("wait", "", "there is no problem whose runtime is installed")


def _find_open(sittings: Sequence[Sitting], here: dict[str, Summary], now: datetime) -> Sitting | None:
    """The sitting that was interrupted last and not long ago, unless it is done with."""
    recent = [sitting for sitting in sittings if sitting.problem in here and now - sitting.last <= GAP]
    latest = max(recent, key=lambda sitting: sitting.last, default=None)
    return None if latest is None or latest.solved or latest.revealed else latest


def _say_open(sitting: Sitting, now: datetime) -> str:
    if sitting.submissions:
        return f"it is open: {ago(now - sitting.at)} the last submission was not accepted"
    return f"it is open: you began {ago(now - sitting.began_at)}"


def _find_new(here: dict[str, Summary], seen: set[str]) -> Summary | None:
    """The easiest and shortest problem that was never submitted."""
    fresh = [problem for problem in here.values() if problem.slug not in seen]
    return min(fresh, key=lambda each: (DIFFICULTIES.index(each.difficulty), each.minutes, each.slug), default=None)
