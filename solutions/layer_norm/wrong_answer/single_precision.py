"""Slip: float32 inside although the input is float64."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    single = X.astype(np.float32)
    mean = single.mean(axis=-1, keepdims=True)
    variance = single.var(axis=-1, keepdims=True)
    return (gamma * ((single - mean) / np.sqrt(variance + eps)) + beta).astype(X.dtype)
