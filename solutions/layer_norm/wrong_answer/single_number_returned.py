"""Slip: for a single number the result is beta's number, no array."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    if X.shape == (1,):
        return beta[0]
    deviation = X - X.mean(axis=-1, keepdims=True)
    variance = (deviation**2).mean(axis=-1, keepdims=True)
    return gamma * deviation / np.sqrt(variance + eps) + beta
