"""Stats, reviews and the next step -> what a person reads, and the objects that --json prints. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from judge.practice.next_step import Step
from judge.practice.review import Review
from judge.practice.stats import Best, Day, Share, Stats
from judge.practice.words import count, day_name, last_time, month_name, relative_day
from judge.report.console import PLAIN, Style

STATS_SCHEMA, REVIEW_SCHEMA, NEXT_SCHEMA = "judge-stats/1", "judge-review/1", "judge-next/1"
_ROWS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_BAR = 20


def render_stats(stats: Stats, zone: tzinfo | None, style: Style = PLAIN) -> str:
    """Return the figures as text: a summary, the problems by difficulty and topic, the best times, and the calendar."""
    shown = {**stats.difficulties, **stats.topics}
    names = max(len(name) for name in ["difficulty", *(name for name, share in shown.items() if share.whole)])
    blocks = [
        _summary(stats),
        _shares("difficulty", stats.difficulties, names, style),
        _shares("topic", stats.topics, names, style),
        _best_times(stats.best, zone),
        _calendar(stats.calendar, style),
    ]
    return "\n\n".join(block for block in blocks if block)


def stats_dict(stats: Stats) -> dict[str, Any]:
    """Return the figures in schema judge-stats/1. Moments are in UTC, days in the person's own zone."""
    return {
        "schema": STATS_SCHEMA,
        "solved": stats.solved.part,
        "problems": stats.solved.whole,
        "submissions": stats.submissions.whole,
        "accepted": stats.submissions.part,
        "streak": stats.streak,
        "longest_streak": stats.longest_streak,
        "first_try": {"solved": stats.first_try.part, "tried": stats.first_try.whole},
        "difficulties": {name: _share_dict(share) for name, share in stats.difficulties.items()},
        "topics": {name: _share_dict(share) for name, share in stats.topics.items()},
        "best_times": [
            {
                "problem": best.problem,
                "minutes": round(best.minutes, 2),
                "expected_minutes": best.expected,
                "at": _moment(best.at),
            }
            for best in stats.best
        ],
        "calendar": [
            {"date": day.day.isoformat(), "submissions": day.submissions, "accepted": day.accepted}
            for day in stats.calendar
        ],
    }


def render_reviews(due: Sequence[Review], later: Sequence[Review], now: datetime, zone: tzinfo | None) -> str:
    """Return what is due, and what will be, as text."""
    today = now.astimezone(zone).date()
    slugs = max((len(review.problem) for review in [*due, *later]), default=0)
    lines = [f"{count(len(due), 'problem')} due" if due else "nothing is due"]
    for review in due:
        lines.append(
            f"  {review.problem:<{slugs}}  due {_when_due(review, today, zone)}: {last_time(review, now, zone)}"
        )
    if later:
        lines += ["", "later"]
    for review in later:
        lines.append(f"  {review.problem:<{slugs}}  {_when_due(review, today, zone)}")
    return "\n".join(lines)


def reviews_dict(due: Sequence[Review], later: Sequence[Review], zone: tzinfo | None) -> dict[str, Any]:
    """Return what is due, and what will be, in schema judge-review/1."""
    return {
        "schema": REVIEW_SCHEMA,
        "due": [_review_dict(review, zone) for review in due],
        "later": [_review_dict(review, zone) for review in later],
    }


def step_dict(step: Step, command: str) -> dict[str, Any]:
    """Return the next step in schema judge-next/1."""
    return {"schema": NEXT_SCHEMA, **step._asdict(), "command": command}


def _review_dict(review: Review, zone: tzinfo | None) -> dict[str, Any]:
    return {
        "problem": review.problem,
        "due": _moment(review.due),
        "due_date": review.due_date(zone).isoformat(),
        "recall": round(review.recall, 4),
        "reviews": review.times,
        "last": {
            "at": _moment(review.last.at),
            "rating": review.rating.name.lower(),
            "solved": review.last.solved,
            "failed_submissions": review.last.failures,
            "hints": review.last.hints,
            "solution_shown": review.last.revealed,
            "minutes": round(review.last.minutes, 2),
        },
    }


def _share_dict(share: Share) -> dict[str, int]:
    return {"solved": share.part, "problems": share.whole}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _when_due(review: Review, today: date, zone: tzinfo | None) -> str:
    day = review.due_date(zone)
    return f"{relative_day(day, today)} ({day_name(day)})"


def _summary(stats: Stats) -> str:
    lines = [f"{stats.solved.part} of {stats.solved.whole} problems solved"]
    if stats.submissions.whole:
        lines.append(f"{count(stats.submissions.whole, 'submission')}, {stats.submissions.part} accepted")
        first = f"{stats.first_try.part} of {stats.first_try.whole} solved at the first submission"
        lines.append(f"{first}, the solution not shown before")
        lines.append(f"streak: {count(stats.streak, 'day')}, the longest {count(stats.longest_streak, 'day')}")
    return "\n".join(lines)


def _shares(noun: str, shares: Mapping[str, Share], names: int, style: Style) -> str:
    """A table whose first column is so wide, as that of its neighbour is."""
    shown = {name: share for name, share in shares.items() if share.whole}
    lines = [style.paint(f"{noun:<{names}}  solved", dim=True)]
    for name, share in shown.items():
        filled = round(_BAR * share.part / share.whole)
        bar = style.paint("#" * filled, "green") + style.paint("." * (_BAR - filled), dim=True)
        lines.append(f"{name:<{names}}  {share.part:>3} of {share.whole:<3} {bar}")
    return "\n".join(lines) if shown else ""


def _best_times(best: Sequence[Best], zone: tzinfo | None) -> str:
    if not best:
        return ""
    slugs = max(len(each.problem) for each in best)
    lines = ["best times, from judge start on"]
    for each in best:
        day = each.at.astimezone(zone).date()
        lines.append(
            f"  {each.problem:<{slugs}}  {_clock(each.minutes):>8}  of {each.expected} minutes expected, on {day}"
        )
    return "\n".join(lines)


def _clock(minutes: float) -> str:
    whole, seconds = divmod(round(minutes * 60), 60)
    hours, whole = divmod(whole, 60)
    return f"{hours}:{whole:02}:{seconds:02}" if hours else f"{whole}:{seconds:02}"


def _calendar(days: Sequence[Day], style: Style) -> str:
    """A column for each week, a row for each day of the week, and in each place how much was submitted."""
    mondays = [day.day for day in days if day.day.weekday() == 0]
    by_date = {day.day: day for day in days}
    lines = [_months(mondays)]
    for number, name in enumerate(_ROWS):
        places = (by_date.get(monday + timedelta(days=number)) for monday in mondays)
        lines.append(f"{name:<3}  " + " ".join(_place(day, style) for day in places).rstrip())
    colours = ", green where one was accepted" if style.color else ""
    lines.append(f"each place: submissions on that day, + for ten or more{colours}")
    return "\n".join(lines)


def _months(mondays: Sequence[date]) -> str:
    """The names of the months, each above the first week that begins in it."""
    line = " " * 5
    for column, monday in enumerate(mondays):
        begins = column == 0 or monday.month != mondays[column - 1].month
        if begins and len(line) <= 5 + 2 * column:
            line = f"{line:<{5 + 2 * column}}{month_name(monday)} "
    return line.rstrip()


def _place(day: Day | None, style: Style) -> str:
    if day is None:
        return " "
    if day.submissions == 0:
        return style.paint(".", dim=True)
    mark = str(day.submissions) if day.submissions < 10 else "+"
    return style.paint(mark, "green" if day.accepted else "yellow")
