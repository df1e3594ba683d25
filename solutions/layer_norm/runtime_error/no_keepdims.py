"""Slip: statistics without keepdims: raises unless X is a vector or square (and is wrong where it is square)."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=-1)
    variance = np.var(X, axis=-1)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
