"""Slip: -inf taken for a missing value and filled with 0, so that it gets a probability."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    z = np.nan_to_num(x, neginf=0.0)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
