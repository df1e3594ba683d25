"""Slip: statistics.variance, which is the unbiased one, and raises for a single sample."""

import statistics

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    out = np.empty_like(X)
    for j in range(X.shape[1]):
        column = X[:, j].tolist()
        mean = statistics.fmean(column)
        root = (statistics.variance(column) + eps) ** 0.5
        out[:, j] = [gamma[j] * (x - mean) / root + beta[j] for x in column]
    return out
