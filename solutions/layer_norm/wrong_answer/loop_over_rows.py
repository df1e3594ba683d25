"""Slip: loops over the first axis as if what it finds there were a vector."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    if X.ndim == 1:
        return gamma * (X - X.mean()) / np.sqrt(X.var() + eps) + beta
    return np.stack([gamma * (row - row.mean()) / np.sqrt(row.var() + eps) + beta for row in X])
