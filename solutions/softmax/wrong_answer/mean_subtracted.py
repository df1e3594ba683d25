"""Slip: the mean of the finite entries as the shift, which leaves exponents in the thousands."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - np.mean(x, axis=axis, keepdims=True, where=np.isfinite(x)))
    return e / e.sum(axis=axis, keepdims=True)
