"""Slip: the function is called layer_norm, so the entry point is missing."""

import numpy as np


def layer_norm(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=-1, keepdims=True)
    variance = np.var(X, axis=-1, keepdims=True)
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
