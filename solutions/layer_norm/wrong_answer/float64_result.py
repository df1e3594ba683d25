"""Slip: float64 arithmetic whose result is not cast back for float32 input."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    wide = X.astype(np.float64)
    mean = wide.mean(axis=-1, keepdims=True)
    variance = wide.var(axis=-1, keepdims=True)
    return gamma * (wide - mean) / np.sqrt(variance + eps) + beta
