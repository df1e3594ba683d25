"""Style: np.mean and np.var over the last axis."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = np.mean(X, axis=-1, keepdims=True)
    variance = np.var(X, axis=-1, keepdims=True)
    X_norm = (X - mean) / np.sqrt(variance + eps)
    return gamma * X_norm + beta
