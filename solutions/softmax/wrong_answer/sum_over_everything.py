"""Slip: no axis in either reduction, so that all entries together sum to 1."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - np.max(x))
    return e / np.sum(e)
