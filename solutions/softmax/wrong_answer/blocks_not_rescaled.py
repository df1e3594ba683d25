"""Slip: a running maximum over blocks of 256 entries; the sum of the blocks before is not rescaled when it rises."""

import numpy as np


def softmax(x, axis=-1):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float64)
    rows = np.moveaxis(x, axis, 0)
    top = np.max(rows[:256], axis=0)
    total = np.sum(np.exp(rows[:256] - top), axis=0)
    for start in range(256, len(rows), 256):
        block = rows[start : start + 256]
        top = np.maximum(top, np.max(block, axis=0))
        total = total + np.sum(np.exp(block - top), axis=0)
    return np.moveaxis(np.exp(rows - top) / total, 0, axis)
