"""Slip: the default of eps is 1e-6, as in some frameworks."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-6):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
