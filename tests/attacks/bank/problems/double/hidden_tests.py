"""Hidden tests of double: two cases of one shape, so that an answer from a cache shows, and one of another."""

from __future__ import annotations

from typing import Any

import numpy as np

from judge.suite import FLOATS, Call, Data, Roundoff, Suite, call


def no_error(made: Call, expected: Any, roundoff: Roundoff) -> Any:
    """Doubling is exact in binary floating point."""
    return np.zeros_like(expected)


suite = Suite(bound=no_error)


@suite.case("values")
def a_vector(data: Data) -> Call:
    return call(data.normal((33,)))


@suite.case("values")
def another_vector_of_that_length(data: Data) -> Call:
    return call(data.normal((33,)))


@suite.case("formats", dtypes=FLOATS)
def a_matrix(data: Data, dtype: str) -> Call:
    return call(data.normal((3, 5), dtype=dtype))


@suite.slip("x itself")
def unchanged(x: Any) -> Any:
    return x


@suite.slip("x squared")
def squared(x: Any) -> Any:
    return x * x
