"""Marking answers: one that was given before is not looked at again, and is worth what it was."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from judge.answers import Answer, Failure, Packed
from judge.causes import explain
from judge.expected import Expected
from judge.marking import Marker
from judge.model import CaseResult, Verdict
from judge.sandbox import wire
from judge.suite import Case, Slip, call

CALL = call(np.array([[1.0, 2.0, 4.0], [0.5, 3.0, 9.0]]))
DUE = np.array([7.0, 12.5])
SLIPS = [Slip("a mean in place of a sum", lambda x: x.mean(axis=1))]


class Looks:
    """A property of an answer that counts how often somebody looks, and fails on request."""

    def __init__(self) -> None:
        self.count = 0
        self.broken = False

    def __call__(self, made: Any, answer: Any) -> str | None:
        """Say what is wrong with an answer."""
        self.count += 1
        if self.broken:
            raise ZeroDivisionError("the author's slip")
        return None if np.array_equal(answer, DUE) else f"got {answer}"


def make_marker(check: Any = None) -> Marker:
    """What marks answers to the sum of the rows."""
    case = Case("rows", "sums", "float64", lambda: CALL, None, check=check)
    return Marker(case, Expected(DUE, CALL, 1e-12, None), SLIPS)


def answer(value: Any, *, changed: str = "", wall_s: float = 0.25) -> Answer:
    """A value as a candidate sends it."""
    header, chunks = wire.encode(value)
    return Answer(Packed(header, b"".join(chunks)), changed, wall_s, 0.125)


def test_marks_a_right_and_a_wrong_answer() -> None:
    marker = make_marker()
    right = marker.mark(answer(DUE))
    assert (right.verdict, right.reason, right.wall_ms, right.cpu_ms) == (Verdict.AC, "", 250.0, 125.0)
    wrong = marker.mark(answer(CALL.args[0].mean(axis=1)))
    assert (wrong.verdict, wrong.reason) == (Verdict.WA, "value")
    assert explain({marker: answer(CALL.args[0].mean(axis=1))}, []) == {marker: "looks like a mean in place of a sum"}


def test_an_answer_that_was_given_before_is_not_looked_at_again() -> None:
    looks = Looks()
    marker = make_marker(looks)
    assert answer(DUE).packed not in marker
    first = marker.mark(answer(DUE))
    assert answer(DUE).packed in marker
    again = marker.mark(answer(DUE, wall_s=0.5))
    assert looks.count == 1
    assert (first.wall_ms, again.wall_ms) == (250.0, 500.0)
    marker.mark(answer(-DUE))
    assert looks.count == 2


def test_an_argument_that_was_changed_is_told_of_this_submission_alone() -> None:
    marker = make_marker()
    changed = marker.mark(answer(DUE, changed="argument 1"))
    assert (changed.verdict, changed.reason, changed.guess) == (Verdict.WA, "mutated", "")
    assert marker.mark(answer(DUE)).verdict is Verdict.AC
    assert marker.mark(answer(DUE, changed="argument 1")) == changed


def test_a_fault_of_the_case_is_told_each_time() -> None:
    looks = Looks()
    looks.broken = True
    marker = make_marker(looks)
    for _ in range(2):
        result = marker.mark(answer(DUE))
        assert (result.verdict, result.reason) == (Verdict.JE, "bank")
        assert "the author's slip" in result.message
    looks.broken = False
    assert marker.mark(answer(DUE)).verdict is Verdict.AC


def test_no_answer_is_the_failure_that_it_is() -> None:
    marker = make_marker()
    failure = Failure(Verdict.WA, "type", "a set can't be compared", "", 0.5, 0.25)
    result = marker.mark(failure)
    assert (result.verdict, result.reason, result.wall_ms, result.cpu_ms) == (Verdict.WA, "type", 500.0, 250.0)
    assert not marker.may_guess_at(failure, result)


def test_a_large_answer_is_not_kept() -> None:
    large = answer(np.zeros(1 << 16))
    marker = make_marker()
    assert marker.mark(large).verdict is Verdict.WA
    assert large.packed not in marker


def test_only_so_many_answers_are_remembered_those_given_most_lately() -> None:
    looks = Looks()
    marker = make_marker(looks)
    for number in range(1000):
        marker.mark(answer(DUE))
        marker.mark(answer(float(number)))
    assert looks.count == 1001
    assert answer(999.0).packed in marker
    assert answer(0.0).packed not in marker


ANSWERS = [DUE, DUE + 1e-14, -DUE, DUE.astype(np.float32), DUE[:1], DUE[None], [7.0, 12.5], None, (DUE,), b"", np.nan]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(len(ANSWERS))), st.sampled_from(["", "argument 1"]))))
def test_what_was_marked_before_changes_no_result(history: list[tuple[int, str]]) -> None:
    marker = make_marker()

    def mark(by: Marker, given: tuple[int, str]) -> CaseResult:
        number, changed = given
        return by.mark(answer(ANSWERS[number], changed=changed))

    for given_now in history:
        assert repr(mark(marker, given_now)) == repr(mark(make_marker(), given_now))
