"""Visible examples of attention."""

from __future__ import annotations

import numpy as np

from judge.suite import Call, Data, Suite, call

suite = Suite()

Q = np.array([[1.0, 0.0], [0.0, 2.0]])
K = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
V = np.array([[10.0, 0.0, 1.0, 0.0], [0.0, 10.0, 0.0, 1.0], [5.0, 5.0, 2.0, 2.0]])


@suite.case("basic")
def two_queries_and_three_keys(data: Data) -> Call:
    return call(Q, K, V)


@suite.case("mask")
def a_key_that_nobody_may_attend_to(data: Data) -> Call:
    return call(Q, K, V, mask=np.array([True, True, False]))


@suite.case("batch", dtypes=("float32",))
def two_sequences_in_float32(data: Data, dtype: str) -> Call:
    batch = [np.stack([array, -array[::-1]]).astype(dtype) for array in (Q, K, V)]
    return call(*batch)
