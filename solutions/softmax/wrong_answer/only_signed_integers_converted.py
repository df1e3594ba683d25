"""Slip: np.signedinteger leaves the unsigned dtypes out of the conversion."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.signedinteger):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
