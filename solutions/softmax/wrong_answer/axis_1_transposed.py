"""Slip: turns a matrix for axis=1, and does not turn the result back."""

import numpy as np


def softmax(x, axis=-1):
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    if x.ndim == 2 and axis == 1:
        x, axis = x.T, 0
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
