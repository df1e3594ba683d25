"""Slip: positions and features are normalised together where there are three axes or more."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    axes = (-2, -1) if X.ndim > 2 else (-1,)
    mean = X.mean(axis=axes, keepdims=True)
    variance = X.var(axis=axes, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
