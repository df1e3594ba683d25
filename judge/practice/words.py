"""Spans, days and sittings in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from judge.practice.review import Review

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_name(day: date) -> str:
    """The month in three letters, in English whatever the locale is."""
    return _MONTHS[day.month - 1]


def day_name(day: date) -> str:
    """A day as "Tue 4 Jun"."""
    return f"{_DAYS[day.weekday()]} {day.day} {month_name(day)}"


def ago(span: timedelta) -> str:
    """A span as "just now", "5 minutes ago" or "2 hours ago"."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    return f"{count(minutes, 'minute')} ago" if minutes < 60 else f"{count(minutes // 60, 'hour')} ago"


def count(number: int, noun: str) -> str:
    """A number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def relative_day(day: date, today: date) -> str:
    """A day as "today", "tomorrow", "3 days ago" or "in 5 days"."""
    days = (day - today).days
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if days in named:
        return named[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def last_time(review: Review, now: datetime, zone: tzinfo | None) -> str:
    """How the sitting before went, such as "3 days ago solved at the second submission, with 1 hint"."""
    sitting = review.last
    when = relative_day(sitting.at.astimezone(zone).date(), now.astimezone(zone).date())
    if sitting.revealed:
        return f"{when} you looked at the solution"
    if not sitting.solved:
        return f"{when} not solved after {count(sitting.submissions, 'submission')}"
    hints = f", with {count(sitting.hints, 'hint')}" if sitting.hints else ""
    if sitting.failures == 0:
        return f"{when} solved at once{hints}"
    return f"{when} solved after {count(sitting.failures, 'failed submission')}{hints}"
