"""Boards, submissions and reports of a mock interview -> what a person reads in a terminal."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime

from judge.mock.board import Board, Part
from judge.mock.files import find_file
from judge.mock.model import Event, Failing, Judged, Ran, Session
from judge.mock.summary import Explanation, Mark, ProblemSummary, Question, Summary
from judge.mock.words import FATE, HOW, clock_time, count, date_and_time, span, time_left, zone_name
from judge.model import Verdict
from judge.report.console import PLAIN, Style
from judge.text import clip, one_line

_TRACK = 60
_LITTLE_S, _LAST_S = 300, 60
_SHOWN = 8
"""How many failing cases are named."""


def render_board(session: Session, board: Board, events: Sequence[Event], now: datetime, style: Style = PLAIN) -> str:
    """Return where a session stands: the time left, and a line for each problem."""
    heading = f"mock interview {session.number}"
    if board.closed_at is None:
        heading += f": {time_left(session.deadline, now)} left, until {clock_time(session.deadline)}"
    else:
        heading += f": ended at {clock_time(board.closed_at)}, {board.solved} of {len(board.parts)} solved"
    widest = max(len(part.slug) for part in board.parts)
    lines = [style.paint(heading, _urgency(session, board, now), bold=True)]
    for part in board.parts:
        here = ">" if part.slug == board.current and board.closed_at is None else " "
        lines.append(f"{here} {part.slug:<{widest}}  {_standing(session, part, style)}")
        if board.closed_at is None and part.solved_at is None:
            path = find_file(session.folder, part.slug, events)
            gone = "" if os.path.lexists(path) else style.paint(" is gone; judge mock resume writes it again", "yellow")
            lines.append(f"  {'':<{widest}}       {one_line(path)}{gone}")
    return "\n".join(lines)


def _urgency(session: Session, board: Board, now: datetime) -> str | None:
    """The colour of the time left."""
    left = (session.deadline - now).total_seconds()
    if board.closed_at is not None or left > _LITTLE_S:
        return None
    return "yellow" if left > _LAST_S else "red"


def _standing(session: Session, part: Part, style: Style) -> str:
    words = []
    if part.solved_at is not None:
        words.append(f"solved after {span(part.solved_at - session.started_at)}")
    elif part.last is not None:
        words.append(f"{part.last.passed} of {part.last.total} pass")
    if part.ran is not None and part.solved_at is None:
        words.append(f"examples: {part.ran.verdict.value}, {part.ran.passed} of {part.ran.total}")
    if part.attempts:
        words.append(count(part.attempts, "submission"))
    if part.hints:
        words.append(count(part.hints, "hint"))
    mark = style.verdict(part.verdict) if part.verdict else "   "
    return f"{mark}  {', '.join(words) or 'nothing yet'}"


def render_judged(slug: str, judged: Judged | Ran, style: Style = PLAIN, *, known: bool = False) -> str:
    """Return what may be told of a judging before the end: the verdict, and failing cases by name and group."""
    noun = "hidden case" if isinstance(judged, Judged) else "example"
    verdict = f"{style.verdict(judged.verdict)} {judged.verdict.title}: {slug}"
    if judged.message:
        lines = [verdict, *(f"  {line}" for line in clip(judged.message, 12))]
    else:
        passes = "passes" if judged.passed == 1 else "pass"
        lines = [f"{verdict}, {judged.passed} of {count(judged.total, noun)} {passes}"]
        lines += [f"  {style.failed} {name}" for name in failing_names(judged.failing)]
    if known:
        lines.append("this very content was judged before; it does not count again")
    return "\n".join(lines)


def failing_names(failing: Sequence[Failing]) -> list[str]:
    """Return failing cases by name and group, the first ones, and how many there are besides."""
    names = [f"{one_line(case.name)} ({one_line(case.group)})" for case in failing[:_SHOWN]]
    return [*names, f"and {len(failing) - _SHOWN} more"] if len(failing) > _SHOWN else names


def render_sessions(sessions: Sequence[Session], boards: Mapping[str, Board], style: Style = PLAIN) -> str:
    """Return a line for each session."""
    lines = []
    for session in sessions:
        board = boards[session.uid]
        state = f"{board.solved} of {len(board.parts)} solved" if board.closed_at else "not ended"
        when = f"{date_and_time(session.started_at)}  {session.minutes:>3.0f} min"
        lines.append(f"{session.number:>3}  {when}  {state}  {', '.join(session.slugs)}")
    return "\n".join(lines)


def render_summary(summary: Summary, style: Style = PLAIN) -> str:
    """Return the report of a session in full."""
    blocks = [
        _headline(summary, style),
        _time_line(summary, style),
        *(_problem(problem, style) for problem in summary.problems),
        _practise(summary, style),
    ]
    return "\n\n".join(block for block in blocks if block)


def _headline(summary: Summary, style: Style) -> str:
    title = f"mock interview {summary.number}: {summary.solved} of {count(len(summary.problems), 'problem')} solved"
    ended = "at the deadline" if summary.reason == "deadline" else "finished before the deadline"
    times = f"{date_and_time(summary.started_at)} to {clock_time(summary.ended_at)} {zone_name(summary.ended_at)}"
    return f"{style.paint(title, bold=True)}\n{times}, {count(round(summary.minutes), 'minute')}, {ended}"


def _time_line(summary: Summary, style: Style) -> str:
    """A track for each problem; where marks meet, the one that tells most is shown."""
    track, solved = ("\u2500", "\u2713") if style.unicode else ("-", "+")
    whole = (summary.deadline - summary.started_at).total_seconds()
    widest = max(len(problem.slug) for problem in summary.problems)
    lines = []
    for problem in summary.problems:
        cells = [track] * _TRACK
        marks = [(mark.second, "o") for mark in problem.tries] + [(second, "h") for second in problem.hints]
        marks += [(mark.second, "x") for mark in problem.submissions if mark.verdict is not Verdict.AC]
        marks += [(mark.second, solved) for mark in problem.submissions if mark.verdict is Verdict.AC]
        for second, sign in marks:
            cells[min(_TRACK - 1, int(second / whole * _TRACK))] = sign
        colours = {solved: "green", "x": "red", "h": "yellow"}
        painted = "".join(style.paint(cell, colours[cell]) if cell in colours else cell for cell in cells)
        lines.append(f"  {problem.slug:<{widest}}  {painted}")
    legend = f"{solved} accepted  x not accepted  o examples failed  h hint"
    return "\n".join([*lines, style.paint(f"  {'':<{widest}}  {legend}", dim=True)])


def _problem(problem: ProblemSummary, style: Style) -> str:
    lines = [style.paint(f"{problem.slug}: {one_line(problem.title)}", bold=True), f"  {_outcome(problem, style)}"]
    lines += [f"  {_mark(mark, style)}" for mark in problem.submissions]
    if problem.timing is not None:
        lines.append(f"  {speed(problem)}")
    if problem.explanation is not None:
        lines += _explanation(problem.explanation, problem.verdict is Verdict.AC, style)
    for number, question in enumerate(problem.questions, 1):
        lines += _question(number, question, style)
    return "\n".join(lines)


def _outcome(problem: ProblemSummary, style: Style) -> str:
    words = [f"{span(problem.spent_s)} on the code ({problem.expected_minutes} minutes expected)"]
    if problem.solved_second is not None:
        words.insert(0, f"solved after {span(problem.solved_second)}")
    words.append(count(len(problem.submissions), "submission"))
    if problem.hints:
        words.append(count(len(problem.hints), "hint"))
    if problem.fate and FATE[problem.fate]:
        words.append(FATE[problem.fate])
    mark = f"{style.verdict(problem.verdict)} " if problem.verdict else ""
    return f"{mark}{', '.join(words)}"


def _mark(mark: Mark, style: Style) -> str:
    score = f"{mark.passed}/{mark.total}"
    return f"  {clock_time(mark.at)}  {span(mark.second):>7}  {style.verdict(mark.verdict)} {score:>6}  {HOW[mark.how]}"


def speed(problem: ProblemSummary) -> str:
    """Return a problem's speed against the reference in words."""
    timing = problem.timing
    assert timing is not None
    if timing.noisy:
        return "speed: this machine was too noisy to say"
    return f"speed: {timing.ratio:.2f} times the reference's time (between {timing.low:.2f} and {timing.high:.2f})"


