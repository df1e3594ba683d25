"""Slip: gamma and beta are applied to X, and the result is normalised."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    Z = gamma * X + beta
    mean = Z.mean(axis=-1, keepdims=True)
    variance = Z.var(axis=-1, keepdims=True)
    return (Z - mean) / np.sqrt(variance + eps)
