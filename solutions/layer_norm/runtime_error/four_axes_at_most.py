"""Slip: the leading axes are unpacked by name, and there may be more of them."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    shape = X.shape
    while X.ndim < 4:
        X = X[None]
    batch, heads, length, features = X.shape
    rows = X.reshape(batch * heads * length, features)
    centred = rows - rows.mean(axis=1, keepdims=True)
    variance = (centred**2).mean(axis=1, keepdims=True)
    return (gamma * (centred / np.sqrt(variance + eps)) + beta).reshape(shape)
