"""Slip: statistics over axis 0, and beta misspelled in the line that needs it."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=0)
    variance = np.var(X, axis=0)
    X_norm = (X - mean) / np.sqrt(variance + eps)
    out = gamma * X_norm + bata  # noqa: F821
    return out
