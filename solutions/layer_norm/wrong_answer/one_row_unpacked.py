"""Slip: works on rows, and hands a lone row back without its axis."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    rows = X.reshape(-1, X.shape[-1])
    mean = rows.mean(axis=1, keepdims=True)
    deviation = rows - mean
    variance = (deviation**2).mean(axis=1, keepdims=True)
    Y = gamma * deviation / np.sqrt(variance + eps) + beta
    return Y[0] if len(Y) == 1 and X.ndim < 3 else Y.reshape(X.shape)
