"""Slip: zeros are taken for padding, and left out of the statistics."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    real = X != 0
    count = np.maximum(real.sum(axis=0), 1).astype(X.dtype)
    mean = X.sum(axis=0) / count
    variance = np.sum((X - mean) ** 2, axis=0, where=real) / count
    return gamma * (X - mean) / np.sqrt(variance + eps) + beta
