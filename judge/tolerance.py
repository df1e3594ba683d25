"""Bounds by name, for hidden tests: the author says what was computed, and the room for rounding follows from that.

    def terms(made, expected):
        A, B = made.args
        return np.abs(A) @ np.abs(B)

    suite = Suite(bound=tolerance.composed(
        tolerance.dot(lambda made: made.args[0].shape[-1], terms),
        tolerance.elementwise(1),  # the scaling of the result
    ))

Every name here makes a `Bound`: a function of the call, the expected value and the round-off of the case's dtype, which
a suite or a case takes as `bound=`. Where an answer is not unique, a case takes `check=` instead: a property. Bounds
for gradients are in `judge.gradients`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from judge.roundoff import Roundoff
from judge.suite import Bound, Call

__all__ = ["Literal", "composed", "dot", "elementwise", "exact", "literal", "measured", "sum"]

Array = NDArray[Any]
Length = int | Callable[[Call], int]
"""How many terms: a number, or a function of the call."""
Magnitude = Callable[[Call, Any], Any]
"""(call, expected) -> the size of the terms, in the structure of the expected value."""


def of_result(made: Call, expected: Any) -> Any:
    """The magnitude of a chain that nowhere gets larger than its result."""
    return expected


def exact(made: Call, expected: Any, roundoff: Roundoff) -> None:
    """Equality: no rounding is allowed for. In a sum of bounds it adds nothing."""


def elementwise(operations: float = 4, magnitude: Magnitude = of_result) -> Bound:
    """Bound a chain of elementwise operations; see Roundoff.elementwise.

    Args:
        operations: how many roundings there are.
        magnitude: the size of the largest intermediate, by default that of the result.
    """

    def bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
        return _map(lambda size: roundoff.elementwise(size, operations), magnitude(made, expected))

    return bound


def sum(length: Length, magnitude: Magnitude) -> Bound:
    """Bound a sum in any order; see Roundoff.sum.

    Args:
        length: how many terms are added.
        magnitude: the sum of the terms' absolute values.
    """

    def bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
        return _map(lambda size: roundoff.sum(size, _length(length, made)), magnitude(made, expected))

    return bound


def dot(length: Length, magnitude: Magnitude) -> Bound:
    """Bound an inner product in any order; see Roundoff.dot.

    Args:
        length: how many products are added.
        magnitude: the inner product of the absolute values.
    """

    def bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
        return _map(lambda size: roundoff.dot(size, _length(length, made)), magnitude(made, expected))

    return bound


def composed(*bounds: Bound) -> Bound:
    """Add bounds: errors that arise one after another, each given in terms of the final result."""
    if not bounds:
        raise ValueError("composed() needs a bound to compose")

    def bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
        total = None
        for part in bounds:
            total = _add(total, part(made, expected, roundoff))
        return total

    return bound


def measured(*baselines: Callable[..., Any], factor: float = 16.0) -> Bound:
    """Bound an error by that which honest code makes in the case's own dtype.

    Each baseline runs in the judge, on the case's arguments in the case's dtype, and is compared with the expected
    value. An element's error may be small by luck, so no element counts as better than the median relative error, nor
    than one unit round-off of itself; of several baselines the worst counts. It is then multiplied by the factor.

    In float64 the expected value has round-off of its own: give a baseline that works in another order than the
    reference, else only that floor is left.

    Args:
        baselines: functions with the entry point's parameters, without loss of precision that the bound shall forbid.
        factor: how much worse than the baselines a submission may be.

    Raises:
        ValueError: no baseline, or a factor below 1; later, a baseline whose result is not finite where it should be.
    """
    if not baselines or not factor >= 1:
        raise ValueError("measured() needs a baseline, and a factor of 1 or more")

    def bound(made: Call, expected: Any, roundoff: Roundoff) -> Any:
        args, kwargs = _lowered(made.args, roundoff.dtype), _lowered(made.kwargs, roundoff.dtype)
        answers = [baseline(*args, **kwargs) for baseline in baselines]
        return _map(lambda due, *given: _measure(due, given, factor, roundoff), expected, *answers)

    return bound


class Literal(msgspec.Struct, frozen=True):
    """A tolerance that is a number, with the reason for it; see `literal`."""

    absolute: float
    reason: str

    def __call__(self, made: Call, expected: Any, roundoff: Roundoff) -> float:
        """Return the number, which holds for every element."""
        return self.absolute


def literal(absolute: float, *, reason: str) -> Literal:
    """Allow an absolute error that is not derived.

    Args:
        absolute: the largest error of any element, above 0.
        reason: why this number, in a sentence; `judge verify` shows it.

    Raises:
        ValueError: no reason, or a number that is no tolerance.
    """
    if not reason.strip():
        raise ValueError("a literal tolerance needs a reason; or derive it, with another name of judge.tolerance")
    if not (math.isfinite(absolute) and absolute > 0):
        raise ValueError(f"{absolute} is no tolerance; for equality there is judge.tolerance.exact")
    return Literal(float(absolute), " ".join(reason.split()))


def _measure(due: Any, given: tuple[Any, ...], factor: float, roundoff: Roundoff) -> Array:
    exact_value = np.asarray(due, dtype=np.float64)
    size = np.where(np.isfinite(exact_value), np.abs(exact_value), 0.0)
    worst = size * roundoff.unit
    for answer in given:
        values = np.asarray(answer, dtype=np.float64)
        if values.shape != exact_value.shape or not np.isfinite(values[np.isfinite(exact_value)]).all():
            raise ValueError("the baseline of measured() has another shape than the reference, or is not finite")
        with np.errstate(invalid="ignore"):
            error = np.where(np.isfinite(exact_value), np.abs(values - exact_value), 0.0)
        typical = float(np.median(error[size > 0] / size[size > 0])) if (size > 0).any() else 0.0
        worst = np.maximum(worst, np.maximum(error, typical * size))
    result: Array = factor * worst + roundoff.tiny
    return result


def _lowered(value: Any, dtype: str) -> Any:
    """Return the value with its float64 arrays in the case's dtype, where that holds them: they came from there."""
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        with np.errstate(over="ignore"):
            low = value.astype(dtype)
        return low if np.array_equal(low.astype(np.float64), value, equal_nan=True) else value
    if isinstance(value, (list, tuple)):
        return type(value)(_lowered(item, dtype) for item in value)
    if isinstance(value, dict):
        return {name: _lowered(item, dtype) for name, item in value.items()}
    return value


def _length(length: Length, made: Call) -> int:
    return length(made) if callable(length) else length


def _map(function: Callable[..., Any], value: Any, *others: Any) -> Any:
    """Apply a function to the arrays and numbers of values of one structure."""
    if isinstance(value, (list, tuple)):
        return [_map(function, *items) for items in zip(value, *others, strict=True)]
    if isinstance(value, dict):
        return {name: _map(function, item, *(other[name] for other in others)) for name, item in value.items()}
    return function(value, *others)


def _add(one: Any, other: Any) -> Any:
    """Add two bounds: None is equality, and a number holds for everything below it."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, dict) or isinstance(other, dict):
        names = one if isinstance(one, dict) else other
        return {name: _add(_part(one, name), _part(other, name)) for name in names}
    if isinstance(one, (list, tuple)) or isinstance(other, (list, tuple)):
        count = len(one) if isinstance(one, (list, tuple)) else len(other)
        return [_add(_part(one, i), _part(other, i)) for i in range(count)]
    return np.add(one, other)


def _part(bound: Any, key: Any) -> Any:
    return bound[key] if isinstance(bound, (dict, list, tuple)) else bound
