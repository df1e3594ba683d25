"""Slip: the statistics of a vector are scalars, which cannot be assigned to like arrays."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1)
    mean[...] = mean + 0.0
    variance = X.var(axis=-1)
    return gamma * (X - mean[..., None]) / np.sqrt(variance[..., None] + eps) + beta
