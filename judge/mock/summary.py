"""Everything that the report of a mock interview says, as values that renderers read."""

from __future__ import annotations

from datetime import datetime

import msgspec

from judge.mock.model import Fate, How, Reason
from judge.model import Language, Timing, Verdict

SCHEMA = "judge-mock/1"


class Mark(msgspec.Struct, frozen=True):
    """A submission, or a try on the examples, on the time line.

    Attributes:
        second: since the beginning.
        how: what made it; "examples" for a try.
        attempt: its number in the history, where it is stored.
    """

    second: float
    at: datetime
    how: How | str
    verdict: Verdict
    passed: int
    total: int
    attempt: int | None = None


class Group(msgspec.Struct, frozen=True):
    """A group of cases that failed, by the first of them."""

    name: str
    failed: int
    total: int
    case: str
    verdict: Verdict
    message: str
    guess: str


class Explanation(msgspec.Struct, frozen=True):
    """Why the last submission that was not accepted was not.

    Attributes:
        message: what is wrong with the file as a whole, where it does not load.
        groups: those that failed; none where the report of the submission could not be stored.
    """

    attempt: int | None
    verdict: Verdict
    message: str
    groups: tuple[Group, ...]


class Point(msgspec.Struct, frozen=True):
    """A point that a good answer makes, and whether the person's did; None where that was not said."""

    text: str
    made: bool | None


class Question(msgspec.Struct, frozen=True):
    """A follow-up question; the answer is None where it was not asked, "" where it was passed over."""

    question: str
    answer: str | None
    points: tuple[Point, ...]


class ProblemSummary(msgspec.Struct, frozen=True):
    """How one problem went.

    Attributes:
        verdict: AC when it was solved, else that of the last submission; None when there was none.
        solved_second: when it was solved, in seconds since the beginning.
        spent_s: seconds that went into its code.
        talked_s: seconds before the end that went into its questions.
        hints: when they were shown, in seconds since the beginning.
        timing: speed against the reference, where an accepted submission was timed.
        code: what solved it, else what was submitted last; "" where there is none, or it was not kept.
    """

    slug: str
    title: str
    difficulty: str
    expected_minutes: int
    verdict: Verdict | None
    fate: Fate | None
    solved_second: float | None
    spent_s: float
    talked_s: float
    hints: tuple[float, ...]
    submissions: tuple[Mark, ...]
    tries: tuple[Mark, ...]
    explanation: Explanation | None
    timing: Timing | None
    questions: tuple[Question, ...]
    code: str = ""


class Advice(msgspec.Struct, frozen=True):
    """What to practise next, why, and the command to begin with."""

    problem: str
    reason: str
    command: str


class Summary(msgspec.Struct, frozen=True):
    """The whole report. Moments are in UTC."""

    schema: str
    number: int
    started_at: datetime
    deadline: datetime
    ended_at: datetime
    reason: Reason
    minutes: float
    seed: int
    language: Language
    problems: tuple[ProblemSummary, ...]
    practise: tuple[Advice, ...]

    @property
    def solved(self) -> int:
        """How many problems were solved."""
        return sum(problem.verdict is Verdict.AC for problem in self.problems)
