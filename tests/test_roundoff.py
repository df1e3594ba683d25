"""Error bounds: honest arithmetic in any order stays inside, and the bounds are no larger than they need to be."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

from judge.data import Data
from judge.roundoff import Roundoff

Array = NDArray[Any]
FORMATS = ("float16", "float32", "float64")


def vectors(dtype: str) -> st.SearchStrategy[Array]:
    """Short vectors whose terms, products and sums do not overflow in the format."""
    largest = {"float16": 16, "float32": 2.0**50, "float64": 2.0**500}[dtype]
    elements = hnp.from_dtype(np.dtype(dtype), min_value=-largest, max_value=largest)
    return hnp.arrays(dtype, st.integers(1, 24), elements=elements)


formats_and_vectors = st.sampled_from(FORMATS).flatmap(lambda dtype: st.tuples(st.just(dtype), vectors(dtype)))


def exact(values: Iterable[Any]) -> list[Fraction]:
    """Return the numbers as fractions, which do not round."""
    return [Fraction(float(value)) for value in values]


def one_by_one(terms: Array) -> Any:
    """Add from the first to the last, rounding after each addition."""
    return list(itertools.accumulate(terms))[-1]


def pairwise(terms: Array) -> Any:
    """Add halves of the sum."""
    return terms[0] if len(terms) == 1 else pairwise(terms[: len(terms) // 2]) + pairwise(terms[len(terms) // 2 :])


def sums_in_several_orders(terms: Array) -> Iterator[Any]:
    """Yield sums of the same terms as submissions form them."""
    by_size = terms[np.argsort(np.abs(terms))]
    for ordered in (terms, terms[::-1], by_size, by_size[::-1]):
        yield one_by_one(ordered)
        yield pairwise(ordered)
    yield np.sum(terms)
    yield np.dot(terms, np.ones_like(terms))
    yield np.einsum("i->", terms)


@given(formats_and_vectors)
def test_sums_in_any_order(drawn: tuple[str, Array]) -> None:
    """Whatever the order of the additions, the exact sum is within the bound."""
    dtype, terms = drawn
    due, magnitude = sum(exact(terms)), float(sum(exact(np.abs(terms))))
    bound = float(Roundoff(dtype).sum(magnitude, len(terms)))
    for computed in sums_in_several_orders(terms):
        assert abs(Fraction(float(computed)) - due) <= bound


@given(formats_and_vectors, st.randoms(use_true_random=False))
def test_inner_products_in_any_order(drawn: tuple[str, Array], random: Any) -> None:
    """Products round too, and may underflow."""
    dtype, left = drawn
    right = left.copy()
    random.shuffle(right)
    products = [x * y for x, y in zip(exact(left), exact(right), strict=True)]
    bound = float(Roundoff(dtype).dot(float(sum(map(abs, products))), len(left)))
    rounded = left * right
    for computed in (left @ right, one_by_one(rounded), pairwise(rounded[::-1]), np.einsum("i,i", left, right)):
        assert abs(Fraction(float(computed)) - sum(products)) <= bound


@pytest.mark.parametrize("seed", range(5))
def test_long_sums_in_float32(seed: int) -> None:
    """Thousands of terms with a common offset, along either axis, against float64."""
    terms = Data(seed, "long").normal((300, 70), mean=100.0, dtype="float32")
    wide, bounds = terms.astype("float64"), Roundoff("float32")
    for axis in (0, 1):
        bound = bounds.sum(np.abs(wide).sum(axis), terms.shape[axis])
        assert bound.shape == wide.sum(axis).shape
        for computed in (terms.sum(axis), np.cumsum(terms, axis).take(-1, axis), np.flip(terms, axis).sum(axis)):
            assert (np.abs(computed - wide.sum(axis)) <= bound).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_bound_of_a_sum_is_nearly_reached(dtype: str) -> None:
    """Terms of half a unit in the last place vanish one after another: a bound without the length would be wrong."""
    bounds = Roundoff(dtype)
    terms = np.full(1000, bounds.unit, dtype)
    terms[0] = 1
    error = abs(Fraction(float(one_by_one(terms))) - sum(exact(terms)))
    bound = bounds.sum(float(terms.astype("float64").sum()), len(terms))
    assert 0.99 * float(bound) < error <= float(bound)


@given(
    st.sampled_from(("float32", "float64")),
    hnp.arrays("float64", 3, elements=st.floats(2.0**-20, 2.0**20, width=32)),
)
def test_chains_of_operations(dtype: str, numbers: Array) -> None:
    """Four roundings, (x * y) / z * x, stay within the bound for four, relative to the result."""
    x, y, z = numbers.astype(dtype)
    due = Fraction(float(x)) * Fraction(float(y)) / Fraction(float(z)) * Fraction(float(x))
    bound = Roundoff(dtype).elementwise(float(due))
    assert abs(Fraction(float(x * y / z * x)) - due) <= float(bound)


@pytest.mark.parametrize("dtype", FORMATS)
def test_constants(dtype: str) -> None:
    """The unit round-off is half the distance from 1 to the next number; `tiny` is the smallest normal number."""
    bounds, one = Roundoff(dtype), np.ones((), dtype)
    assert float(np.nextafter(one, 2 * one)) - 1 == 2 * bounds.unit
    assert bounds.tiny == float(np.finfo(dtype).smallest_normal)
    assert bounds.dtype == dtype


def test_known_units() -> None:
    """2**-24 and 2**-53, as Higham has them."""
    assert (Roundoff("float32").unit, Roundoff("float64").unit) == (2.0**-24, 2.0**-53)


@settings(max_examples=30)
@given(hnp.arrays("float64", hnp.array_shapes(min_dims=0, max_dims=3, max_side=3), elements=st.floats(-1e9, 1e9)))
def test_shapes_and_signs(magnitude: Array) -> None:
    """A bound has the shape of the magnitude, is positive whatever the sign, and scales with it."""
    bounds = Roundoff("float64")
    for bound in (bounds.elementwise(magnitude), bounds.sum(magnitude, 5), bounds.dot(magnitude, 5)):
        assert np.shape(bound) == magnitude.shape
        assert (bound > 0).all()
    assert (bounds.sum(magnitude, 5) == bounds.sum(-magnitude, 5)).all()
    assert (bounds.sum(2 * magnitude, 5) >= bounds.sum(magnitude, 5)).all()


def test_longer_sums_have_larger_bounds() -> None:
    """Each term more may bring one rounding more; a product brings its own."""
    bounds = Roundoff("float32")
    assert bounds.sum(1.0, 10) < bounds.sum(1.0, 11) < bounds.dot(1.0, 11)


def test_zeros_do_not_pass_for_tiny_probabilities() -> None:
    """A relative bound leaves no room for 0 in place of 1e-30: there is no floor but the smallest normal number."""
    for dtype in ("float32", "float64"):
        assert Roundoff(dtype).elementwise(1e-30) < 1e-35


def test_float32_magnitudes_are_widened() -> None:
    """The bound itself is computed in float64, so that it does not round to the format it is about."""
    assert np.asarray(Roundoff("float32").elementwise(np.array([1, 2], np.float32))).dtype == np.float64
