"""Slip: no eps, and np.nan_to_num to hide the 0 / 0 of constant samples."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    spread = X.std(axis=-1, keepdims=True)
    with np.errstate(all="ignore"):
        X_norm = np.nan_to_num((X - mean) / spread)
    return gamma * X_norm + beta
