"""Slip: the variance is that of each sample, and the mean by mistake that of the whole array."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    variance = X.var(axis=-1, keepdims=True)
    return gamma * (X - X.mean()) / np.sqrt(variance + eps) + beta
