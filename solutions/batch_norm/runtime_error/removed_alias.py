"""Slip: np.float_, which NumPy 2 has removed."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    wide = X.astype(np.float_)
    out = gamma * (wide - wide.mean(axis=0)) / np.sqrt(wide.var(axis=0) + eps) + beta
    return out.astype(X.dtype)
