"""Slip: axis 1 where the last one is meant; right for vectors and matrices only."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    axis = min(1, X.ndim - 1)
    mean = X.mean(axis=axis, keepdims=True)
    variance = X.var(axis=axis, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
