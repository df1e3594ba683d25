"""Which cause of wrong answers is told: one that the submission's other cases agree with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from judge.answers import Answer, Packed
from judge.causes import explain
from judge.expected import Expected
from judge.marking import Marker
from judge.model import Verdict
from judge.sandbox import wire
from judge.suite import Case, Slip, call

SLIPS = [
    Slip("a sum along the last axis", lambda x: x.sum(axis=-1)),
    Slip("a sum along the first axis", lambda x: x.sum(axis=0)),
    Slip("a product in place of a sum", lambda x: x.prod(axis=-1)),
]
SQUARE = np.array([[1.0, 2.0, 4.0], [2.0, 0.5, 3.0], [4.0, 3.0, 9.0]])
"""Symmetric: sums along both axes are alike."""
ROWS = np.array([[1.0, 2.0, 4.0], [0.5, 3.0, 9.0], [5.0, 5.0, 1.0]])


def make_marker(x: Any, due: Any, check: Any = None, slips: Sequence[Slip] = SLIPS) -> Marker:
    """What marks answers to a call with an array."""
    made = call(np.asarray(x))
    return Marker(
        Case("a case", "sums", "float64", lambda: made, None, check=check),
        Expected(due, made, 1e-12, None, size=np.asarray(due).nbytes),
        slips,
    )


def marked(marker: Marker, value: Any) -> Answer:
    """A wrong answer, after it was marked."""
    header, chunks = wire.encode(value)
    answer = Answer(Packed(header, b"".join(chunks)), "", 0.0, 0.0)
    assert marker.mark(answer).verdict is Verdict.WA
    return answer


def total(x: Any) -> Any:
    """What is due: the sum of all."""
    return np.full(3, np.sum(x))


def test_first_in_the_author_s_order() -> None:
    square = make_marker(SQUARE, total(SQUARE))
    told = explain({square: marked(square, SQUARE.sum(axis=0))}, [])
    assert told == {square: "looks like a sum along the last axis"}


def test_one_that_a_passed_case_rules_out_is_none() -> None:
    """Whoever sums along the last axis would have failed the other case."""
    square, rows = make_marker(SQUARE, total(SQUARE)), make_marker(ROWS, ROWS.sum(axis=0))
    told = explain({square: marked(square, SQUARE.sum(axis=0))}, [rows])
    assert told == {square: "looks like a sum along the first axis"}


def test_one_that_fits_other_wrong_answers_too_goes_before() -> None:
    square, rows = make_marker(SQUARE, total(SQUARE)), make_marker(ROWS, total(ROWS))
    told = explain({square: marked(square, SQUARE.sum(axis=0)), rows: marked(rows, ROWS.sum(axis=0))}, [])
    assert set(told.values()) == {"looks like a sum along the first axis"}


def test_properties_and_large_cases_rule_nothing_out() -> None:
    """What a slip comes to there is not known, or not quickly."""
    square = make_marker(SQUARE, total(SQUARE))
    answer = marked(square, SQUARE.sum(axis=0))
    large = np.ones((3, 30_000))
    for other in (make_marker(ROWS, None, check=lambda made, got: None), make_marker(large, large.sum(axis=0))):
        assert explain({square: answer}, [other]) == {square: "looks like a sum along the last axis"}


def test_a_slip_that_is_made_in_some_cases_only() -> None:
    """It is told after what the numbers say, and where they are too few to be sure not at all."""
    wide = np.arange(12.0).reshape(4, 3) ** 1.5
    rows = make_marker(ROWS, ROWS.sum(axis=0))  # passed: it sums along the last axis, but not always
    tall, square = make_marker(wide, wide.sum(axis=0)), make_marker(SQUARE[:, :2], SQUARE[:, :2].sum(axis=0) + 1)
    assert explain({tall: marked(tall, wide.sum(axis=-1))}, [rows]) == {tall: "looks like a sum along the last axis"}
    assert explain({square: marked(square, SQUARE[:, :2].sum(axis=-1))}, [rows]) == {square: ""}
    due = SQUARE.sum(axis=0)
    doubled = make_marker(SQUARE, due)
    assert explain({doubled: marked(doubled, 2 * due)}, [rows]) == {doubled: "off by a factor 2"}


def test_right_numbers_beside_nan_make_no_slip_sure() -> None:
    """What many mistakes turn into NaN tells little, however many other numbers are right."""
    wide = np.arange(18.0).reshape(3, 6) ** 1.5
    due = wide.sum(axis=0)
    broken = np.where(np.arange(6) < 4, due, np.nan)
    slip = Slip("a root of a negative number", lambda x: broken if len(x.T) == 6 else x.sum(axis=-1))
    rows = make_marker(ROWS, ROWS.sum(axis=0), slips=[slip])  # passed: the slip is not made here
    marker = make_marker(wide, due, slips=[slip])
    assert explain({marker: marked(marker, broken)}, []) == {marker: "looks like a root of a negative number"}
    assert explain({marker: marked(marker, broken)}, [rows]) == {marker: ""}
