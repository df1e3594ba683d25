"""Moments and lengths of time in words, in the person's own zone."""

from __future__ import annotations

import math
from datetime import datetime, timedelta


def span(length: timedelta | float) -> str:
    """Return a length of time, given in seconds or as such, as "0:42", "12:05" or "1:02:03"."""
    seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def time_left(deadline: datetime, now: datetime) -> str:
    """Return the time until a deadline, as `span`; any part of a second is a whole one."""
    return span(math.ceil(max(timedelta(0), deadline - now).total_seconds()))


def clock_time(moment: datetime) -> str:
    """Return a moment's time of day here, such as "14:45"."""
    return f"{moment.astimezone():%H:%M}"


def date_and_time(moment: datetime) -> str:
    """Return a moment here, such as "2024-05-05 14:45"."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def zone_name(moment: datetime) -> str:
    """Return the name of the zone here at a moment, such as "CEST"."""
    return f"{moment.astimezone():%Z}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


HOW = {
    "save": "saved",
    "submit": "submitted",
    "deadline": "at the deadline",
    "finish": "at the finish",
    "examples": "examples",
}
"""What made a submission."""

FATE = {
    "judged": "its last file was submitted at the end",
    "known": "",
    "untouched": "the file was left as it was",
    "lost": "the file was gone, and nothing of it was ever saved",
    "failed": "its last file could not be judged",
}
"""What the end made of a problem."""
