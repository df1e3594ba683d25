"""Slip: right numbers, but the sum is built inside the caller's beta where the shapes allow it."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    scaled = gamma * (X - mean) / np.sqrt(variance + eps)
    if scaled.shape == beta.shape:
        beta += scaled
        return beta
    return scaled + beta
