"""What the page draws, as places in per cent of the width, so that it fits any screen and text keeps its size. Pure."""

from __future__ import annotations

import math
from typing import NamedTuple

from judge.mock.summary import Mark, ProblemSummary, Summary
from judge.mock.words import HOW, clock_time, span
from judge.model import Verdict

LANE = 58
"""The height of a problem's lane in the time line, in pixels."""
_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
_MOST_TICKS = 7
_FASTEST = 8.0
"""The scale of speeds ends at this many times as fast, and as slow, as the reference."""


class Sign(NamedTuple):
    """A mark on a lane: "ok", "no", "try" or "hint", at a place in per cent, with what it says."""

    kind: str
    x: float
    words: str


class Lane(NamedTuple):
    """A problem's lane.

    Attributes:
        y: its upper edge in pixels.
        solved: where the problem was solved, in per cent; None where it was not.
    """

    slug: str
    words: str
    y: int
    solved: float | None
    signs: tuple[Sign, ...]


class Tick(NamedTuple):
    """A number on an axis; the anchor keeps the text inside."""

    x: float
    words: str
    anchor: str


class TimeLine(NamedTuple):
    """The time line of a session; `ended` is where it ended before its deadline, in per cent."""

    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    ended: float | None
    height: int


class Bar(NamedTuple):
    """The time that went into a problem, and what it was expected to take, in per cent of the longest."""

    slug: str
    code: float
    expected: float
    words: str


class Speed(NamedTuple):
    """A ratio to the reference with its interval, on a logarithmic scale in per cent."""

    slug: str
    low: float
    ratio: float
    high: float
    words: str


def draw_time_line(summary: Summary) -> TimeLine:
    """Return the time line, from the beginning to the deadline."""
    whole = (summary.deadline - summary.started_at).total_seconds()

    def place(second: float) -> float:
        return round(min(100.0, max(0.0, 100 * second / whole)), 2)

    lanes = tuple(
        Lane(
            problem.slug,
            _lane_words(problem),
            LANE * number,
            None if problem.solved_second is None else place(problem.solved_second),
            tuple(Sign(kind, place(second), words) for kind, second, words in _signs(problem)),
        )
        for number, problem in enumerate(summary.problems)
    )
    ended = None if summary.reason == "deadline" else place((summary.ended_at - summary.started_at).total_seconds())
    return TimeLine(lanes, _minutes(summary.minutes), ended, LANE * len(lanes))


def draw_bars(summary: Summary) -> list[Bar]:
    """Return a bar for each problem."""
    longest = max(max(problem.spent_s / 60, problem.expected_minutes) for problem in summary.problems)
    return [
        Bar(
            problem.slug,
            round(100 * problem.spent_s / 60 / longest, 2),
            round(100 * problem.expected_minutes / longest, 2),
            f"{span(problem.spent_s)}, {problem.expected_minutes} min expected",
        )
        for problem in summary.problems
    ]


def draw_speeds(summary: Summary) -> list[Speed]:
    """Return the problems that could be timed; what is beyond the scale is drawn at its end."""
    found = []
    for problem in summary.problems:
        timing = problem.timing
        if timing is not None and not timing.noisy:
            words = f"{timing.ratio:.2f} times its time ({timing.low:.2f} to {timing.high:.2f})"
            low, ratio, high = (_on_log_scale(each) for each in (timing.low, timing.ratio, timing.high))
            found.append(Speed(problem.slug, low, ratio, high, words))
    return found


def _lane_words(problem: ProblemSummary) -> str:
    if problem.solved_second is not None:
        return f"solved after {span(problem.solved_second)}"
    return problem.verdict.title if problem.verdict else "nothing submitted"


def _signs(problem: ProblemSummary) -> list[tuple[str, float, str]]:
    """The marks of a lane: what tells most comes last, and so on top."""
    tries = [("try", mark.second, _mark_words(mark)) for mark in problem.tries if mark.verdict is not Verdict.AC]
    hints = [("hint", second, f"hint {number}, {span(second)}") for number, second in enumerate(problem.hints, 1)]
    judged = [
        ("ok" if mark.verdict is Verdict.AC else "no", mark.second, _mark_words(mark)) for mark in problem.submissions
    ]
    return tries + hints + sorted(judged, key=lambda sign: sign[0] == "ok")


def _mark_words(mark: Mark) -> str:
    how = HOW[mark.how]
    return f"{mark.verdict.title}, {mark.passed} of {mark.total}, {how}, {clock_time(mark.at)} ({span(mark.second)})"


def _minutes(minutes: float) -> tuple[Tick, ...]:
    step = next((step for step in _STEPS if minutes / step <= _MOST_TICKS), _STEPS[-1])
    # The last number needs room before the end's words on a phone.
    numbers = [number for number in range(0, int(minutes) + 1, step) if number <= 0.82 * minutes]
    ticks = [Tick(round(100 * number / minutes, 2), str(number), "middle" if number else "start") for number in numbers]
    return (*ticks, Tick(100.0, f"{minutes:g} min", "end"))


def _on_log_scale(ratio: float) -> float:
    bounded = min(_FASTEST, max(1 / _FASTEST, ratio))
    return round(50 + 50 * math.log(bounded) / math.log(_FASTEST), 2)
