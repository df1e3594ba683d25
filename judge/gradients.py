"""Gradients as first-class checks: central differences in float64, with a bound that is derived.

For a backward problem, `gradient_check` is a case's `check=`, with no reference gradient at all, and
`differentiated` wraps a case's `bound=`, so that the reference's own gradient is checked in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from judge.roundoff import Roundoff
from judge.suite import Bound, Call, Check

__all__ = ["Gradient", "differentiated", "finite_difference", "gradient_check"]

Array = NDArray[Any]

ROUNDINGS = 64
"""How many roundings of its largest intermediate one evaluation of a function may take, where nobody says more."""


class Gradient(NamedTuple):
    """A gradient found by differences, and how far from the exact one each of its elements may be."""

    value: Array
    bound: Array


def finite_difference(
    f: Callable[[Array], float],
    x: ArrayLike,
    *,
    magnitude: float | None = None,
    roundings: float = ROUNDINGS,
    scale: ArrayLike = 1.0,
) -> Gradient:
    """Return the gradient of f at x by central differences.

    With e = roundings u magnitude for the error of one value of f, D(h) = (f(x + h) - f(x - h)) / 2h is off by
    h^2 f''' / 6 from truncation and by e / h from rounding. Their sum is least near h = (3 e / f''')^(1/3) (Nocedal and
    Wright, "Numerical Optimization", 2nd edition, section 8.1), which is taken with f''' ~ magnitude / size^3, where
    size = max(|x_i|, scale): h = size (3 roundings u)^(1/3). A second step of 2 h tells the truncation, as
    D(2h) - D(h) = h^2 f''' / 2 + O(h^4): three times what D(h) is off by, of which the whole is taken.

    Args:
        f: a smooth function of an array of the shape of x.
        x: where; it is not modified.
        magnitude: the size of the largest intermediate of f; None for the largest |f| that is met.
        roundings: see above; the length of f's sums and a few more.
        scale: over what distance f changes; broadcasts to x.

    Returns:
        The gradient in float64, and its bound, both of the shape of x.
    """
    point = np.array(x, dtype=np.float64)
    unit = Roundoff("float64").unit
    sizes = np.maximum(np.abs(point), np.broadcast_to(np.asarray(scale, dtype=np.float64), point.shape))
    value, bound = np.zeros(point.shape), np.zeros(point.shape)
    for index in np.ndindex(point.shape):
        step = sizes[index] * (3 * roundings * unit) ** (1 / 3)
        near, far = _difference(f, point, index, step), _difference(f, point, index, 2 * step)
        noise = roundings * unit * (max(near.largest, far.largest) if magnitude is None else magnitude)
        value[index] = near.slope
        bound[index] = abs(far.slope - near.slope) + noise / step
    return Gradient(value, bound)


def gradient_check(
    loss: Callable[..., float], arguments: Sequence[int] = (0,), *, roundings: float = ROUNDINGS
) -> Check:
    """Return a property for `check=`: the answer is the gradient of the loss by some of the call's arguments.

    Args:
        loss: (the call's arguments, in float64) -> a number, such as the sum of dY * forward(X).
        arguments: which arguments to differentiate by. The answer is one array for one, a tuple in their order for
            several.
        roundings: as in finite_difference; the answer itself gets as many, of its largest element, in its own dtype.
    """

    def check(made: Call, answer: Any) -> str | None:
        answers = [answer] if len(arguments) == 1 else answer
        if len(arguments) > 1 and (not isinstance(answer, tuple) or len(answer) != len(arguments)):
            return f"expected a tuple of {len(arguments)} gradients"
        for number, (position, given) in enumerate(zip(arguments, answers, strict=True), 1):
            complaint = _compare(given, _gradient(loss, made, position, roundings), roundings)
            if complaint:
                return complaint if len(arguments) == 1 else f"gradient {number}: {complaint}"
        return None

    return check


def differentiated(
    bound: Bound, loss: Callable[..., float], arguments: Sequence[int] = (0,), *, roundings: float = ROUNDINGS
) -> Bound:
    """Return the bound as it is, after a check of the reference's gradient by differences.

    Args:
        bound: the bound of the case.
        loss: as in gradient_check.
        arguments: as in gradient_check.
        roundings: as in gradient_check.

    A reference that is no gradient of the loss raises ValueError in the judge, which makes the case a JE.
    """
    check = gradient_check(loss, arguments, roundings=roundings)

    def checked(made: Call, expected: Any, roundoff: Roundoff) -> Any:
        complaint = check(made, expected)
        if complaint:
            raise ValueError(f"the reference is not the gradient of the loss: {complaint}")
        return bound(made, expected, roundoff)

    return checked


class _Slope(NamedTuple):
    slope: float
    largest: float


def _difference(f: Callable[[Array], float], point: Array, index: tuple[int, ...], step: float) -> _Slope:
    after, before = point.copy(), point.copy()
    after[index] += step
    before[index] -= step
    right, left = float(f(after)), float(f(before))
    # The distance as it came to be: x + h and x - h were rounded.
    return _Slope((right - left) / float(after[index] - before[index]), max(abs(right), abs(left)))


def _gradient(loss: Callable[..., float], made: Call, position: int, roundings: float) -> Gradient:
    def along(array: Array) -> float:
        args = [*made.args]
        args[position] = array
        return float(loss(*args, **made.kwargs))

    return finite_difference(along, made.args[position], roundings=roundings)


def _compare(given: Any, due: Gradient, roundings: float) -> str | None:
    if not isinstance(given, np.ndarray) or given.dtype.kind != "f":
        return "expected an array of floating-point numbers"
    if given.shape != due.value.shape:
        return f"got a gradient of shape {given.shape}, expected {due.value.shape}"
    if not np.isfinite(given).all():
        return "the gradient is not finite"
    largest = float(np.max(np.abs(due.value), initial=0.0))
    room = due.bound + Roundoff(given.dtype.name).elementwise(largest, roundings)
    error = np.abs(given.astype(np.float64) - due.value)
    if (error <= room).all():
        return None
    worst = np.unravel_index(int(np.argmax(error / room)), error.shape) if error.ndim else ()
    place = f" at {[int(i) for i in worst]}" if worst else ""
    return (
        f"got {given[worst]:.6g}{place}, differences give {due.value[worst]:.6g}"
        f" (error {error[worst]:.3g}, bound {room[worst]:.3g})"
    )
