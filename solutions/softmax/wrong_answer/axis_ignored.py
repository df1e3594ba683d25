"""Slip: the notes' helper, with -1 written into it; the parameter axis is never looked at."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)
