"""Slip: E[x^2] - E[x]^2: an offset of 1e6 costs the variance twelve digits."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = (X**2).mean(axis=-1, keepdims=True) - mean**2
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
