"""Gradients: differences find them within their own bound, and tell right answers from wrong ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from judge.gradients import differentiated, finite_difference, gradient_check
from judge.roundoff import Roundoff
from judge.suite import call
from judge.tolerance import elementwise

DATA = np.random.default_rng(11)


def softmax(x: Any) -> Any:
    """Probabilities along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def loss(dy: Any, x: Any) -> float:
    """What softmax_backward differentiates by x."""
    return float(np.sum(dy * softmax(x)))


def softmax_backward(dy: Any, x: Any) -> Any:
    """The gradient of the loss by x, by hand."""
    p = softmax(x)
    return p * (dy - np.sum(dy * p, axis=-1, keepdims=True))


@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_polynomials(size: float) -> None:
    """The difference lies within its bound of the gradient, whatever the size of x; and the bound is of use."""
    x = size * DATA.normal(size=(3, 4))
    found = finite_difference(lambda x: float(np.sum(x**3)), x, scale=size)
    error = np.abs(found.value - 3 * x**2)
    assert (error <= found.bound).all()
    assert (found.bound <= 1e-6 * size**2).all()


def test_truncation_is_in_the_bound() -> None:
    """Where f bends within a step, the bound says so."""
    found = finite_difference(lambda x: float(np.sin(3e4 * x).sum()), np.array([0.1]))
    assert np.abs(found.value - 3e4 * np.cos(3e3)) <= found.bound


def test_rounding_is_in_the_bound() -> None:
    """Where f loses digits to a large intermediate, the author says how large, and the bound covers it."""
    x = np.array([1.0, 2.0])

    def f(x: Any) -> float:
        return float((np.sum(x**2) + 1e8) - 1e8)

    found = finite_difference(f, x, magnitude=1e8)
    assert (np.abs(found.value - 2 * x) <= found.bound).all()
    assert (found.bound > 1e-4).all()


def test_the_point_is_left_alone_and_may_have_any_shape() -> None:
    """x is not modified, and a single number has a gradient too."""
    x = DATA.normal(size=5)
    before = x.copy()
    finite_difference(lambda x: float(x @ x), x)
    assert np.array_equal(x, before)
    assert finite_difference(lambda x: float(x**2), 3.0).value == pytest.approx(6.0)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_right_gradient_passes(dtype: str) -> None:
    """In the dtype of the case, honest work is inside the bound."""
    dy, x = DATA.normal(size=(2, 3, 5)).astype(dtype)
    made = call(dy.astype(np.float64), x.astype(np.float64))
    assert gradient_check(loss, (1,))(made, softmax_backward(dy, x)) is None


@pytest.mark.parametrize(
    "slip",
    [
        lambda dy, x: softmax(x) * dy,
        lambda dy, x: -softmax_backward(dy, x),
        lambda dy, x: softmax_backward(dy, x) * (1 + 1e-5),
        lambda dy, x: softmax_backward(dy, x).astype(np.float16).astype(np.float64),
        lambda dy, x: np.zeros_like(x),
    ],
)
def test_a_wrong_gradient_does_not(slip: Any) -> None:
    """Forgotten terms, signs, a scale off by 1e-5, half precision: all are told with a place and a bound."""
    dy, x = DATA.normal(size=(2, 3, 5))
    complaint = gradient_check(loss, (1,))(call(dy, x), slip(dy, x))
    assert complaint is not None
    assert "differences give" in complaint and "bound" in complaint


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (np.zeros((5, 3)), "shape (5, 3), expected (3, 5)"),
        (np.zeros((3, 5), dtype=int), "floating-point"),
        ([0.0], "floating-point"),
        (np.full((3, 5), np.nan), "not finite"),
    ],
)
def test_what_is_no_gradient_at_all(answer: Any, told: str) -> None:
    """The type, the shape and finite numbers come first."""
    dy, x = DATA.normal(size=(2, 3, 5))
    assert told in str(gradient_check(loss, (1,))(call(dy, x), answer))


def test_several_gradients() -> None:
    """A tuple in the order of the arguments; the complaint says which one is wrong."""
    dy, x = DATA.normal(size=(2, 2, 3))
    check = gradient_check(loss, (0, 1))
    right = softmax(x), softmax_backward(dy, x)
    assert check(call(dy, x), right) is None
    assert "gradient 2" in str(check(call(dy, x), (right[0], right[0])))
    assert "tuple of 2" in str(check(call(dy, x), right[0]))


def test_a_bound_that_checks_the_reference() -> None:
    """With the reference's own gradient as expected value, the bound is the author's; a wrong reference is found."""
    dy, x = DATA.normal(size=(2, 2, 3))
    bound = differentiated(elementwise(8), loss, (1,))
    due, unit = softmax_backward(dy, x), Roundoff("float64")
    assert np.array_equal(bound(call(dy, x), due, unit), unit.elementwise(due, 8))
    with pytest.raises(ValueError, match="not the gradient of the loss"):
        bound(call(dy, x), softmax(x) * dy, unit)
