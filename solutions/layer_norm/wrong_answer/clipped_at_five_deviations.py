"""Slip: normalised values cut off at 5, where only a large sample has one beyond it."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    centred = X - X.mean(axis=-1, keepdims=True)
    variance = (centred**2).mean(axis=-1, keepdims=True)
    X_hat = centred / np.sqrt(variance + eps)
    return gamma * np.clip(X_hat, -5, 5) + beta
