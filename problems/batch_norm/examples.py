"""Visible examples of batch_norm."""

from __future__ import annotations

import numpy as np

from judge.suite import Call, Data, Suite, call

suite = Suite()


@suite.case("worked example")
def two_features(data: Data) -> Call:
    X = np.array([[1.0, 10.0], [2.0, 30.0], [6.0, 20.0]])
    return call(X, np.array([1.0, 2.0]), np.array([0.0, 5.0]))


@suite.case("eps")
def eps_is_given(data: Data) -> Call:
    X = np.array([[0.1, -0.3, 0.0], [0.3, 0.5, 0.2], [0.2, -0.2, 0.7], [0.6, 0.0, 0.1]])
    return call(X, np.array([1.0, -0.5, 2.0]), np.array([0.5, 1.0, -1.0]), eps=0.01)


@suite.case("constant feature", dtypes=("float32",))
def second_feature_is_constant(data: Data) -> Call:
    X = np.array([[1.0, 4.0], [3.0, 4.0]], dtype=np.float32)
    return call(X, np.array([1.5, 3.0], dtype=np.float32), np.array([0.25, -2.0], dtype=np.float32))
