"""Slip: eps in the variance is not trusted, and another small constant is added to the divisor."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps)
    return gamma * centred / (spread + X.dtype.type(1e-8)) + beta
