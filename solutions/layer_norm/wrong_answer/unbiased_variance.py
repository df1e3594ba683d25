"""Slip: ddof=1, except for a single feature, where it would divide by 0."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True, ddof=min(1, X.shape[-1] - 1))
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
