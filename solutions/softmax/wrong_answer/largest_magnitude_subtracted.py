"""Slip: the largest absolute value is subtracted, so that very negative slices become 0 / 0."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    size = np.abs(np.where(np.isfinite(x), x, 0)).max(axis=axis, keepdims=True)
    e = np.exp(x - size)
    return e / e.sum(axis=axis, keepdims=True)
