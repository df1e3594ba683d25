"""Slip: the axis is moved to the end for the computation, and left there."""

import numpy as np


def softmax(x, axis=-1):
    z = np.moveaxis(x, axis, -1)
    if np.issubdtype(z.dtype, np.integer):
        z = z.astype(np.float64)
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
