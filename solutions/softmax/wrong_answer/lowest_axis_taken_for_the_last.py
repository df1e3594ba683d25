"""Slip: a negative axis is counted from the end by a rule that is off by one at the far end."""

import numpy as np


def softmax(x, axis=-1):
    if not -x.ndim < axis < x.ndim:
        axis = -1
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
