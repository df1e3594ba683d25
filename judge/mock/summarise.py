"""Session, events and stored reports -> the report of a mock interview. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from judge.mock.board import Part, in_order, read_board
from judge.mock.model import Answered, Asked, Closed, Event, Hinted, Judged, Ran, Session, Ticked, Turned
from judge.mock.summary import (
    SCHEMA,
    Advice,
    Explanation,
    Group,
    Mark,
    Point,
    ProblemSummary,
    Question,
    Summary,
)
from judge.model import Problem, Verdict
from judge.source import decode
from judge.text import clean


def summarise(
    session: Session,
    events: Sequence[Event],
    problem: Callable[[str], Problem | None],
    document: Callable[[int], dict[str, Any] | None],
    content: Callable[[str], bytes | None] = lambda sha256: None,
) -> Summary:
    """Return the report of a session that has ended.

    Args:
        events: all of the session's.
        problem: a slug -> the problem, None where the bank has lost it.
        document: an attempt's number -> its report, None where it is not stored.
        content: a SHA-256 -> the source that was submitted, None where it is not stored.
    """
    board = read_board(session, events)
    assert board.closed_at is not None and board.reason is not None
    code, talk = spent(session, events)
    parts = tuple(
        msgspec.structs.replace(
            _summarise_problem(
                session, asked, board.part(asked.slug), events, problem(asked.slug), document, code, talk
            ),
            code=_code_of(asked.slug, events, content),
        )
        for asked in session.asked
    )
    return Summary(
        SCHEMA,
        session.number,
        session.started_at,
        session.deadline,
        board.closed_at,
        board.reason,
        session.minutes,
        session.seed,
        session.language,
        parts,
        advise(parts),
    )


def spent(session: Session, events: Sequence[Event]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the seconds that went into the code, and into the questions, of each problem.

    Time between two events belongs to the problem of the later one: who saves a file has worked on it. Leaving a
    problem ends the time of the one that is left, and what remains at the end belongs to the problem that was current.
    What passes between a problem's solution and leaving it is time for its questions.
    """
    code, talk = dict.fromkeys(session.slugs, 0.0), dict.fromkeys(session.slugs, 0.0)
    before = session.started_at
    before_end: list[Event] = []
    solved: set[str] = set()
    for event in in_order(events):
        if isinstance(event.what, Closed):
            current = read_board(session, before_end).current
            if current:
                code[current] += (event.at - before).total_seconds()
            break
        before_end.append(event)
        slug = event.what.left if isinstance(event.what, Turned) else event.problem
        if slug not in code:  # imported before files were checked for it
            continue
        is_talk = isinstance(event.what, Answered | Ticked) or (isinstance(event.what, Turned) and slug in solved)
        kind = talk if is_talk else code
        if isinstance(event.what, Judged) and event.what.verdict is Verdict.AC:
            solved.add(slug)
        kind[slug] += (event.at - before).total_seconds()
        before = event.at
    return code, talk


def advise(problems: Sequence[ProblemSummary]) -> tuple[Advice, ...]:
    """Return what to practise next, the most urgent first."""
    found: list[tuple[int, Advice]] = []
    for problem in problems:
        missed = sum(point.made is False for question in problem.questions for point in question.points)
        over = problem.spent_s / 60 / problem.expected_minutes
        again = f"judge start {problem.slug}"
        if problem.verdict is not Verdict.AC:
            found.append((0, Advice(problem.slug, _unsolved(problem), f"judge solution {problem.slug}")))
        elif problem.hints:
            count = len(problem.hints)
            found.append((1, Advice(problem.slug, f"solved with {count} hint{'s' if count > 1 else ''}", again)))
        elif over > 1.5:
            words = f"solved, but in {over:.1f} times the {problem.expected_minutes} minutes that it should take"
            found.append((2, Advice(problem.slug, words, again)))
        elif problem.timing and not problem.timing.noisy and problem.timing.low > 2:
            words = f"solved, but {problem.timing.ratio:.1f} times as slow as the reference"
            found.append((3, Advice(problem.slug, words, f"judge diff {problem.slug}")))
        if missed:
            words = f"{missed} point{'s' if missed > 1 else ''} missed in the follow-up questions"
            found.append((4, Advice(problem.slug, words, f"judge solution {problem.slug}")))
    return tuple(advice for _, advice in sorted(found, key=lambda each: each[0]))


