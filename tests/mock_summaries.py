"""A report of a mock interview that has something of everything, for the tests of what is made of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from judge.mock.summarise import advise
from judge.mock.summary import (
    SCHEMA,
    Explanation,
    Group,
    Mark,
    Point,
    ProblemSummary,
    Question,
    Summary,
)
from judge.model import Timing, Verdict

START = datetime(2024, 5, 5, 12, 45, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script> & \"quoted\""


def mark(minute: float, verdict: Verdict, passed: int, how: str, attempt: int | None = None, total: int = 12) -> Mark:
    """A submission at a minute."""
    return Mark(60 * minute, START + timedelta(minutes=minute), how, verdict, passed, total, attempt)


def make_summary(**changes: Any) -> Summary:
    """Return the report of a session of 45 minutes with three problems: solved, failed, and left alone."""
    solved = ProblemSummary(
        slug="softmax",
        title="Softmax",
        difficulty="easy",
        expected_minutes=10,
        verdict=Verdict.AC,
        fate="known",
        solved_second=60 * 13.5,
        spent_s=60 * 13.5,
        talked_s=125.0,
        hints=(60 * 6.25,),
        code="def softmax(x):\n    return x  # <b>bold</b>\n",
        submissions=(
            mark(5, Verdict.WA, 9, "save", 1),
            mark(8, Verdict.WA, 11, "submit", 2),
            mark(13.5, Verdict.AC, 12, "save", 3),
        ),
        tries=(mark(3, Verdict.RE, 0, "examples", total=3), mark(3.6, Verdict.WA, 2, "examples", total=3)),
        explanation=Explanation(
            2,
            Verdict.WA,
            "",
            (
                Group(
                    "stability",
                    1,
                    3,
                    "large logits",
                    Verdict.WA,
                    "1 of 12 elements differs, at [2, 0]: NaN, expected 0.25",
                    "exp without the maximum subtracted",
                ),
            ),
        ),
        timing=Timing(1.31, 1.22, 1.4, False),
        questions=(
            Question(
                "Why does subtracting the maximum leave the result unchanged?",
                "The factor exp(-c) cancels.\n" + HOSTILE,
                (
                    Point("A factor exp(-c) comes out of numerator and denominator alike.", True),
                    Point("With c = max every exponent is at most 0, so nothing overflows.", False),
                ),
            ),
            Question("What is its derivative?", "", (Point("diag(p) - p pᵀ", None),)),
        ),
    )
    failed = ProblemSummary(
        slug="attention",
        title="缩放点积注意力 " + HOSTILE,
        difficulty="medium",
        expected_minutes=20,
        verdict=Verdict.RE,
        fate="judged",
        solved_second=None,
        spent_s=60 * 26.0,
        talked_s=0.0,
        hints=(60 * 30.0, 60 * 30.4),
        submissions=(
            mark(28, Verdict.CE, 0, "submit", 4, 18),
            mark(41, Verdict.WA, 7, "submit", 5, 18),
            mark(45, Verdict.RE, 8, "deadline", 6, 18),
        ),
        tries=(),
        explanation=Explanation(
            6,
            Verdict.RE,
            "",
            (
                Group("masks", 4, 5, "no key is visible", Verdict.RE, "ZeroDivisionError: division by zero", ""),
                Group("shapes", 6, 8, "three leading dimensions", Verdict.WA, HOSTILE, "looks like transposed keys"),
            ),
        ),
        timing=None,
        questions=(Question("为什么要除以 √d_k？", None, (Point("内积的方差随 d_k 增大。", None),)),),
    )
    left = ProblemSummary(
        slug="layer_norm",
        title="Layer normalisation",
        difficulty="easy",
        expected_minutes=12,
        verdict=None,
        fate="untouched",
        solved_second=None,
        spent_s=0.0,
        talked_s=0.0,
        hints=(),
        submissions=(),
        tries=(),
        explanation=None,
        timing=None,
        questions=(),
    )
    problems = (solved, failed, left)
    fields: dict[str, Any] = {
        "schema": SCHEMA,
        "number": 7,
        "started_at": START,
        "deadline": START + timedelta(minutes=45),
        "ended_at": START + timedelta(minutes=45),
        "reason": "deadline",
        "minutes": 45.0,
        "seed": 4821,
        "language": "en",
        "problems": problems,
        "practise": advise(problems),
    }
    return Summary(**(fields | changes))
