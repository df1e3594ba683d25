"""Slip: the output comes in a tuple with the cache of the backward pass."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    out = gamma * (X - mean) / np.sqrt(variance + eps) + beta
    return out, (mean, variance)
