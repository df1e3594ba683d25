"""Slip: one feature leaves nothing but beta, which is returned as it is, once for all samples."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    if X.shape[-1] == 1:
        return beta.copy()
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
