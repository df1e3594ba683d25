"""Slip: overflow avoided by clipping the logits, which makes large ones equal."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    e = np.exp(np.clip(x, -80, 80))
    return e / e.sum(axis=axis, keepdims=True)
