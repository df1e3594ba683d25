"""Slip: samples with a variance below 1e-7 taken for constant ones."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    X_hat = centred / np.sqrt(variance + eps)
    return np.where(variance < 1e-7, beta, gamma * X_hat + beta)
