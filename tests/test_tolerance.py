"""Bounds by name: what each one allows, how they add up, and that no number passes without a reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from judge import tolerance
from judge.roundoff import Roundoff
from judge.suite import Call, Suite, call

F32, F64 = Roundoff("float32"), Roundoff("float64")
X = np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -8.0]])


def row_sums(made: Call, expected: Any) -> Any:
    """The size of the terms of a sum along the last axis."""
    return np.abs(made.args[0]).sum(axis=-1)


def test_elementwise_is_relative_to_the_result() -> None:
    """So many roundings of each element of the expected value, in its structure."""
    bound = tolerance.elementwise(3)(call(X), {"a": X, "b": [2.0, 4.0]}, F32)
    assert np.array_equal(bound["a"], F32.elementwise(X, 3))
    assert np.array_equal(bound["b"], [F32.elementwise(2.0, 3), F32.elementwise(4.0, 3)])


def test_elementwise_of_a_larger_intermediate() -> None:
    """The magnitude may be another than the result's."""
    bound = tolerance.elementwise(2, lambda made, expected: 10 * made.args[0])(call(X), X, F64)
    assert np.array_equal(bound, F64.elementwise(10 * X, 2))


def test_sums_and_dots_take_their_length_from_the_call() -> None:
    """A length is a number or a function of the call."""
    made = call(X)
    assert np.array_equal(
        tolerance.sum(lambda made: made.args[0].shape[-1], row_sums)(made, X.sum(axis=-1), F32),
        F32.sum(np.abs(X).sum(axis=-1), 3),
    )
    assert np.array_equal(tolerance.dot(7, row_sums)(made, None, F64), F64.dot(np.abs(X).sum(axis=-1), 7))


def test_composed_adds() -> None:
    """Errors that arise one after another add up, element by element."""
    bound = tolerance.composed(tolerance.elementwise(1), tolerance.elementwise(2))(call(X), X, F64)
    assert np.allclose(bound, F64.elementwise(X, 3) + F64.tiny, rtol=1e-15)


def test_composed_spreads_a_number_over_a_structure() -> None:
    """One number holds for everything below it, in tuples and dicts."""
    small = tolerance.literal(1e-3, reason="the contract says three digits")
    both = tolerance.composed(small, tolerance.elementwise(1))
    bound = both(call(X), (X, {"mean": 2.0}), F64)
    assert np.array_equal(bound[0], 1e-3 + F64.elementwise(X, 1))
    assert bound[1]["mean"] == 1e-3 + F64.elementwise(2.0, 1)


def test_exact_is_equality_and_adds_nothing() -> None:
    """It stands for no room at all, and leaves other bounds as they are."""
    assert tolerance.exact(call(X), X, F64) is None  # type: ignore[func-returns-value]
    assert tolerance.composed(tolerance.exact)(call(X), X, F64) is None
    bound = tolerance.composed(tolerance.exact, tolerance.elementwise(1))(call(X), X, F64)
    assert np.array_equal(bound, F64.elementwise(X, 1))


def test_composed_needs_something() -> None:
    """Nothing composed would be equality by accident."""
    with pytest.raises(ValueError, match="needs a bound"):
        tolerance.composed()


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_literal_needs_a_reason(reason: str) -> None:
    """A number that nobody justifies is an error when it is written, not when it is used."""
    with pytest.raises(ValueError, match="needs a reason"):
        tolerance.literal(1e-9, reason=reason)


@pytest.mark.parametrize("number", [0.0, -1.0, float("nan"), float("inf")])
def test_a_literal_is_a_tolerance(number: float) -> None:
    """Zero is called exact, and the others let everything or nothing pass."""
    with pytest.raises(ValueError, match="is no tolerance"):
        tolerance.literal(number, reason="because")


def test_a_literal_holds_everywhere() -> None:
    """It gives its number, and keeps the reason for `judge verify` to show."""
    bound = tolerance.literal(1e-3, reason="the interface\n promises three digits")
    assert bound(call(X), X, F32) == 1e-3
    assert bound.reason == "the interface promises three digits"


def test_a_bare_number_is_refused_by_suites() -> None:
    """A tolerance has to be named, in a suite's bound as in a case's."""
    with pytest.raises(TypeError, match="literal"):
        Suite().case("basics", bound=1e-9)(lambda data: call(X))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="literal"):
        Suite(bound=1e-9).case("basics")(lambda data: call(X))  # type: ignore[arg-type]


