"""Slip: the result is rounded to six decimals for neat printing."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return np.round(gamma * (X - mean) / np.sqrt(variance + eps) + beta, 6)
