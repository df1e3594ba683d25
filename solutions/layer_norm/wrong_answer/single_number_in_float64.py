"""Slip: a lone number goes through a Python float, and comes back as float64."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    if X.size == 1:
        return np.full(X.shape, float(beta[0]))
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
