"""Slip: the difference is taken in the integers' own dtype, where it wraps around, and converted afterwards."""

import numpy as np


def softmax(x, axis=-1):
    shifted = x - x.max(axis=axis, keepdims=True)
    if np.issubdtype(x.dtype, np.integer):
        shifted = shifted.astype(np.float64)
    e = np.exp(shifted)
    return e / e.sum(axis=axis, keepdims=True)
