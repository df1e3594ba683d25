"""Slip: float32 inside although the input is float64."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    single = X.astype(np.float32)
    X_norm = (single - single.mean(axis=0)) / np.sqrt(single.var(axis=0) + eps)
    return (gamma * X_norm + beta).astype(X.dtype)
