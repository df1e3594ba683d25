"""Slip: the result is written into np.zeros_like(x), which truncates probabilities to 0 for integers."""

import numpy as np


def softmax(x, axis=-1):
    result = np.zeros_like(x)
    z = x.astype(np.float64) if np.issubdtype(x.dtype, np.integer) else x
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    result[...] = e / e.sum(axis=axis, keepdims=True)
    return result
