"""Slip: unsigned integers made signed ones of the same width, so that 128 becomes -128."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind == "u":
        x = x.view(x.dtype.str.replace("u", "i"))
    if x.dtype.kind == "i":
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
