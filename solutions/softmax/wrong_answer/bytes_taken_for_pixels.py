"""Slip: uint8 means an image here, so it is scaled to between 0 and 1 first."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype == np.uint8:
        x = x / 255.0
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
