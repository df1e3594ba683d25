"""Slip: of four axes, those of the heads and of the features are taken for one sample."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    axes = (1, 3) if X.ndim == 4 else -1
    centred = X - X.mean(axis=axes, keepdims=True)
    variance = (centred**2).mean(axis=axes, keepdims=True)
    return gamma * (centred / np.sqrt(variance + eps)) + beta
