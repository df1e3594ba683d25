"""Slip: of the unsigned integers only the narrow ones are made floating-point, as if uint32 were wide enough."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind == "i" or (x.dtype.kind == "u" and x.dtype.itemsize != 4):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
