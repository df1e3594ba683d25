"""Slip: the default axis is 1, which is the last one of a matrix and of nothing larger."""

import numpy as np


def softmax(x, axis=None):
    if axis is None:
        axis = 1 if x.ndim > 1 else 0
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
