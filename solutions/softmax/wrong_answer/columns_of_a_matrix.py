"""Slip: axis=0 is looked after where there are more than two axes, and a matrix is always taken by its rows."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    if x.ndim <= 2:
        axis = -1
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
