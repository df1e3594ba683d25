"""Slip: a batch of one comes back without its first axis."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=-1, keepdims=True)
    Y = gamma * centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps) + beta
    return Y[0] if Y.ndim > 1 and len(Y) == 1 else Y
