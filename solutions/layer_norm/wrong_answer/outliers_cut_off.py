"""Slip: what lies beyond 1.5 standard deviations is cut off."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    variance = X.var(axis=-1, keepdims=True)
    return gamma * np.clip((X - mean) / np.sqrt(variance + eps), -1.5, 1.5) + beta