def _explanation(explanation: Explanation, solved: bool, style: Style) -> list[str]:
    lines = ["  what went wrong before:" if solved else "  what is wrong:"]
    lines += [f"    {line}" for line in clip(explanation.message, 12)] if explanation.message else []
    for group in explanation.groups:
        score = f"{group.failed} of {group.total}"
        lines.append(f"    {style.failed} {one_line(group.name)}: {score}, such as {one_line(group.case)}")
        lines += [f"        {line}" for line in clip(group.message, 6)] if group.message else []
        if group.guess:
            lines.append(f"        {style.paint(looks_like(group.guess), 'yellow')}")
    if not explanation.message and not explanation.groups:
        lines.append("    the report of that submission was not kept")
    return lines


def looks_like(guess: str) -> str:
    """Return the likely cause of a wrong answer as a clause."""
    words = one_line(guess)
    return words if words.startswith("looks like") else f"looks like {words}"


def _question(number: int, question: Question, style: Style) -> list[str]:
    lines = [f"  {number}. {one_line(question.question, 400)}"]
    if question.answer is None:
        return [*lines, style.paint("     not answered", dim=True)]
    lines += [f"     > {line}" for line in clip(question.answer, 40)] if question.answer else ["     passed over"]
    signs = {True: style.passed, False: style.failed, None: "?"}
    return lines + [f"     {signs[point.made]} {one_line(point.text, 400)}" for point in question.points]


def _practise(summary: Summary, style: Style) -> str:
    if not summary.practise:
        return "what to practise next: nothing stands out; judge mock start asks other problems"
    lines = [style.paint("what to practise next", bold=True)]
    lines += [f"  {advice.problem}: {advice.reason}; {advice.command}" for advice in summary.practise]
    return "\n".join(lines)
