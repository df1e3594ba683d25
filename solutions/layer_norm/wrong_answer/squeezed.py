"""Slip: np.squeeze on the result, which takes away axes of size 1 that belong to the input."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return np.atleast_1d(np.squeeze(gamma * (X - mean) / np.sqrt(variance + eps) + beta))
