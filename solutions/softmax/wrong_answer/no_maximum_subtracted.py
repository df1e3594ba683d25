"""Slip: exp of the raw logits, which overflows beyond 709 (88 in float32) and vanishes at the other end."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(x)
    return e / e.sum(axis=axis, keepdims=True)
