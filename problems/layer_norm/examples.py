"""Visible examples of layer_norm."""

from __future__ import annotations

import numpy as np

from judge.suite import Call, Data, Suite, call

suite = Suite()


@suite.case("worked example")
def two_samples(data: Data) -> Call:
    X = np.array([[1.0, 2.0, 6.0], [10.0, 30.0, 20.0]])
    return call(X, np.array([1.0, 2.0, -1.0]), np.array([0.0, 5.0, 1.0]))


@suite.case("eps")
def one_vector_and_its_eps(data: Data) -> Call:
    return call(
        np.array([0.1, 0.3, 0.2, 0.6]), np.array([1.0, -0.5, 2.0, 1.0]), np.array([0.5, 1.0, -1.0, 0.0]), eps=0.01
    )


@suite.case("shapes", dtypes=("float32",))
def two_sequences_with_a_constant_sample(data: Data) -> Call:
    X = np.array([[[1.0, 3.0], [4.0, 4.0], [0.0, -2.0]], [[2.0, 2.5], [7.0, 1.0], [-3.0, 5.0]]], dtype=np.float32)
    return call(X, np.array([1.5, 3.0], dtype=np.float32), np.array([0.25, -2.0], dtype=np.float32))
