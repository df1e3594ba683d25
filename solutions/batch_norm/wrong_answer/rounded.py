"""Slip: the result is rounded to six decimals for neat printing."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    return np.round(gamma * (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps) + beta, 6)
