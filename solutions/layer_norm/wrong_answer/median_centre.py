"""Slip: the median in place of the mean."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    middle = np.median(X, axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - middle) / np.sqrt(variance + eps) + beta
