"""Slip: probabilities kept away from 0, as if for a logarithm that nobody asked for."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return np.maximum(e / e.sum(axis=axis, keepdims=True), x.dtype.type(1e-12))