def _unsolved(problem: ProblemSummary) -> str:
    if problem.verdict is None:
        return "nothing was submitted"
    groups = problem.explanation.groups if problem.explanation else ()
    where = f" in {', '.join(group.name for group in groups[:3])}" if groups else ""
    return f"not solved: {problem.verdict.title}{where}"


def _summarise_problem(
    session: Session,
    asked: Asked,
    part: Part,
    events: Sequence[Event],
    problem: Problem | None,
    document: Callable[[int], dict[str, Any] | None],
    code: dict[str, float],
    talk: dict[str, float],
) -> ProblemSummary:
    def second(moment: datetime) -> float:
        return (moment - session.started_at) / timedelta(seconds=1)

    own = [event for event in in_order(events) if event.problem == asked.slug]
    judged = [(event, event.what) for event in own if isinstance(event.what, Judged)]
    tried = [(event, event.what) for event in own if isinstance(event.what, Ran)]
    language = session.language
    return ProblemSummary(
        slug=asked.slug,
        title=problem.title.get(language) if problem else asked.title,
        difficulty=problem.difficulty if problem else "",
        expected_minutes=asked.minutes,
        verdict=part.verdict,
        fate=part.settled.fate if part.settled else None,
        solved_second=second(part.solved_at) if part.solved_at else None,
        spent_s=code[asked.slug],
        talked_s=talk[asked.slug],
        hints=tuple(second(event.at) for event in own if isinstance(event.what, Hinted)),
        submissions=tuple(
            Mark(second(event.at), event.at, what.how, what.verdict, what.passed, what.total, event.attempt)
            for event, what in judged
        ),
        tries=tuple(
            Mark(second(event.at), event.at, "examples", what.verdict, what.passed, what.total) for event, what in tried
        ),
        explanation=_explain([pair for pair in judged if pair[1].verdict is not Verdict.AC], document),
        timing=next((what.timing for _, what in reversed(judged) if what.timing), None),
        questions=_questions(part, problem, session),
    )


def _code_of(slug: str, events: Sequence[Event], content: Callable[[str], bytes | None]) -> str:
    """The code that solved a problem, else what was submitted last."""
    own = [event.what for event in in_order(events) if event.problem == slug and isinstance(event.what, Judged)]
    solved = [judged for judged in own if judged.verdict is Verdict.AC]
    chosen = solved[0] if solved else own[-1] if own else None
    found = content(chosen.sha256) if chosen else None
    return clean(decode(found)) if found else ""


def _explain(
    failed: Sequence[tuple[Event, Judged]], document: Callable[[int], dict[str, Any] | None]
) -> Explanation | None:
    if not failed:
        return None
    event, judged = failed[-1]
    stored = document(event.attempt) if event.attempt else None
    if judged.message or stored is None:
        return Explanation(event.attempt, judged.verdict, judged.message, ())
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in stored.get("cases", []):
        groups.setdefault(str(case.get("group", "")), []).append(case)
    return Explanation(event.attempt, judged.verdict, "", tuple(_failed_groups(groups)))


def _failed_groups(groups: dict[str, list[dict[str, Any]]]) -> list[Group]:
    found = []
    for name, cases in groups.items():
        failing = [case for case in cases if case.get("verdict") != Verdict.AC.value]
        if failing:
            first = failing[0]
            words = {key: str(first.get(key) or "") for key in ("name", "message", "guess")}
            verdict = Verdict(first["verdict"])
            found.append(
                Group(name, len(failing), len(cases), words["name"], verdict, words["message"], words["guess"])
            )
    return found


def _questions(part: Part, problem: Problem | None, session: Session) -> tuple[Question, ...]:
    if problem is None:
        return ()
    language = session.language
    return tuple(
        Question(
            followup.question.get(language),
            part.answers.get(number),
            tuple(
                Point(point.get(language), index in part.ticks[number] if number in part.ticks else None)
                for index, point in enumerate(followup.points)
            ),
        )
        for number, followup in enumerate(problem.followups)
    )
