"""Slip: the mean is not subtracted: that is RMS normalisation."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean_square = np.mean(X**2, axis=-1, keepdims=True)
    return gamma * X / np.sqrt(mean_square + eps) + beta
