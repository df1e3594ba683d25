"""Slip: np.float64 arithmetic whose result is not cast back for float32 input."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    wide = X.astype(np.float64)
    return gamma * (wide - wide.mean(axis=0)) / np.sqrt(wide.var(axis=0) + eps) + beta
