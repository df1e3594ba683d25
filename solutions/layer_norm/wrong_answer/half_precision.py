"""Slip: float16 inside: three digits, and infinities above 65504."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    half = X.astype(np.float16)
    mean = half.mean(axis=-1, keepdims=True)
    variance = half.var(axis=-1, keepdims=True)
    return (gamma * (half - mean) / np.sqrt(variance + eps) + beta).astype(X.dtype)
