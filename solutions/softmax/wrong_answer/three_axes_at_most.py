"""Slip: batch, position and logit are the only axes thought of; a later one is taken for the third."""

import numpy as np


def softmax(x, axis=-1):
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    axis = min(axis % x.ndim, 2)
    exps = np.exp(x - x.max(axis=axis, keepdims=True))
    return exps / exps.sum(axis=axis, keepdims=True)
