"""Slip: a short cut for a single logit, which returns a Python float in place of an array."""

import numpy as np


def softmax(x, axis=-1):
    if x.size == 1:
        return 1.0
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
