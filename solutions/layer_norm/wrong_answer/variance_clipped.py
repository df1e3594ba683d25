"""Slip: the variance is clipped to a range that looks safe, from 1e-3 to 1e3."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(np.clip(variance, 1e-3, 1e3) + eps) + beta
