"""Slip: np.atleast_2d for vectors, whose result keeps the additional axis."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    rows = np.atleast_2d(X)
    mean = rows.mean(axis=-1, keepdims=True)
    variance = rows.var(axis=-1, keepdims=True)
    return gamma * (rows - mean) / np.sqrt(variance + eps) + beta
