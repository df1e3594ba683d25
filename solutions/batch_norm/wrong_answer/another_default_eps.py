"""Slip: the default of eps is 1e-3, as in some frameworks."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-3):
    return gamma * (X - X.mean(axis=0)) / np.sqrt(X.var(axis=0) + eps) + beta
