"""Slip: right in substance, but the entry point has another name."""

import numpy as np


def stable_softmax(x, axis=-1):
    z = x if x.dtype.kind == "f" else x.astype(np.float64)
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
