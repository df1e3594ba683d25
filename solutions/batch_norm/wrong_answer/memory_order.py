"""Slip: works on the numbers as they lie in memory and takes that for row after row."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    rows = X.ravel(order="K").reshape(X.shape)
    return gamma * (rows - np.mean(rows, axis=0)) / np.sqrt(np.var(rows, axis=0) + eps) + beta
