"""Slip: stops one step early and returns the logarithms."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    d = x - x.max(axis=axis, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=axis, keepdims=True))
