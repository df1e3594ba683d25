"""Style: everything in float64, cast back to the input's dtype at the end."""

import numpy as np


def layer_normalization(X, gamma, beta, eps=1e-5):
    wide = X.astype(np.float64)
    wide -= wide.mean(axis=-1, keepdims=True)
    wide /= np.sqrt((wide**2).mean(axis=-1, keepdims=True) + eps)
    return (wide * gamma + beta).astype(X.dtype)
