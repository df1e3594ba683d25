"""Slip: exp without a shift first, and with one only where that gave NaN: underflow has cost digits by then."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    exps = np.exp(x)
    p = exps / exps.sum(axis=axis, keepdims=True)
    if np.isnan(p).any():
        exps = np.exp(x - x.max(axis=axis, keepdims=True))
        p = exps / exps.sum(axis=axis, keepdims=True)
    return p
