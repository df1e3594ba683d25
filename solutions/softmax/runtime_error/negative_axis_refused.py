"""Slip: an axis counted from the end is taken for an error, the default's value aside."""

import numpy as np


def softmax(x, axis=-1):
    if axis == -1:
        axis = x.ndim - 1
    if not 0 <= axis < x.ndim:
        raise ValueError(f"axis {axis} is out of range")
    z = x if x.dtype.kind == "f" else x.astype(np.float64)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
