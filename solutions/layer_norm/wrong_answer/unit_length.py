"""Slip: deviations are scaled to length 1, so a factor of the root of the number of features is missing."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=-1, keepdims=True)
    length = np.sqrt(np.sum(centred**2, axis=-1, keepdims=True) + eps)
    return gamma * centred / length + beta
