"""Slip: a slice of one logit is due 1, which is made in the dtype of the logits."""

import numpy as np


def softmax(x, axis=-1):
    if x.shape[axis] == 1:
        return np.ones_like(x)
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