# ---- measured ----


def mean_one_by_one(x: Any) -> Any:
    """An honest mean of each row, in the dtype of x."""
    total = np.zeros(x.shape[0], x.dtype)
    for column in x.T:
        total = total + column
    return total / x.dtype.type(x.shape[1])


def sums_case(dtype: str) -> tuple[Call, Any]:
    """A call with float64 copies of the case's numbers, as a bound gets it, and the expected value."""
    numbers = np.random.default_rng(3).normal(10.0, 1.0, (40, 50)).astype(dtype).astype(np.float64)
    return call(numbers), numbers.mean(axis=1)


def test_measured_runs_the_baseline_in_the_dtype_of_the_case() -> None:
    """The call's float64 copies go back to float32 first: else there would be next to no error to measure."""
    seen = []

    def baseline(x: Any) -> Any:
        seen.append(x.dtype.name)
        return mean_one_by_one(x)

    made, due = sums_case("float32")
    bound = tolerance.measured(baseline)(made, due, F32)
    assert seen == ["float32"]
    assert bound.shape == due.shape
    error = np.abs(mean_one_by_one(made.args[0].astype(np.float32)).astype(np.float64) - due)
    assert (bound >= 16 * error).all()


def test_measured_has_room_for_other_honest_code() -> None:
    """Another order of summation stays inside, a mean in float16 does not."""
    made, due = sums_case("float32")
    bound = tolerance.measured(mean_one_by_one)(made, due, F32)
    x = made.args[0].astype(np.float32)
    assert (np.abs(x.mean(axis=1).astype(np.float64) - due) <= bound / 4).all()
    half = x.astype(np.float16).mean(axis=1).astype(np.float64)
    assert (np.abs(half - due) > bound).any()


def test_measured_has_a_floor() -> None:
    """A baseline without any error leaves one unit round-off of the result, times the factor."""
    bound = tolerance.measured(lambda x: x, factor=2.0)(call(X), X, F64)
    assert np.array_equal(bound, 2 * np.abs(X) * F64.unit + F64.tiny)


def test_measured_does_not_trust_a_lucky_element() -> None:
    """Where the baseline happens to be exact, the median relative error of all elements counts."""
    due = np.full(9, 100.0)
    off = due * (1 + 1e-5)
    off[4] = due[4]
    bound = tolerance.measured(lambda x: off, factor=1.0)(call(due), due, F32)
    assert bound[4] == pytest.approx(1e-3, rel=1e-6)


def test_measured_takes_the_worst_baseline() -> None:
    """Several baselines allow for what any of them needs."""
    one = tolerance.measured(lambda x: x * (1 + 1e-4), factor=1.0)(call(X), X, F32)
    both = tolerance.measured(lambda x: x, lambda x: x * (1 + 1e-4), factor=1.0)(call(X), X, F32)
    assert np.array_equal(one, both)


def test_measured_leaves_what_was_float64_in_the_case() -> None:
    """An argument that float32 cannot hold came as float64, and stays that."""
    seen: dict[str, str] = {}

    def baseline(x: Any, eps: Any) -> Any:
        seen.update(x=x.dtype.name, eps=eps.dtype.name)
        return x

    tolerance.measured(baseline)(call(X, eps=np.array([0.1])), X, F32)
    assert seen == {"x": "float32", "eps": "float64"}


@pytest.mark.parametrize("answer", [np.full(2, np.nan), np.zeros(3)])
def test_measured_refuses_a_baseline_that_is_wrong(answer: Any) -> None:
    """A baseline that overflows or has another shape measures nothing."""
    with pytest.raises(ValueError, match="baseline"):
        tolerance.measured(lambda x: answer)(call(X), np.ones(2), F32)


@pytest.mark.parametrize(("baselines", "factor"), [((), 16.0), ((np.sum,), 0.5), ((np.sum,), float("nan"))])
def test_measured_needs_a_baseline_and_a_factor(baselines: tuple[Any, ...], factor: float) -> None:
    """Less room than the baseline itself takes is no bound."""
    with pytest.raises(ValueError, match="needs a baseline"):
        tolerance.measured(*baselines, factor=factor)
