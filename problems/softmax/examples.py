"""Visible examples of softmax."""

from __future__ import annotations

import numpy as np

from judge.suite import Call, Data, Suite, call

suite = Suite()


@suite.case("basic")
def two_rows(data: Data) -> Call:
    return call(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, np.log(2.0)]]))


@suite.case("axis", dtypes=("float32",))
def down_the_columns(data: Data) -> Call:
    return call(np.array([[1.0, 4.0, -2.0], [3.0, 4.0, 0.5]], dtype=np.float32), axis=0)


@suite.case("stability")
def large_logits_and_minus_infinity(data: Data) -> Call:
    return call(np.array([1000.0, 1001.0, -np.inf, 999.0]))
