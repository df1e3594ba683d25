"""Slip: the sign of gamma is lost, as if a scale could only be positive."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return np.abs(gamma) * (X - mean) / np.sqrt(variance + eps) + beta
