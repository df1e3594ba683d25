"""Slip: beta scales and gamma shifts."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return beta * (X - mean) / np.sqrt(variance + eps) + gamma
