"""Slip: a sample is taken to be all that lies behind the first axis; right for vectors and matrices only."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    axes = tuple(range(1, X.ndim)) or (0,)
    mean = X.mean(axis=axes, keepdims=True)
    variance = X.var(axis=axes, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
