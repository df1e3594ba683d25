"""Slip: works on rows, and hands a lone row back without its axis."""

import numpy as np


def softmax(x, axis=-1):
    x = x if x.dtype.kind == "f" else x.astype(np.float64)
    moved = np.moveaxis(x, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    e = np.exp(rows - rows.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    if len(p) == 1:
        return p[0]
    return np.moveaxis(p.reshape(moved.shape), -1, axis)
