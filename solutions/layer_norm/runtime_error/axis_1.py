"""Slip: axis=1, which a vector does not have."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=1, keepdims=True)
    variance = np.var(X, axis=1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
