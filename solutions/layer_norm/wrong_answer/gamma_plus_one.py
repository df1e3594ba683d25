"""Slip: the scale is 1 + gamma, as where gamma is stored as an offset from 1."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return (1 + gamma) * (X - mean) / np.sqrt(variance + eps) + beta
