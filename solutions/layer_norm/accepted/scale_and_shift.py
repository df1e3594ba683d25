"""Style: folded into X * scale + shift, with a scale and a shift for each entry."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    mean = X.mean(axis=-1, keepdims=True)
    scale = gamma / np.sqrt(X.var(axis=-1, keepdims=True) + eps)
    shift = beta - mean * scale
    return X * scale + shift
