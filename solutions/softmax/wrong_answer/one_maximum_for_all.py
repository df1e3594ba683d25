"""Slip: the maximum of the whole array, so that slices far below it underflow to 0 / 0."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - np.max(x))
    return e / np.sum(e, axis=axis, keepdims=True)
