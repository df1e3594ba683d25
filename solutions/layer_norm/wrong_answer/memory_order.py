"""Slip: works on the numbers as they lie in memory and takes that for sample after sample."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    rows = X.ravel(order="K").reshape(-1, X.shape[-1])
    centred = rows - rows.mean(axis=1, keepdims=True)
    X_norm = centred / np.sqrt(rows.var(axis=1, keepdims=True) + eps)
    return (gamma * X_norm + beta).reshape(X.shape)
