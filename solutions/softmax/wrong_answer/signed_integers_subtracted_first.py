"""Slip: unsigned integers are converted first, but signed ones are subtracted in their own dtype, which overflows."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.unsignedinteger):
        x = x.astype(np.float64)
    d = x - x.max(axis=axis, keepdims=True)
    e = np.exp(d.astype(np.float64) if np.issubdtype(x.dtype, np.integer) else d)
    return e / e.sum(axis=axis, keepdims=True)
