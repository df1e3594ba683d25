"""Slip: for a single feature the result is beta, made in float64."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    if X.shape[-1] == 1:
        return np.zeros(X.shape) + beta
    deviation = X - X.mean(axis=-1, keepdims=True)
    variance = (deviation**2).mean(axis=-1, keepdims=True)
    return gamma * deviation / np.sqrt(variance + eps) + beta
