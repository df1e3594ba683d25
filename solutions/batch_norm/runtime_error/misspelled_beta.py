"""Slip: beta is misspelled in the last line, so there is no such name."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=0)
    variance = np.var(X, axis=0)
    X_norm = (X - mean) / np.sqrt(variance + eps)
    out = gamma * X_norm + bata  # noqa: F821
    return out
