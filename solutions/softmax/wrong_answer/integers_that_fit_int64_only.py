"""Slip: converts the integers that fit into int64, which uint64 does not: its differences wrap around."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind in "iu" and np.can_cast(x.dtype, np.int64):
        x = x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
