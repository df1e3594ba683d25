"""Slip: one feature comes back as (batch,), without its axis."""

import numpy as np


def batch_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=0)
    Y = gamma * centred / np.sqrt((centred**2).mean(axis=0) + eps) + beta
    return Y[:, 0] if Y.shape[1] == 1 else Y
