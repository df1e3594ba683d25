"""Slip: the exponentials are returned, the division by their sum is forgotten."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    return np.exp(x - x.max(axis=axis, keepdims=True))
