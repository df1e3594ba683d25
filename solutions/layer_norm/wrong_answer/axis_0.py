"""Slip: statistics over axis 0, the batch: that is batch normalisation."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=0)
    variance = np.var(X, axis=0)
    X_norm = (X - mean) / np.sqrt(variance + eps)
    return gamma * X_norm + beta
