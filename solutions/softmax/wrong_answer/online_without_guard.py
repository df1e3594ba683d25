"""Slip: a running maximum that computes -inf - (-inf) when a slice begins with -inf."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    rows = np.moveaxis(x, axis, 0)
    top, total = rows[0], np.ones_like(rows[0])
    for row in rows[1:]:
        higher = np.maximum(top, row)
        total = total * np.exp(top - higher) + np.exp(row - higher)
        top = higher
    return np.moveaxis(np.exp(rows - top) / total, 0, axis)
