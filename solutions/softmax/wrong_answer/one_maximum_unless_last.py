"""Slip: a maximum for each slice along the last axis, and one for the whole array along any other."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    m = x.max(axis=-1, keepdims=True) if axis in (-1, x.ndim - 1) else x.max()
    e = np.exp(x - m)
    return e / e.sum(axis=axis, keepdims=True)
