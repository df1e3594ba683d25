"""Slip: float16 inside: three digits, and infinities above 65504."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    half = X.astype(np.float16)
    out = gamma * (half - half.mean(axis=0)) / np.sqrt(half.var(axis=0) + eps) + beta
    return out.astype(X.dtype)
