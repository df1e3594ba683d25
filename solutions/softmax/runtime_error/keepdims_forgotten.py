"""Slip: reductions without keepdims, which do not broadcast back unless the shape happens to allow it."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - np.max(x, axis=axis))
    return e / np.sum(e, axis=axis)
