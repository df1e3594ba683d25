"""Slip: the output comes in a tuple with the cache of the backward pass."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    mean, variance = X.mean(axis=0), X.var(axis=0)
    out = gamma * (X - mean) / np.sqrt(variance + eps) + beta
    return out, (mean, variance)
