"""Slip: E[x^2] - E[x]^2 in float64, with negative results raised to 0: no NaN, but no digits either."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    wide = X.astype(np.float64)
    mean = wide.mean(axis=0)
    variance = np.maximum((wide * wide).mean(axis=0) - mean * mean, 0.0)
    return (gamma * (wide - mean) / np.sqrt(variance + eps) + beta).astype(X.dtype)
