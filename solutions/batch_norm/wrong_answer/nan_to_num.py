"""Slip: no eps, and np.nan_to_num to hide the 0 / 0 of constant features."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    with np.errstate(all="ignore"):
        X_norm = np.nan_to_num((X - X.mean(axis=0)) / X.std(axis=0))
    return gamma * X_norm + beta
