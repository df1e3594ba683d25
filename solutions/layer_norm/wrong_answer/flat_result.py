"""Slip: the leading axes are flattened for the work and not restored."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    rows = X.reshape(-1, X.shape[-1])
    mean = np.mean(rows, axis=1, keepdims=True)
    variance = np.var(rows, axis=1, keepdims=True)
    return gamma * (rows - mean) / np.sqrt(variance + eps) + beta
