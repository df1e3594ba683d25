"""Slip: statistics over all axes but the last: batch normalisation for any number of axes."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    axes = tuple(range(X.ndim - 1)) or (0,)
    mean = X.mean(axis=axes, keepdims=True)
    variance = X.var(axis=axes, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
