"""Style: deviations from the first feature; E[y^2] - E[y]^2 is harmless once the offset is gone."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    Y = X - X[..., :1]
    mean = Y.mean(axis=-1, keepdims=True)
    variance = (Y * Y).mean(axis=-1, keepdims=True) - mean * mean
    return gamma * (Y - mean) / np.sqrt(variance + eps) + beta
