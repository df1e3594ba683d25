"""Sittings and activities -> figures: what is solved, how often at once, how fast, and on which days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from judge.history import Activity
from judge.index import Summary
from judge.model import Verdict
from judge.practice.sittings import Sitting, group_sittings

WEEKS = 16
"""How many weeks the calendar shows, this one included."""


class Share(NamedTuple):
    """So many of so many."""

    part: int
    whole: int


class Best(NamedTuple):
    """The fastest solution of a problem: from `judge start` to the accepted submission, without the solution shown."""

    problem: str
    minutes: float
    expected: int
    at: datetime


class Day(NamedTuple):
    """A day in the calendar."""

    day: date
    submissions: int = 0
    accepted: int = 0


class Stats(NamedTuple):
    """What the person has done so far.

    Attributes:
        solved: problems of the bank that have an accepted submission.
        submissions: accepted ones, of all; a fault of the judge is none.
        streak: days in a row with a submission, up to today, or up to yesterday while today has none.
        longest_streak: the most there ever were.
        first_try: problems whose very first submission was accepted, the solution not having been shown before; of all
            that were submitted.
        topics: solved problems of each topic; `difficulties` likewise.
        best: the best times, in the order of the slugs.
        calendar: every day from the Monday WEEKS - 1 weeks ago up to today.
    """

    solved: Share
    submissions: Share
    streak: int
    longest_streak: int
    first_try: Share
    topics: dict[str, Share]
    difficulties: dict[str, Share]
    best: list[Best]
    calendar: list[Day]


def compute_stats(
    problems: Sequence[Summary], activities: Sequence[Activity], now: datetime, zone: tzinfo | None
) -> Stats:
    """Return the figures.

    Args:
        problems: the bank's.
        activities: all of the history, the oldest first.
        now: the present moment.
        zone: where days begin; None for the zone of this machine.
    """
    attempts = [activity for activity in activities if activity.kind == "attempt"]
    accepted = [attempt for attempt in attempts if attempt.verdict is Verdict.AC]
    solved = {attempt.problem for attempt in accepted}
    today = now.astimezone(zone).date()
    days = _count_days(attempts, zone)
    return Stats(
        solved=_share(problems, solved),
        submissions=Share(len(accepted), len(attempts)),
        streak=_streak_until(today, days) or _streak_until(today - timedelta(days=1), days),
        longest_streak=max((_streak_until(day, days) for day in days), default=0),
        first_try=_count_first_tries(activities),
        topics={
            topic: _share([problem for problem in problems if topic in problem.topics], solved)
            for topic in sorted({topic for problem in problems for topic in problem.topics})
        },
        difficulties={
            difficulty: _share([problem for problem in problems if problem.difficulty == difficulty], solved)
            for difficulty in ("easy", "medium", "hard")
        },
        best=_find_best(group_sittings(activities), problems),
        calendar=_draw_up_calendar(today, days),
    )


def _share(problems: Sequence[Summary], solved: set[str]) -> Share:
    return Share(sum(problem.slug in solved for problem in problems), len(problems))


def _count_days(attempts: Iterable[Activity], zone: tzinfo | None) -> dict[date, Day]:
    days: dict[date, Day] = {}
    for attempt in attempts:
        day = attempt.at.astimezone(zone).date()
        before = days.get(day, Day(day))
        days[day] = Day(day, before.submissions + 1, before.accepted + (attempt.verdict is Verdict.AC))
    return days


def _streak_until(day: date, days: dict[date, Day]) -> int:
    length = 0
    while day - timedelta(days=length) in days:
        length += 1
    return length


def _count_first_tries(activities: Iterable[Activity]) -> Share:
    shown: set[str] = set()
    first: dict[str, bool] = {}
    for activity in activities:
        if activity.kind == "reveal":
            shown.add(activity.problem)
        elif activity.kind == "attempt":
            first.setdefault(activity.problem, activity.verdict is Verdict.AC and activity.problem not in shown)
    return Share(Counter(first.values())[True], len(first))


def _find_best(sittings: Iterable[Sitting], problems: Sequence[Summary]) -> list[Best]:
    expected = {problem.slug: problem.minutes for problem in problems}
    best: dict[str, Best] = {}
    for sitting in sittings:
        slug = sitting.problem
        counts = slug in expected and sitting.solved and sitting.timed and not sitting.revealed
        if counts and (slug not in best or sitting.minutes < best[slug].minutes):
            best[slug] = Best(slug, sitting.minutes, expected[slug], sitting.at)
    return [best[slug] for slug in sorted(best)]


def _draw_up_calendar(today: date, days: dict[date, Day]) -> list[Day]:
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    shown = (first + timedelta(days=number) for number in range((today - first).days + 1))
    return [days.get(day, Day(day)) for day in shown]
