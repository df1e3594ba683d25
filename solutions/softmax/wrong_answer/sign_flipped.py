"""Slip: "max - x" instead of "x - max"."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(np.max(x, axis=axis, keepdims=True) - x)
    return e / np.sum(e, axis=axis, keepdims=True)
